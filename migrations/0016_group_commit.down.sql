DROP TRIGGER grant_only_goes_on ON assent.consent_grant;
DROP FUNCTION assent.grant_only_goes_on();
CREATE TRIGGER grant_only_goes_on BEFORE UPDATE ON assent.consent_grant FOR EACH ROW WHEN (
  NEW.used NOT IN (OLD.used, OLD.used + 1) OR OLD.revoked_at IS NOT NULL OR OLD.superseded_at IS NOT NULL
) EXECUTE FUNCTION assent.refuse_change();

DROP FUNCTION assent.release(bigint[], bytea[]);
CREATE FUNCTION assent.release(entry bigint, digest bytea) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  INSERT INTO assent.release (entry_id, response_digest)
  SELECT id, digest FROM assent.ledger_entry
  WHERE id = entry AND xact = pg_current_xact_id() AND kind IN ('DISCLOSURE', 'REREAD', 'RELATIVE_ACCESS');
  IF NOT FOUND THEN RAISE EXCEPTION 'entry % is not one of this transaction', entry; END IF;
END $$;
REVOKE EXECUTE ON FUNCTION assent.release(bigint, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.release(bigint, bytea) TO :api;

DROP FUNCTION assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer, boolean);
CREATE FUNCTION assent.redeem(
  wanted uuid, recipient varchar, key varchar, digest bytea, new_id uuid, asked jsonb, agreement_version integer,
  OUT verdict text, OUT disclosure_id uuid, OUT use_number integer, OUT used integer, OUT disclosed_at timestamptz,
  OUT salt bytea, OUT entry_id bigint)
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
REVOKE EXECUTE ON FUNCTION assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer) TO :api;

CREATE INDEX ledger_entry_opens ON assent.ledger_entry (xact)
  WHERE kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS', 'PERSON_ERASED');
CREATE OR REPLACE FUNCTION assent.opened_person() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT person_id FROM assent.ledger_entry
  WHERE xact = pg_current_xact_id_if_assigned()
    AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS')
  ORDER BY id DESC LIMIT 1 $$;
CREATE OR REPLACE FUNCTION assent.opened_provider() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT provider_id FROM assent.ledger_entry
  WHERE xact = pg_current_xact_id_if_assigned()
    AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS')
  ORDER BY id DESC LIMIT 1 $$;
CREATE OR REPLACE FUNCTION assent.erased_person() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT person_id FROM assent.ledger_entry
  WHERE xact = pg_current_xact_id_if_assigned() AND kind = 'PERSON_ERASED' ORDER BY id DESC LIMIT 1 $$;
CREATE OR REPLACE FUNCTION assent.shown_special() RETURNS text[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT CASE WHEN e.kind IN ('OWN_ACCESS', 'OWN_EXPORT') THEN ARRAY['ALL']
    ELSE ARRAY(SELECT kind || ' ' || record_id FROM assent.special_tick t WHERE t.grant_id = e.grant_id) END
  FROM assent.ledger_entry e
  WHERE xact = pg_current_xact_id_if_assigned()
    AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS')
  ORDER BY id DESC LIMIT 1 $$;

DROP TRIGGER recording_opens ON assent.ledger_entry;
DROP FUNCTION assent.open_recorded(), assent.open_entry();

DROP FUNCTION assent.facts_of_grants(uuid[]);
CREATE FUNCTION assent.grant_facts(wanted uuid)
  RETURNS TABLE (grant_row jsonb, recipient_suspended_at timestamptz, agreement jsonb, age integer, deceased boolean,
    answered varchar[], at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT to_jsonb(g), r.suspended_at, to_jsonb(a), extract(year from age(assent.today(), p.brdy))::integer,
         p.surv_stas = '2',
         CASE WHEN g.used <= 100 THEN ARRAY(SELECT d.idempotency_key FROM assent.disclosure d WHERE d.grant_id = g.id) END,
         assent.now()
  FROM assent.consent_grant g
  JOIN assent.recipient r ON r.code = g.recipient_code
  LEFT JOIN assent.agreement a ON a.recipient_code = g.recipient_code
  LEFT JOIN assent.person p ON p.id = g.person_id
  WHERE g.id = wanted $$;
CREATE FUNCTION assent.is_barred(wanted uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT assent.barred(g, assent.now()) FROM assent.consent_grant g WHERE g.id = wanted $$;
REVOKE EXECUTE ON FUNCTION assent.grant_facts(uuid), assent.is_barred(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.grant_facts(uuid), assent.is_barred(uuid) TO :api;
