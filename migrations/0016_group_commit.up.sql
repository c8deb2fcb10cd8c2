-- Redemptions of one moment share a transaction and its commit (consent/database/group-commit.ts). What a transaction has open is
-- therefore never all that it has recorded, but one entry at a time: the last one, and nothing once a redemption after it
-- was refused.

-- Which entry that is, is a setting of the transaction. The API's role can set it too, but only choose by it among what
-- its own transaction has recorded: any other entry opens nothing.
CREATE FUNCTION assent.open_entry() RETURNS bigint LANGUAGE sql STABLE
  RETURN nullif(current_setting('assent.open_entry', true), '')::bigint;

CREATE FUNCTION assent.open_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE opened text;
BEGIN
  IF NEW.kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS', 'PERSON_ERASED') THEN
    -- Assigned, for a PERFORM is a whole query.
    opened := set_config('assent.open_entry', NEW.id::text, true);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER recording_opens BEFORE INSERT ON assent.ledger_entry
  FOR EACH ROW EXECUTE FUNCTION assent.open_recorded();

-- Written in SQL's own form (BEGIN ATOMIC), names are bound here, once, and no caller's search path matters.
CREATE OR REPLACE FUNCTION assent.opened_person() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT person_id FROM assent.ledger_entry
  WHERE id = assent.open_entry() AND xact = pg_current_xact_id_if_assigned()
    AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS');
END;
CREATE OR REPLACE FUNCTION assent.opened_provider() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT provider_id FROM assent.ledger_entry
  WHERE id = assent.open_entry() AND xact = pg_current_xact_id_if_assigned()
    AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS');
END;
CREATE OR REPLACE FUNCTION assent.erased_person() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT person_id FROM assent.ledger_entry
  WHERE id = assent.open_entry() AND xact = pg_current_xact_id_if_assigned() AND kind = 'PERSON_ERASED';
END;
CREATE OR REPLACE FUNCTION assent.shown_special() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT CASE WHEN e.kind IN ('OWN_ACCESS', 'OWN_EXPORT') THEN ARRAY['ALL']
    ELSE ARRAY(SELECT t.kind || ' ' || t.record_id FROM assent.special_tick t WHERE t.grant_id = e.grant_id) END
  FROM assent.ledger_entry e
  WHERE e.id = assent.open_entry() AND e.xact = pg_current_xact_id_if_assigned()
    AND e.kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS');
END;
-- They ask by the entry's number now.
DROP INDEX assent.ledger_entry_opens;

-- Facts that consent/gate/decide.ts judges by, of many grants in one query. Terms are immutable and may be cached; what may
-- change is judged again by redeem() under the grant's lock.
-- `answered`: the idempotency keys used before, or null where they are too many to name.
CREATE FUNCTION assent.facts_of_grants(wanted uuid[])
  RETURNS TABLE (grant_row jsonb, recipient_suspended_at timestamptz, agreement jsonb, age integer, deceased boolean,
    answered varchar[], suspended_items jsonb, barred boolean, at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT to_jsonb(g), r.suspended_at, to_jsonb(a), assent.age_at(p.brdy, assent.now()), p.surv_stas = '2',
    CASE WHEN g.used <= 100 THEN ARRAY(SELECT d.idempotency_key FROM assent.disclosure d WHERE d.grant_id = g.id) END,
    -- Costs next to nothing as long as no level was ever raised (R-07).
    CASE WHEN EXISTS (SELECT FROM assent.raised_item) THEN (
      SELECT jsonb_agg(jsonb_build_object('item', s.item, 'level', s.level, 'version', s.version))
      FROM assent.suspended_items(ARRAY[g.id]) AS s) END,
    assent.barred(g, assent.now()), assent.now()
  FROM assent.consent_grant g
  JOIN assent.recipient r ON r.code = g.recipient_code
  LEFT JOIN assent.agreement a ON a.recipient_code = g.recipient_code
  LEFT JOIN assent.person p ON p.id = g.person_id
  WHERE g.id = ANY (wanted) $$;
DROP FUNCTION assent.grant_facts(uuid), assent.is_barred(uuid);

DROP FUNCTION assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer);
-- Takes one use, or answers a retry, or changes nothing. Whatever it answers, what was open before is closed. Verdicts:
--   TAKEN       a use was taken and its disclosure recorded
--   REPLAYED    this key was answered before: the same disclosure again, recorded as a re-read
--   KEY_REUSED  this key belongs to another operation, or to one of more than 24 hours ago
--   BLOCKED     the grant's state says no; ask consent/gate/decide.ts why
--   STALE       decided by an agreement that has changed since; decide again
--   HELD        somebody holds the grant, and `patient` is false
--   MISSING     no such grant of this recipient
CREATE FUNCTION assent.redeem(
  wanted uuid, recipient varchar, key varchar, digest bytea, new_id uuid, asked jsonb, agreement_version integer,
  patient boolean DEFAULT true,
  OUT verdict text, OUT disclosure_id uuid, OUT use_number integer, OUT used integer, OUT disclosed_at timestamptz,
  OUT salt bytea, OUT entry_id bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE
  closed CONSTANT text := set_config('assent.open_entry', '', true);
  g assent.consent_grant;
  answered assent.disclosure;
  agreed integer;
  key_salt bytea;
  t timestamptz;
  day date;
BEGIN
  -- Revoke and redeem serialise here.
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

  IF g.revoked_at IS NOT NULL OR g.superseded_at IS NOT NULL OR g.suspended_at IS NOT NULL
    OR t < g.valid_from OR t >= g.valid_until OR assent.barred(g, t)
  THEN verdict := 'BLOCKED'; RETURN; END IF;

  -- One query for the rest that it is judged by.
  SELECT a.version, d.id, d.operation_digest, d.disclosed_at, coalesce(p.salt, v.salt)
  INTO agreed, answered.id, answered.operation_digest, answered.disclosed_at, key_salt
  FROM assent.recipient r
  LEFT JOIN assent.agreement a ON a.recipient_code = r.code
  LEFT JOIN assent.disclosure d ON d.grant_id = wanted AND d.idempotency_key = key
  LEFT JOIN assent.person p ON p.id = g.person_id
  LEFT JOIN assent.provider v ON v.id = g.provider_id
  WHERE r.code = recipient;
  IF answered.operation_digest <> digest OR t >= answered.disclosed_at + interval '24 hours' THEN
    verdict := 'KEY_REUSED'; RETURN;
  END IF;
  IF agreed IS DISTINCT FROM agreement_version THEN verdict := 'STALE'; RETURN; END IF;

  IF answered.id IS NOT NULL THEN
    SELECT * INTO answered FROM assent.disclosure WHERE id = answered.id;
    verdict := 'REPLAYED'; disclosure_id := answered.id; use_number := answered.use_number;
    disclosed_at := answered.disclosed_at; salt := key_salt;
    entry_id := assent.record_reread(g, answered, t, answered.items, 'RETRY');
    RETURN;
  END IF;

  day := (t AT TIME ZONE 'Asia/Shanghai')::date;
  UPDATE assent.consent_grant AS c SET
    used = c.used + 1,
    used_on = day,
    used_that_day = CASE WHEN c.used_on = day THEN c.used_that_day + 1 ELSE 1 END,
    last_used_at = t
  WHERE c.id = wanted
    AND (c.max_uses IS NULL OR c.used < c.max_uses)
    AND (c.max_uses_per_day IS NULL OR c.used_on IS DISTINCT FROM day OR c.used_that_day < c.max_uses_per_day)
  RETURNING c.used INTO used;
  IF NOT FOUND THEN verdict := 'BLOCKED'; used := g.used; RETURN; END IF;

  verdict := 'TAKEN'; disclosure_id := new_id; use_number := used; disclosed_at := t; salt := key_salt;
  INSERT INTO assent.disclosure (id, grant_id, use_number, recipient_code, person_id, provider_id, idempotency_key,
    operation_digest, items, disclosed_at)
  VALUES (new_id, wanted, used, recipient, g.person_id, g.provider_id, key, digest, asked, t);
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, disclosure_id, content)
  VALUES ('DISCLOSURE', t, g.person_id, g.provider_id, recipient, wanted, new_id,
    jsonb_build_object('subject', encode(g.commitment, 'hex'), 'purpose', g.purpose, 'recipient', recipient, 'items', asked,
      'mode', g.mode, 'useNumber', used, 'maxUses', g.max_uses, 'operationDigest', encode(digest, 'hex'),
      'noticeDigest', g.notice_digest, 'strength', g.strength, 'revocationEpoch', g.revocation_epoch))
  RETURNING id INTO entry_id;
END $$;

DROP FUNCTION assent.release(bigint, bytea);
-- The last thing said before the commit of whatever releases data to somebody else: one digest for each entry.
CREATE FUNCTION assent.release(entries bigint[], digests bytea[]) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE released integer;
BEGIN
  INSERT INTO assent.release (entry_id, response_digest)
  SELECT entry, digest FROM unnest(entries, digests) AS given (entry, digest)
  WHERE (SELECT e.xact = pg_current_xact_id() AND e.kind IN ('DISCLOSURE', 'REREAD', 'RELATIVE_ACCESS')
         FROM assent.ledger_entry e WHERE e.id = entry);
  GET DIAGNOSTICS released = ROW_COUNT;
  IF released <> cardinality(entries) THEN
    RAISE EXCEPTION 'not each of the entries % is one of this transaction', entries;
  END IF;
END $$;

-- The same condition as in 0011, in a body that is read once per session and not for each statement.
DROP TRIGGER grant_only_goes_on ON assent.consent_grant;
CREATE FUNCTION assent.grant_only_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.used NOT IN (OLD.used, OLD.used + 1) OR OLD.revoked_at IS NOT NULL OR OLD.superseded_at IS NOT NULL THEN
    RAISE EXCEPTION '% may not change so', TG_TABLE_NAME USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER grant_only_goes_on BEFORE UPDATE ON assent.consent_grant
  FOR EACH ROW EXECUTE FUNCTION assent.grant_only_goes_on();

REVOKE EXECUTE ON FUNCTION assent.open_entry(), assent.open_recorded(), assent.grant_only_goes_on(), assent.facts_of_grants(uuid[]),
  assent.release(bigint[], bytea[]),
  assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer, boolean),
  assent.release(bigint[], bytea[]), assent.facts_of_grants(uuid[]) TO :api;
