-- Redeems a grant: takes one use and records the disclosure, or answers a retry, or changes nothing. Nothing
-- of the record is read here: what the entry opens is read once it is committed (code/record.sql). Verdicts:
--   TAKEN       a use was taken and its disclosure recorded
--   REPLAYED    this key was answered before: the same disclosure again, recorded as a re-read
--   CLOSED      it was answered again as often as a retry is
--   PROOF_USED  the proof of the caller's key was used for another use
--   KEY_REUSED  this key belongs to another operation, or to one of more than 24 hours ago
--   BLOCKED     the grant's state forbids it; consent/gate/decide.ts tells why
--   STALE       the caller decided by an agreement that has changed since, and must decide again
--   WIDER       it asks for items outside the grant, which decide.ts never lets through
--   HELD        another transaction holds the grant, and `patient` is false
--   MISSING     this recipient has no such grant
CREATE FUNCTION assent.redeem(
  wanted uuid, recipient varchar, key varchar, digest bytea, new_id uuid, asked jsonb, agreement_version integer,
  proof_digest bytea DEFAULT NULL, patient boolean DEFAULT true,
  OUT verdict text, OUT disclosure_id uuid, OUT use_number integer, OUT used integer, OUT disclosed_at timestamptz,
  OUT entry_id bigint, OUT first_digest bytea)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE
  g assent.consent_grant;
  answered assent.disclosure;
  agreed integer;
  proof_of uuid;
  t timestamptz;
  day date;
  standing text;
BEGIN
  -- This lock makes redemptions and revocations of one grant wait for each other.
  IF patient THEN
    SELECT * INTO g FROM assent.consent_grant WHERE id = wanted AND recipient_code = recipient FOR NO KEY UPDATE;
    IF NOT FOUND THEN verdict := 'MISSING'; RETURN; END IF;
  ELSE
    SELECT * INTO g FROM assent.consent_grant WHERE id = wanted AND recipient_code = recipient
    FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN verdict := 'HELD'; RETURN; END IF;
  END IF;
  t := assent.now();
  used := g.used;

  standing := assent.grant_standing(g, t);
  -- A retry of an answered use needs no use.
  IF standing NOT IN ('EXHAUSTED', 'DAY_FULL') THEN verdict := 'BLOCKED'; RETURN; END IF;

  -- Everything else that matters, in one query.
  SELECT a.version, d.id, d.operation_digest, d.disclosed_at, other.id
  INTO agreed, answered.id, answered.operation_digest, answered.disclosed_at, proof_of
  FROM assent.recipient r
  LEFT JOIN assent.agreement a ON a.recipient_code = r.code
  LEFT JOIN assent.disclosure d ON d.grant_id = wanted AND d.idempotency_key = key
  LEFT JOIN assent.disclosure other ON other.proof_digest = redeem.proof_digest
  WHERE r.code = recipient;
  IF proof_of IS NOT NULL AND proof_of IS DISTINCT FROM answered.id THEN verdict := 'PROOF_USED'; RETURN; END IF;
  IF answered.operation_digest <> digest OR t >= answered.disclosed_at + make_interval(hours => assent.retry_hours()) THEN
    verdict := 'KEY_REUSED'; RETURN;
  END IF;
  IF agreed IS DISTINCT FROM agreement_version THEN verdict := 'STALE'; RETURN; END IF;
  -- Row-level security guards rows, not columns: which items leave is held here. Each is granted in this way, or it is
  -- granted in clear and only compared. MASKED does not include VERIFY (consent/kernel/delivery.ts).
  IF NOT g.items @> asked THEN
    IF EXISTS (SELECT FROM jsonb_array_elements(asked) AS one WHERE NOT g.items @> jsonb_build_array(one)
      AND NOT (one->>'delivery' = 'VERIFY' AND g.items @> jsonb_build_array(one || '{"delivery": "RETURN"}')))
    THEN verdict := 'WIDER'; RETURN; END IF;
  END IF;

  IF answered.id IS NOT NULL THEN
    UPDATE assent.disclosure AS d SET retries = d.retries + 1
    WHERE d.id = answered.id AND d.retries < assent.retries_max() RETURNING * INTO answered;
    IF NOT FOUND THEN verdict := 'CLOSED'; RETURN; END IF;
    verdict := 'REPLAYED'; disclosure_id := answered.id; use_number := answered.use_number;
    disclosed_at := answered.disclosed_at;
    SELECT r.digest INTO first_digest FROM assent.ledger_entry e JOIN assent.response_digest r ON r.entry_id = e.id
    WHERE e.kind = 'DISCLOSURE' AND e.disclosure_id = answered.id;
    entry_id := assent.record_reread(g, answered, t, answered.items, 'RETRY');
    RETURN;
  END IF;

  IF standing IS NOT NULL THEN verdict := 'BLOCKED'; RETURN; END IF;
  day := (t AT TIME ZONE 'Asia/Shanghai')::date;
  UPDATE assent.consent_grant AS c SET
    used = c.used + 1,
    used_on = day,
    used_that_day = CASE WHEN c.used_on = day THEN c.used_that_day + 1 ELSE 1 END,
    last_used_at = t
  WHERE c.id = wanted
  RETURNING c.used INTO used;

  verdict := 'TAKEN'; disclosure_id := new_id; use_number := used; disclosed_at := t;
  INSERT INTO assent.disclosure (id, grant_id, use_number, recipient_code, person_id, provider_id, idempotency_key,
    operation_digest, items, disclosed_at, proof_digest)
  VALUES (new_id, wanted, used, recipient, g.person_id, g.provider_id, key, digest, asked, t,
    redeem.proof_digest);
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, disclosure_id, opens, compares,
    opens_from, opens_to, content)
  VALUES ('DISCLOSURE', t, g.person_id, g.provider_id, recipient, wanted, new_id, assent.items_shown(asked), assent.items_compared(asked),
    greatest(g.records_from, assent.first_day(g.purpose, t)), g.records_to,
    jsonb_build_object('subject', encode(g.commitment, 'hex'), 'purpose', g.purpose, 'recipient', recipient, 'items', asked,
      'mode', g.mode, 'useNumber', used, 'maxUses', g.max_uses, 'operationDigest', encode(digest, 'hex'),
      'noticeDigest', g.notice_digest, 'strength', g.strength, 'revocationEpoch', g.revocation_epoch))
  RETURNING id INTO entry_id;
END $$;
