-- Redeems grants: each request takes one use and records the disclosure, or is answered as a retry, or changes nothing.
-- Nothing of the record is read here: what an entry opens is read once it is committed (code/record.sql). Verdicts:
--   TAKEN       a use was taken and its disclosure recorded
--   REPLAYED    this key was answered before: the same disclosure again, recorded as a re-read
--   CLOSED      it was answered again as often as a retry is
--   PROOF_USED  the proof of the caller's key was used before, or is being used now
--   KEY_REUSED  this key belongs to another operation, or to one of more than 24 hours ago
--   BLOCKED     the grant's state forbids it; consent/gate/decide.ts tells why
--   STALE       the caller decided by an agreement that has changed since, and must decide again
--   WIDER       it asks for items that the grant does not give, which decide.ts never lets through
--   HELD        another transaction or request holds the grant, and `patient` is false
--   MISSING     this recipient has no such grant
--   KEY_ENDED   the key that the token was asked for with was retired at once, or has expired

-- Redeems for requests that came together, and answers each with a row, in their order. They share their statements: to start
-- a statement takes longer than a use does in it. A call that is `patient` waits for whoever holds a grant. The members of a
-- request have the names of assent.use_request.
CREATE FUNCTION assent.redeem_together(requests jsonb, patient boolean)
  RETURNS TABLE (verdict text, disclosure_id uuid, use_number integer, used integer, disclosed_at timestamptz, entry_id bigint,
    first_digest bytea)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp
  -- PostgreSQL would make a new plan for each number of requests, which takes longer than the redemptions.
  SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  asking CONSTANT assent.use_request[] := ARRAY(SELECT r FROM jsonb_populate_recordset(NULL::assent.use_request, requests) AS r);
  held CONSTANT uuid[] := assent.lock_grants(asking, patient);
  free CONSTANT bytea[] := ARRAY(SELECT a.proof FROM unnest(asking) AS a WHERE assent.hold_proof(a.proof));
  -- After the locks: what is judged by this time can't change any more.
  t CONSTANT timestamptz := assent.now();
  verdicts text[];
  answered uuid[];
  numbers integer[];
  entries bigint[];
BEGIN
  SELECT array_agg(j.verdict ORDER BY j.n), array_agg(j.answered ORDER BY j.n) INTO verdicts, answered
  FROM assent.judge_uses(asking, held, free, t) AS j;
  IF 'TAKEN' = ANY (verdicts) THEN
    SELECT array_agg(u.number ORDER BY u.n), array_agg(u.entry ORDER BY u.n) INTO numbers, entries
    FROM assent.take_uses(asking, verdicts, t) AS u;
  END IF;
  FOR n IN 1 .. cardinality(asking) LOOP
    verdict := verdicts[n];
    disclosure_id := NULL; use_number := numbers[n]; disclosed_at := NULL; entry_id := entries[n]; first_digest := NULL;
    IF verdict = 'TAKEN' THEN
      disclosure_id := asking[n].id; disclosed_at := t;
    ELSIF verdict = 'REPLAYED' THEN
      SELECT a.* INTO verdict, disclosure_id, use_number, disclosed_at, entry_id, first_digest
      FROM assent.answer_again(answered[n], asking[n].proof, asking[n].asserts, t) AS a;
    ELSIF verdict IS NULL THEN
      verdict := CASE WHEN patient THEN 'MISSING' ELSE 'HELD' END;
    END IF;
    used := use_number;
    RETURN NEXT;
  END LOOP;
END $$;

-- The same for one request.
CREATE FUNCTION assent.redeem(
  wanted uuid, recipient varchar, key varchar, digest bytea, new_id uuid, asked jsonb, agreement_version integer,
  proof_digest bytea DEFAULT NULL, patient boolean DEFAULT true,
  OUT verdict text, OUT disclosure_id uuid, OUT use_number integer, OUT used integer, OUT disclosed_at timestamptz,
  OUT entry_id bigint, OUT first_digest bytea)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT * FROM assent.redeem_together(jsonb_build_array(jsonb_build_object('grant_id', wanted, 'recipient', recipient, 'key', key,
    'digest', digest, 'id', new_id, 'items', asked, 'agreement', agreement_version, 'proof', proof_digest)), patient) $$;

-- Locks the grants, so that redemptions and revocations of one grant wait for each other. Returns those that it has.
CREATE FUNCTION assent.lock_grants(asking assent.use_request[], patient boolean) RETURNS uuid[] LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF patient THEN
    RETURN ARRAY(SELECT g.id FROM unnest(asking) AS q CROSS JOIN LATERAL (
      SELECT c.id FROM assent.consent_grant c WHERE c.id = q.grant_id AND c.recipient_code = q.recipient FOR NO KEY UPDATE) AS g);
  END IF;
  RETURN ARRAY(SELECT g.id FROM unnest(asking) AS q CROSS JOIN LATERAL (
    SELECT c.id FROM assent.consent_grant c WHERE c.id = q.grant_id AND c.recipient_code = q.recipient
    FOR NO KEY UPDATE SKIP LOCKED) AS g);
END $$;

-- Keeps a proof for this transaction, unless another one has it: then it is being used there. Nobody waits.
CREATE FUNCTION assent.hold_proof(digest bytea) RETURNS boolean LANGUAGE sql VOLATILE
  AS $$ SELECT pg_try_advisory_xact_lock(hashtextextended(encode(digest, 'hex'), 0)) $$;

-- The verdict on each request whose grant is `held`, by what is committed now; null for the others. `answered` is what its key
-- disclosed before. Of two requests for one grant the second is judged another time, when the first is taken.
CREATE FUNCTION assent.judge_uses(asking assent.use_request[], held uuid[], free bytea[], t timestamptz)
  RETURNS TABLE (n bigint, verdict text, answered uuid) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  grants CONSTANT uuid[] := ARRAY(SELECT q.grant_id FROM unnest(asking) AS q);
  proofs CONSTANT bytea[] := ARRAY(SELECT q.proof FROM unnest(asking) AS q);
BEGIN
  RETURN QUERY SELECT q.n,
    CASE
      WHEN g.id IS NULL OR array_position(grants, q.grant_id) < q.n THEN NULL
      WHEN q.proof IS NOT NULL AND NOT assent.key_opens(q.signer, t) THEN 'KEY_ENDED'
      -- A retry of an answered use needs no use.
      WHEN s.standing NOT IN ('EXHAUSTED', 'DAY_FULL') THEN 'BLOCKED'
      WHEN q.proof IS NOT NULL AND (q.proof <> ALL (free) OR array_position(proofs, q.proof) < q.n
        OR EXISTS (SELECT FROM assent.dpop_proof p WHERE p.digest = q.proof)
        -- A request that runs again because its answer was lost brings the proof of its own use.
        OR EXISTS (SELECT FROM assent.disclosure o WHERE o.proof_digest = q.proof AND o.id <> q.id)) THEN 'PROOF_USED'
      WHEN d.operation_digest <> q.digest OR t >= d.disclosed_at + make_interval(hours => assent.retry_hours()) THEN 'KEY_REUSED'
      WHEN a.version IS DISTINCT FROM q.agreement THEN 'STALE'
      WHEN NOT g.items @> q.items AND NOT assent.gives(g.items, q.items) THEN 'WIDER'
      WHEN EXISTS (SELECT FROM assent.raised_item) AND (assent.waits(g, q.items) OR assent.waits(g, d.items)) THEN 'WIDER'
      WHEN d.id IS NOT NULL THEN 'REPLAYED'
      WHEN s.standing IS NOT NULL THEN 'BLOCKED'
      ELSE 'TAKEN'
    END, d.id
  FROM unnest(asking) WITH ORDINALITY AS q (grant_id, recipient, key, digest, id, items, agreement, proof, asserts, signer, operator, operator_opening, n)
  LEFT JOIN assent.consent_grant g ON g.id = q.grant_id AND g.recipient_code = q.recipient AND g.id = ANY (held)
  LEFT JOIN assent.agreement a ON a.recipient_code = q.recipient
  LEFT JOIN LATERAL (SELECT * FROM assent.disclosure o WHERE o.grant_id = q.grant_id AND o.idempotency_key = q.key LIMIT 1) AS d ON true
  CROSS JOIN LATERAL assent.standing_of(g, t) AS s;
END $$;

-- Whether each of these items is granted in this way, or granted in clear and only compared. MASKED does not include VERIFY
-- (consent/kernel/delivery.ts).
CREATE FUNCTION assent.gives(granted jsonb, asked jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT NOT EXISTS (SELECT FROM jsonb_array_elements(asked) AS one WHERE NOT granted @> jsonb_build_array(one)
    AND NOT (one->>'delivery' = 'VERIFY' AND granted @> jsonb_build_array(one || '{"delivery": "RETURN"}'))) $$;

-- R-07: whether one of these items waits for the person to confirm it, because its level was raised since the grant. Whether a
-- confirmation is sealed is for the process to judge.
CREATE FUNCTION assent.waits(g assent.consent_grant, asked jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM assent.raised_item r
    WHERE r.version > g.catalogue_version AND asked @> jsonb_build_array(jsonb_build_object('item', r.item))
      AND NOT EXISTS (SELECT FROM assent.item_confirmation c WHERE c.grant_id = g.id AND c.item = r.item AND c.version >= r.version)) $$;

-- Takes the uses whose verdict says so, with their disclosures and entries.
CREATE FUNCTION assent.take_uses(asking assent.use_request[], verdicts text[], t timestamptz)
  RETURNS TABLE (n bigint, number integer, entry bigint) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  day CONSTANT date := assent.city_day(t);
  taken CONSTANT uuid[] := ARRAY(SELECT q.id FROM unnest(asking) WITH ORDINALITY AS q (grant_id, recipient, key, digest, id, items,
    agreement, proof, asserts, signer, operator, operator_opening, n) WHERE verdicts[q.n] = 'TAKEN');
BEGIN
  WITH used AS (
    UPDATE assent.consent_grant AS c SET
      used = c.used + 1,
      used_on = day,
      used_that_day = CASE WHEN c.used_on = day THEN c.used_that_day + 1 ELSE 1 END,
      last_used_at = t
    WHERE c.id = ANY (ARRAY(SELECT q.grant_id FROM unnest(asking) AS q WHERE q.id = ANY (taken)))
    RETURNING c.id, c.used, c.person_id, c.provider_id)
  INSERT INTO assent.disclosure (id, grant_id, use_number, recipient_code, person_id, provider_id, idempotency_key,
    operation_digest, items, disclosed_at, proof_digest, operator, operator_opening)
  SELECT q.id, q.grant_id, u.used, q.recipient, u.person_id, u.provider_id, q.key, q.digest, q.items, t, q.proof, q.operator, q.operator_opening
  FROM unnest(asking) AS q JOIN used u ON u.id = q.grant_id
  WHERE q.id = ANY (taken);

  RETURN QUERY
  WITH written AS (
    INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, disclosure_id, opens, compares,
      asserts, opens_from, opens_to, content)
    SELECT 'DISCLOSURE', t, (g).person_id, (g).provider_id, q.recipient, q.grant_id, q.id, o.shown, nullif(o.compared, '{}'), q.asserts,
      greatest((g).records_from, r.first), least((g).records_to, r.last),
      assent.content_of_use(g, q.items, (g).used, q.digest) || assent.content_of_operator(q.operator, q.operator_opening)
    FROM unnest(asking) AS q
    CROSS JOIN LATERAL (SELECT c FROM assent.consent_grant c WHERE c.id = q.grant_id LIMIT 1) AS locked (g)
    CROSS JOIN LATERAL assent.items_opened(q.items) AS o
    LEFT JOIN LATERAL assent.readable_days((g).purpose, t) AS r ON true
    WHERE q.id = ANY (taken)
    RETURNING id, disclosure_id, content->'useNumber' AS number)
  SELECT q.n, w.number::integer, w.id
  FROM unnest(asking) WITH ORDINALITY AS q (grant_id, recipient, key, digest, id, items, agreement, proof, asserts, signer, operator, operator_opening, n)
  LEFT JOIN written w ON w.disclosure_id = q.id;
END $$;

-- Answers a retry: the same disclosure again, with an entry of its own and the digest of the first answer.
CREATE FUNCTION assent.answer_again(wanted uuid, proof bytea, asserts bytea[], t timestamptz,
  OUT verdict text, OUT id uuid, OUT use_number integer, OUT disclosed_at timestamptz, OUT entry_id bigint, OUT first_digest bytea)
  LANGUAGE plpgsql VOLATILE AS $$
DECLARE d assent.disclosure; g assent.consent_grant;
BEGIN
  UPDATE assent.disclosure AS o SET retries = o.retries + 1
  WHERE o.id = wanted AND o.retries < assent.retries_max() RETURNING * INTO d;
  IF NOT FOUND THEN verdict := 'CLOSED'; RETURN; END IF;
  -- The proof of the first answer stands beside its use. Longer than any proof is accepted.
  IF proof <> d.proof_digest OR d.proof_digest IS NULL AND proof IS NOT NULL THEN
    INSERT INTO assent.dpop_proof (digest, expires_at) VALUES (proof, t + interval '10 minutes');
  END IF;
  SELECT * INTO g FROM assent.consent_grant c WHERE c.id = d.grant_id;
  SELECT r.digest INTO first_digest FROM assent.ledger_entry e JOIN assent.response_digest r ON r.entry_id = e.id
  WHERE e.kind = 'DISCLOSURE' AND e.disclosure_id = d.id;
  verdict := 'REPLAYED'; id := d.id; use_number := d.use_number; disclosed_at := d.disclosed_at;
  entry_id := assent.record_reread(g, d, t, d.items, 'RETRY', asserts);
END $$;

-- What the ledger says of who asked: a commitment, which nobody can test staff numbers against without the opening.
CREATE FUNCTION assent.content_of_operator(operator varchar, opening bytea) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN operator IS NULL THEN '{}'
    ELSE jsonb_build_object('operator', encode(sha256(opening || convert_to(operator, 'UTF8')), 'hex')) END $$;

-- What the ledger says of a use of a grant.
CREATE FUNCTION assent.content_of_use(g assent.consent_grant, asked jsonb, number integer, digest bytea) RETURNS jsonb
  LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('subject', encode(g.commitment, 'hex'), 'purpose', g.purpose, 'recipient', g.recipient_code, 'items', asked,
    'mode', g.mode, 'useNumber', number, 'maxUses', g.max_uses, 'operationDigest', encode(digest, 'hex'),
    'noticeDigest', g.notice_digest, 'strength', g.strength, 'revocationEpoch', g.revocation_epoch) $$;
