-- WHAT A PERSON IS SHOWN OF WHAT HAPPENED: one function for each source, all of the same columns (assent.timeline_event).
-- consent/subject-access/timeline.ts merges them, newest first.
--
-- Each is one SELECT without SECURITY DEFINER and without settings, so that PostgreSQL puts it into the place of the call, and
-- the cursor and the filters of the list reach the index of the source (test/subject-access/timeline-plans.test.ts).
--
-- An id orders what happened at the same moment, and names the event for good: a letter for the source, then the row. What
-- causes another event has the lower letter: a request (a) is answered (b), an entry of the ledger (l) is before the use (m)
-- under it, and a use before the end (z) of the grant that it exhausts.

-- Requests as they reached the person, and what became of them. One that nobody answered ends at expires_at, whether or not a
-- task has marked it yet.
CREATE FUNCTION assent.timeline_of_requests(person bigint, provider bigint) RETURNS SETOF assent.timeline_event
  LANGUAGE sql STABLE AS $$
  SELECT e.letter || r.id, e.at, e.kind::varchar, r.recipient_code, r.id, NULL::uuid, NULL::uuid, NULL::bigint, r.items,
    NULL::integer, CASE WHEN e.kind = 'REQUEST_ANSWERED' THEN r.status END, e.done_by::varchar, NULL::varchar, 1
  FROM assent.consent_request r CROSS JOIN LATERAL (VALUES
    ('a', 'REQUEST_RECEIVED', r.delivered_at, 'RECIPIENT'),
    ('b', CASE WHEN r.status IN ('APPROVED', 'DENIED') THEN 'REQUEST_ANSWERED' WHEN r.status = 'CANCELLED' THEN 'REQUEST_CANCELLED'
      ELSE 'REQUEST_EXPIRED' END, greatest(coalesce(r.decided_at, r.expires_at), r.delivered_at),
      CASE r.status WHEN 'DENIED' THEN coalesce(r.denied_as, 'DECIDER') WHEN 'CANCELLED' THEN 'RECIPIENT'
        WHEN 'APPROVED' THEN (SELECT given.content->>'role' FROM assent.consent_grant g
          JOIN assent.ledger_entry given ON given.grant_id = g.id AND given.kind = 'GRANT_GIVEN' WHERE g.request_id = r.id)
        ELSE 'PLATFORM' END)
  ) AS e (letter, kind, at, done_by)
  WHERE (r.person_id = person OR r.provider_id = provider) AND e.at <= assent.now() $$;

-- Ends that nobody brought about by an act: of a grant whose uses are all taken, or whose time is over.
CREATE FUNCTION assent.timeline_of_ends(person bigint, provider bigint) RETURNS SETOF assent.timeline_event
  LANGUAGE sql STABLE AS $$
  SELECT 'z' || g.id, CASE WHEN g.used = g.max_uses THEN g.last_used_at ELSE g.valid_until END, 'GRANT_ENDED'::varchar,
    g.recipient_code, NULL::uuid, g.id, NULL::uuid, NULL::bigint, '[]'::jsonb, NULL::integer,
    (CASE WHEN g.used = g.max_uses THEN 'EXHAUSTED' ELSE 'EXPIRED' END)::varchar, 'PLATFORM'::varchar, NULL::varchar, 1
  FROM assent.consent_grant g
  WHERE (g.person_id = person OR g.provider_id = provider)
    AND (g.used = g.max_uses OR (g.valid_until <= assent.now() AND g.revoked_at IS NULL AND g.superseded_at IS NULL)) $$;

-- Changes of grants, passkeys and sessions at a counter, by their entries in the ledger.
CREATE FUNCTION assent.timeline_of_changes(person bigint, provider bigint) RETURNS SETOF assent.timeline_event
  LANGUAGE sql STABLE AS $$
  SELECT 'l' || lpad(e.id::text, 19, '0'), e.at,
    CASE WHEN e.kind = 'GRANT_SUPERSEDED' THEN 'GRANT_ENDED' ELSE e.kind END,
    e.recipient_code, NULL::uuid, e.grant_id, NULL::uuid, e.id,
    CASE WHEN e.kind = 'GRANT_GIVEN' THEN e.content->'items' ELSE '[]' END, NULL::integer,
    (CASE WHEN e.kind = 'GRANT_SUPERSEDED' THEN 'SUPERSEDED' ELSE coalesce(e.content->>'why', e.content->>'change') END)::varchar,
    (CASE WHEN e.kind IN ('GRANT_GIVEN', 'GRANT_REVOKED') OR e.content->>'why' = 'CONFIRMED_AGAIN' THEN e.content->>'role'
      WHEN e.kind = 'AUTHENTICATOR_CHANGED' THEN 'SELF' WHEN e.kind = 'COUNTER_SESSION' THEN 'STAFF' ELSE 'PLATFORM' END)::varchar,
    (CASE WHEN e.kind = 'COUNTER_SESSION' THEN 'COUNTER' WHEN e.kind IN ('GRANT_GIVEN', 'GRANT_REVOKED')
      THEN e.content->>'channel' END)::varchar, 1
  FROM assent.ledger_entry e
  WHERE (e.person_id = person OR e.provider_id = provider)
    AND e.kind IN ('GRANT_GIVEN', 'GRANT_REVOKED', 'GRANT_SUPERSEDED', 'GRANT_SUSPENDED', 'GRANT_REINSTATED',
      'AUTHENTICATOR_CHANGED', 'COUNTER_SESSION') $$;

-- Looks at the record, exports, and looks of employees at what belongs to the person. With `reader` instead: that person's own
-- looks at the records of others, as of a ward or a provider.
CREATE FUNCTION assent.timeline_of_looks(person bigint, provider bigint, reader bigint) RETURNS SETOF assent.timeline_event
  LANGUAGE sql STABLE AS $$
  SELECT 'l' || lpad(e.id::text, 19, '0'), e.at, CASE WHEN e.content->>'why' = 'PREVIEW' THEN 'PREVIEW' ELSE e.kind END,
    NULL::varchar, NULL::uuid, CASE WHEN e.content->>'looked' IN ('GRANT', 'DISCLOSURES') THEN (e.content->>'object')::uuid END,
    CASE WHEN e.content->>'looked' = 'DISCLOSURE' THEN (e.content->>'object')::uuid END, e.id,
    coalesce(e.content->'items', '[]'), (e.content->>'useNumber')::integer, (e.content->>'looked')::varchar,
    (CASE WHEN e.kind = 'STAFF_LOOK' THEN 'STAFF' WHEN e.kind = 'RELATIVE_ACCESS' THEN 'RELATIVE'
      WHEN e.content->>'role' = 'GUARDIAN' THEN 'GUARDIAN' WHEN e.provider_id IS NOT NULL THEN 'LEGAL_REP' ELSE 'SELF' END)::varchar,
    NULL::varchar, 1
  FROM assent.ledger_entry e
  WHERE (e.person_id = person OR e.provider_id = provider OR (e.reader_id = reader AND e.person_id IS DISTINCT FROM reader))
    AND e.kind IN ('OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS', 'STAFF_LOOK') $$;

-- Uses of grants. They are found by grant, because a redemption writes to no index by person.
CREATE FUNCTION assent.timeline_of_uses(person bigint, provider bigint) RETURNS SETOF assent.timeline_event
  LANGUAGE sql STABLE AS $$
  SELECT 'm' || d.id, d.disclosed_at, 'DISCLOSURE'::varchar, d.recipient_code, NULL::uuid, d.grant_id, d.id, NULL::bigint, d.items,
    d.use_number, NULL::varchar, 'RECIPIENT'::varchar, NULL::varchar, 1
  FROM assent.consent_grant g JOIN assent.disclosure d ON d.grant_id = g.id
  WHERE g.person_id = person OR g.provider_id = provider $$;

-- Re-readings of what a use opened.
CREATE FUNCTION assent.timeline_of_rereads(person bigint, provider bigint) RETURNS SETOF assent.timeline_event
  LANGUAGE sql STABLE AS $$
  SELECT 'l' || lpad(e.id::text, 19, '0'), e.at, e.kind, g.recipient_code, NULL::uuid, e.grant_id, e.disclosure_id, e.id,
    e.content->'items', (e.content->>'useNumber')::integer, (e.content->>'why')::varchar, 'RECIPIENT'::varchar, NULL::varchar, 1
  FROM assent.consent_grant g JOIN assent.ledger_entry e ON e.grant_id = g.id
  WHERE (g.person_id = person OR g.provider_id = provider) AND e.kind = 'REREAD' $$;

-- What was not given: refused attempts to use a grant. Those of one grant, for one reason and on one day are one event, which
-- has the time of the first, so that it keeps its place in the list. `items` is one array for each entry. A judicial
-- authority's attempts are not told here: that is for whoever leads the investigation to decide.
CREATE FUNCTION assent.timeline_of_refusals(person bigint, provider bigint) RETURNS SETOF assent.timeline_event
  LANGUAGE sql STABLE AS $$
  SELECT 'l' || lpad(min(e.id)::text, 19, '0'), min(e.at), 'REFUSAL'::varchar, e.recipient_code, NULL::uuid, e.grant_id, NULL::uuid,
    min(e.id), jsonb_agg(e.content->'items' ORDER BY e.id), NULL::integer, (e.content->>'refusal')::varchar, 'RECIPIENT'::varchar,
    NULL::varchar, (count(*) + sum((e.content->>'repeated')::integer))::integer
  FROM assent.ledger_entry e
  WHERE (e.person_id = person OR e.provider_id = provider) AND e.kind = 'REFUSAL' AND e.content->>'purpose' <> 'JUDICIAL_ASSIST'
  GROUP BY e.recipient_code, e.grant_id, e.content->>'refusal', assent.city_day(e.at) $$;

-- The leaf of the log that proves an event; null while it is not in the log, and where the ledger has no entry of it.
CREATE FUNCTION assent.leaf_of(recorded bigint, used uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT l.index FROM assent.ledger_leaf l WHERE l.entry_id = recorded
  UNION ALL SELECT l.index FROM assent.ledger_leaf l WHERE recorded IS NULL AND l.disclosure_id = used $$;
