-- Redemptions of one moment share a transaction and its commit (consent/group-commit.ts). What a transaction has open is
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

DROP FUNCTION assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer);
-- Takes one use, or answers a retry, or changes nothing. Whatever it answers, what was open before is closed. Verdicts:
--   TAKEN       a use was taken and its disclosure recorded
--   REPLAYED    this key was answered before: the same disclosure again, recorded as a re-read
--   KEY_REUSED  this key belongs to another operation, or to one of more than 24 hours ago
--   BLOCKED     the grant's state says no; ask consent/decide.ts why
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
  d assent.disclosure;
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

  SELECT * INTO d FROM assent.disclosure WHERE grant_id = wanted AND idempotency_key = key;
  IF FOUND AND (d.operation_digest <> digest OR t >= d.disclosed_at + interval '24 hours') THEN
    verdict := 'KEY_REUSED'; RETURN;
  END IF;

  IF NOT EXISTS (SELECT FROM assent.agreement a WHERE a.recipient_code = recipient AND a.version = agreement_version)
  THEN verdict := 'STALE'; RETURN; END IF;

  IF d.id IS NOT NULL THEN
    salt := assent.salt_of(g.person_id, g.provider_id);
    verdict := 'REPLAYED'; disclosure_id := d.id; use_number := d.use_number; disclosed_at := d.disclosed_at;
    entry_id := assent.record_reread(g, d, t, d.items, 'RETRY');
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

  salt := assent.salt_of(g.person_id, g.provider_id);
  verdict := 'TAKEN'; disclosure_id := new_id; use_number := used; disclosed_at := t;
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

REVOKE EXECUTE ON FUNCTION assent.open_entry(), assent.open_recorded(),
  assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer, boolean) TO :api;
