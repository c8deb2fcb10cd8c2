-- Entries that are not accesses, the secrets behind their subjects, and what the sequencer sees.

-- The subject of an entry that belongs to no grant. Each gets a commitment of its own, so that two entries do not reveal
-- that they are about the same person. Its opening is SHA-256 of salt and nonce.
CREATE FUNCTION assent.own_subject(person bigint, provider bigint, nonce uuid) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT jsonb_build_object('nonce', nonce, 'subject', encode(sha256(sha256(s.salt || uuid_send(nonce)) || convert_to(s.number, 'UTF8')), 'hex'))
  FROM (SELECT salt, psn_no AS number FROM assent.person WHERE id = $1
        UNION ALL SELECT salt, fixmedins_code FROM assent.provider WHERE id = $2) AS s $$;

-- What a new grant's commitment is computed from. Only the transaction that gives the grant learns it.
CREATE FUNCTION assent.grant_identity(wanted uuid, OUT opening_salt bytea, OUT certno bytea, OUT provider_code varchar)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT coalesce(p.opening_salt, v.opening_salt), p.sealed_certno, v.fixmedins_code
  FROM assent.consent_grant g
  LEFT JOIN assent.person p ON p.id = g.person_id
  LEFT JOIN assent.provider v ON v.id = g.provider_id
  WHERE g.id = wanted AND g.commitment IS NULL AND g.xmin = pg_current_xact_id()::xid $$;

-- Stores the commitment, in the transaction that gives the grant.
CREATE FUNCTION assent.commit_grant(wanted uuid, commitment bytea, handle_key bytea) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.consent_grant AS g SET commitment = $2, handle_key = $3
  WHERE g.id = wanted AND g.commitment IS NULL AND g.xmin = pg_current_xact_id()::xid $$;

-- The salt from which a grant's opening is computed again, for a receipt.
CREATE FUNCTION assent.grant_opening_salt(wanted uuid) RETURNS bytea
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT coalesce(p.opening_salt, v.opening_salt) FROM assent.consent_grant g
  LEFT JOIN assent.person p ON p.id = g.person_id LEFT JOIN assent.provider v ON v.id = g.provider_id
  WHERE g.id = wanted $$;

-- Which of the items that are asked for an entry opens: those that are shown, and those that are only compared with.
CREATE FUNCTION assent.items_opened(asked jsonb) RETURNS TABLE (shown varchar[], compared varchar[]) LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY(SELECT x->>'item' FROM jsonb_array_elements(asked) AS x WHERE x->>'delivery' <> 'VERIFY'),
    ARRAY(SELECT x->>'item' FROM jsonb_array_elements(asked) AS x WHERE x->>'delivery' = 'VERIFY') $$;
CREATE FUNCTION assent.items_shown(asked jsonb) RETURNS varchar[] LANGUAGE sql IMMUTABLE
  AS $$ SELECT o.shown FROM assent.items_opened(asked) AS o $$;

-- Records the grant that this transaction has given.
CREATE FUNCTION assent.record_given(wanted uuid, detail jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM assent.consent_grant g WHERE g.id = wanted AND g.used = 0 AND g.xmin = pg_current_xact_id()::xid)
  THEN RAISE EXCEPTION 'grant % was not given here', wanted USING ERRCODE = 'check_violation'; END IF;
  PERFORM assent.record_grant(wanted, 'GRANT_GIVEN', detail);
END $$;

-- Records the items of a grant that the person has confirmed again in this transaction (R-07). `detail` says who acted, and how
-- at the counter.
CREATE FUNCTION assent.record_confirmed_items(wanted uuid, proven varchar, detail jsonb DEFAULT '{}') RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE items CONSTANT jsonb := (
  SELECT jsonb_agg(jsonb_build_object('item', c.item, 'version', c.version) ORDER BY c.item) FROM assent.item_confirmation c
  WHERE c.grant_id = wanted AND c.xmin = pg_current_xact_id()::xid);
BEGIN
  IF items IS NULL THEN RAISE EXCEPTION 'nothing of grant % was confirmed here', wanted USING ERRCODE = 'check_violation'; END IF;
  PERFORM assent.record_grant(wanted, 'GRANT_REINSTATED',
    detail || jsonb_build_object('why', 'CONFIRMED_AGAIN', 'confirmed', items, 'strength', proven));
END $$;

-- Records that a grant was given, revoked, superseded, suspended or reinstated, if its state says so too. `detail` says how: it adds to
-- the terms and replaces none.
CREATE FUNCTION assent.record_grant(wanted uuid, event varchar, detail jsonb) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, content)
  SELECT event, CASE event WHEN 'GRANT_GIVEN' THEN g.valid_from WHEN 'GRANT_REVOKED' THEN g.revoked_at
      WHEN 'GRANT_SUPERSEDED' THEN g.superseded_at ELSE assent.now() END,
    g.person_id, g.provider_id, g.recipient_code, g.id,
    jsonb_build_object('subject', encode(g.commitment, 'hex'), 'purpose', g.purpose, 'recipient', g.recipient_code, 'items', g.items,
      'mode', g.mode, 'maxUses', g.max_uses, 'maxUsesPerDay', g.max_uses_per_day, 'recordsFrom', g.records_from,
      'recordsTo', g.records_to, 'validUntil', assent.iso_timestamp(g.valid_until), 'noticeDigest', g.notice_digest,
      'catalogueVersion', g.catalogue_version, 'strength', g.strength, 'revocationEpoch', g.revocation_epoch,
      'channel', 'ONLINE', 'role', CASE WHEN g.provider_id IS NOT NULL THEN 'LEGAL_REP' ELSE 'SELF' END) || (detail - '{subject,purpose,recipient,items,mode,
      maxUses,maxUsesPerDay,recordsFrom,recordsTo,validUntil,noticeDigest,catalogueVersion,revocationEpoch}'::text[])
  FROM assent.consent_grant g
  WHERE g.id = wanted AND CASE event
    WHEN 'GRANT_GIVEN' THEN g.revoked_at IS NULL
    WHEN 'GRANT_REVOKED' THEN g.revoked_at IS NOT NULL
    WHEN 'GRANT_SUPERSEDED' THEN g.superseded_at IS NOT NULL
    WHEN 'GRANT_SUSPENDED' THEN g.suspended_at IS NOT NULL
    WHEN 'GRANT_REINSTATED' THEN g.suspended_at IS NULL
    ELSE false END $$;

-- `repeated`: how many identical refusals were given since the previous entry (consent/gate/refusal-recorder.ts).
CREATE FUNCTION assent.record_refusal(wanted uuid, refusal varchar, asked jsonb, repeated integer) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, content)
  SELECT 'REFUSAL', assent.now(), g.person_id, g.provider_id, g.recipient_code, g.id,
    jsonb_build_object('subject', encode(g.commitment, 'hex'), 'purpose', g.purpose, 'recipient', g.recipient_code,
      'refusal', refusal, 'items', asked, 'repeated', repeated)
  FROM assent.consent_grant g WHERE g.id = wanted $$;

-- What the sequencer reads of an entry. It names no person. An entry that was set aside is published as the digest of
-- what it says, so that the log goes on whatever that is.
CREATE VIEW assent.ledger_sequence AS
  SELECT e.id, e.delay, e.at AS happened_at, e.grant_id, e.disclosure_id,
    coalesce(g.handle_key, e.handle_key, ''::bytea) AS handle_key,
    CASE WHEN s.entry_id IS NULL THEN e.kind ELSE 'SET_ASIDE' END AS kind,
    CASE WHEN s.entry_id IS NULL THEN assent.iso_timestamp(e.at) ELSE assent.iso_timestamp(s.at) END AS at,
    CASE WHEN s.entry_id IS NULL THEN e.content
      ELSE jsonb_build_object('of', e.kind, 'digest', encode(sha256(convert_to(e.content::text, 'UTF8')), 'hex'), 'why', s.why) END AS content,
    CASE WHEN r.missed THEN 'MISSED' ELSE encode(r.digest, 'hex') END AS response_digest, before.id AS disclosure_before,
    -- Whether the sequencer still waits for what the entry released.
    e.kind IN ('DISCLOSURE', 'REREAD', 'RELATIVE_ACCESS') AND r.entry_id IS NULL AND s.entry_id IS NULL AS awaits_digest
  FROM assent.ledger_entry e
  LEFT JOIN assent.ledger_set_aside s ON s.entry_id = e.id
  LEFT JOIN assent.consent_grant g ON g.id = e.grant_id
  LEFT JOIN assent.response_digest r ON r.entry_id = e.id
  LEFT JOIN assent.disclosure before ON e.kind = 'DISCLOSURE'
    AND before.grant_id = e.grant_id AND before.use_number = (e.content->>'useNumber')::integer - 1;

-- Records that an employee looks at something of a person. It is committed before the answer. The entry has commitments of
-- its own, so that nobody can tell from the log at whose grant somebody looked; the person sees it in their own list.
CREATE FUNCTION assent.record_staff_look(looking varchar, looking_role varchar, looked varchar, wanted uuid) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, content)
  SELECT 'STAFF_LOOK', assent.now(), o.person_id, o.provider_id,
    jsonb_build_object('staff', looking, 'role', looking_role, 'looked', looked, 'object', wanted, 'subject', NULL, 'nonce', n.nonce)
      || coalesce(assent.own_subject(o.person_id, o.provider_id, n.nonce), '{}')
  FROM (SELECT person_id, provider_id FROM assent.consent_grant WHERE looked IN ('GRANT', 'DISCLOSURES') AND id = wanted
        UNION ALL SELECT person_id, provider_id FROM assent.disclosure WHERE looked = 'DISCLOSURE' AND id = wanted
        UNION ALL SELECT r.person_id, r.provider_id FROM assent.counter_approval a
          JOIN assent.consent_request r ON r.id = a.request_id WHERE looked = 'APPROVAL' AND a.id = wanted
        UNION ALL SELECT person_id, NULL FROM assent.counter_session WHERE looked = 'SESSION' AND id = wanted
        UNION ALL SELECT deceased_id, NULL FROM assent.relative_application WHERE looked = 'APPLICATION' AND id = wanted) AS o
    CROSS JOIN (SELECT gen_random_uuid() AS nonce) AS n $$;
