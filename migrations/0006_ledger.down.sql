DROP VIEW assent.ledger_sequence;
DROP FUNCTION assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer), assent.reread(uuid, varchar, jsonb, integer),
  assent.record_reread(assent.consent_grant, assent.disclosure, timestamptz, jsonb, text), assent.release(bigint, bytea),
  assent.own_subject(bigint, bigint, uuid), assent.grant_identity(uuid), assent.commit_grant(uuid, bytea), assent.grant_salt(uuid),
  assent.barred(assent.consent_grant, timestamptz), assent.said_at(timestamptz);
DROP POLICY commitment ON assent.basic_identity;
DROP TABLE assent.ledger_checkpoint, assent.ledger_tile, assent.ledger_leaf, assent.release;
REVOKE SELECT ON SEQUENCE assent.ledger_entry_id_seq FROM :ledger;
REVOKE EXECUTE ON FUNCTION assent.now() FROM :ledger;
REVOKE USAGE ON SCHEMA assent FROM :ledger;

DROP TRIGGER grant_epoch ON assent.consent_grant;
DROP TRIGGER grant_stays_as_given ON assent.consent_grant;
DROP FUNCTION assent.next_epoch();
ALTER TABLE assent.consent_grant DROP COLUMN commitment, DROP COLUMN revocation_epoch;
CREATE TRIGGER grant_stays_as_given BEFORE UPDATE ON assent.consent_grant FOR EACH ROW WHEN (
  NEW.used NOT IN (OLD.used, OLD.used + 1) OR OLD.revoked_at IS NOT NULL OR OLD.superseded_at IS NOT NULL OR
  (OLD.id, OLD.request_id, OLD.recipient_code, OLD.person_id, OLD.provider_id, OLD.grantor_id,
     OLD.purpose, OLD.catalogue_version, OLD.items, OLD.mode, OLD.max_uses, OLD.max_uses_per_day,
     OLD.records_from, OLD.records_to, OLD.notice_digest, OLD.strength, OLD.sensitive_confirmed, OLD.valid_from,
     OLD.valid_until)
  IS DISTINCT FROM
  (NEW.id, NEW.request_id, NEW.recipient_code, NEW.person_id, NEW.provider_id, NEW.grantor_id,
     NEW.purpose, NEW.catalogue_version, NEW.items, NEW.mode, NEW.max_uses, NEW.max_uses_per_day,
     NEW.records_from, NEW.records_to, NEW.notice_digest, NEW.strength, NEW.sensitive_confirmed, NEW.valid_from,
     NEW.valid_until)
) EXECUTE FUNCTION assent.refuse_change();

ALTER TABLE assent.ledger_entry DROP CONSTRAINT ledger_entry_kind;
ALTER TABLE assent.ledger_entry ADD CONSTRAINT ledger_entry_kind_check CHECK (kind IN (
  'GRANT_GIVEN', 'GRANT_REVOKED', 'DISCLOSURE', 'REFUSAL', 'REREAD', 'OWN_ACCESS', 'AGREEMENT_CHANGED',
  'PERSON_ERASED'));
DROP INDEX assent.ledger_entry_opens;
CREATE INDEX ledger_entry_opens ON assent.ledger_entry (xact)
  WHERE kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'PERSON_ERASED');

-- The functions of 0005_gate, as they were.
CREATE FUNCTION assent.redeem(
  wanted uuid, recipient varchar, key varchar, digest bytea, new_id uuid, asked jsonb, agreement_version integer,
  OUT verdict text, OUT disclosure_id uuid, OUT use_number integer, OUT used integer, OUT disclosed_at timestamptz,
  OUT salt bytea)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE
  g assent.consent_grant;
  d assent.disclosure;
  t timestamptz;
  day date;
BEGIN
  -- Revoke and redeem serialise here.
  SELECT * INTO g FROM assent.consent_grant WHERE id = wanted AND recipient_code = recipient FOR NO KEY UPDATE;
  IF NOT FOUND THEN verdict := 'MISSING'; RETURN; END IF;
  t := assent.now();
  used := g.used;

  IF g.revoked_at IS NOT NULL OR g.superseded_at IS NOT NULL OR g.suspended_at IS NOT NULL
    OR t < g.valid_from OR t >= g.valid_until
    OR EXISTS (SELECT FROM assent.recipient r WHERE r.code = g.recipient_code AND r.suspended_at IS NOT NULL)
    OR EXISTS (SELECT FROM assent.person p WHERE p.id = g.person_id AND (p.surv_stas = '2'
         -- R-10: under 14 only a guardian's grant stands; age counts at each call.
         OR (g.grantor_id = g.person_id AND extract(year FROM age((t AT TIME ZONE 'Asia/Shanghai')::date, p.brdy)) < 14)))
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
    INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, disclosure_id, content)
    VALUES ('REREAD', t, g.person_id, g.provider_id, recipient, wanted, d.id,
      jsonb_build_object('purpose', g.purpose, 'recipient', recipient, 'items', d.items, 'useNumber', d.use_number, 'why', 'RETRY'));
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
    jsonb_build_object('purpose', g.purpose, 'recipient', recipient, 'items', asked, 'mode', g.mode, 'useNumber', used,
      'maxUses', g.max_uses, 'operationDigest', encode(digest, 'hex'), 'strength', g.strength));
END $$;
CREATE FUNCTION assent.reread(wanted uuid, recipient varchar, asked jsonb, window_seconds integer,
  OUT verdict text, OUT salt bytea) LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE d assent.disclosure; g assent.consent_grant; t timestamptz;
BEGIN
  SELECT * INTO d FROM assent.disclosure WHERE id = wanted AND recipient_code = recipient;
  IF NOT FOUND THEN verdict := 'MISSING'; RETURN; END IF;
  SELECT * INTO g FROM assent.consent_grant WHERE id = d.grant_id FOR SHARE;
  t := assent.now();
  IF t >= d.disclosed_at + make_interval(secs => least(window_seconds, 900)) THEN verdict := 'LATE'; RETURN; END IF;
  IF g.revoked_at IS NOT NULL OR g.superseded_at IS NOT NULL OR g.suspended_at IS NOT NULL OR t >= g.valid_until
    OR EXISTS (SELECT FROM assent.recipient r WHERE r.code = recipient AND r.suspended_at IS NOT NULL)
    OR EXISTS (SELECT FROM assent.person p WHERE p.id = g.person_id AND p.surv_stas = '2')
  THEN verdict := 'BLOCKED'; RETURN; END IF;
  IF EXISTS (SELECT FROM jsonb_array_elements(asked) AS a WHERE NOT d.items @> jsonb_build_array(a))
  THEN verdict := 'WIDER'; RETURN; END IF;
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, disclosure_id, content)
  VALUES ('REREAD', t, g.person_id, g.provider_id, recipient, g.id, d.id,
    jsonb_build_object('purpose', g.purpose, 'recipient', recipient, 'items', asked, 'useNumber', d.use_number, 'why', 'PAGE'));
  verdict := 'OPEN'; salt := assent.salt_of(g.person_id, g.provider_id);
END $$;
CREATE OR REPLACE FUNCTION assent.open_own(reader bigint, provider bigint, asked jsonb, strength varchar,
  OUT opened boolean, OUT salt bytea) LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM assent.person p WHERE p.id = reader AND p.surv_stas = '2') THEN opened := false; RETURN; END IF;
  IF provider IS NOT NULL AND provider NOT IN (SELECT assent.represented_providers(reader)) THEN opened := false; RETURN; END IF;
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, content)
  VALUES ('OWN_ACCESS', assent.now(), CASE WHEN provider IS NULL THEN reader END, provider,
    jsonb_build_object('items', asked, 'strength', strength));
  opened := true;
  salt := assent.salt_of(CASE WHEN provider IS NULL THEN reader END, provider);
END $$;
CREATE OR REPLACE FUNCTION assent.record_grant(wanted uuid, event varchar, detail jsonb) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, content)
  SELECT event, coalesce(g.revoked_at, g.valid_from), g.person_id, g.provider_id, g.recipient_code, g.id,
    jsonb_build_object('purpose', g.purpose, 'recipient', g.recipient_code, 'items', g.items, 'mode', g.mode,
      'maxUses', g.max_uses, 'validUntil', g.valid_until, 'noticeDigest', g.notice_digest,
      'catalogueVersion', g.catalogue_version, 'strength', g.strength) || detail
  FROM assent.consent_grant g
  WHERE g.id = wanted AND CASE event WHEN 'GRANT_GIVEN' THEN g.revoked_at IS NULL ELSE g.revoked_at IS NOT NULL END
    AND event IN ('GRANT_GIVEN', 'GRANT_REVOKED') $$;
CREATE OR REPLACE FUNCTION assent.record_refusal(wanted uuid, refusal varchar, asked jsonb, repeated integer) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, content)
  SELECT 'REFUSAL', assent.now(), g.person_id, g.provider_id, g.recipient_code, g.id,
    jsonb_build_object('purpose', g.purpose, 'recipient', g.recipient_code, 'refusal', refusal, 'items', asked,
      'repeated', repeated)
  FROM assent.consent_grant g WHERE g.id = wanted $$;
CREATE OR REPLACE FUNCTION assent.opened_person() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT person_id FROM assent.ledger_entry
  WHERE xact = pg_current_xact_id_if_assigned() AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS')
  ORDER BY id DESC LIMIT 1 $$;
CREATE OR REPLACE FUNCTION assent.opened_provider() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT provider_id FROM assent.ledger_entry
  WHERE xact = pg_current_xact_id_if_assigned() AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS')
  ORDER BY id DESC LIMIT 1 $$;
REVOKE EXECUTE ON FUNCTION assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer),
  assent.reread(uuid, varchar, jsonb, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer),
  assent.reread(uuid, varchar, jsonb, integer) TO :api;
