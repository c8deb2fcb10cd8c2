-- The gate: the only way to personal rows. The API's role reads a row only inside a transaction that has recorded,
-- by one of the functions below, why it reads that subject; and it can't record by any other way.

-- Facts that consent/gate/decide.ts judges by, read in one statement. Terms are immutable and may be cached; what may
-- change is judged again by redeem() under the grant's lock.
-- `answered`: the idempotency keys used before, or null where they are too many to name.
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

-- What opens a subject's sealed values; only the functions below hand it out, together with the entry that says why.
CREATE FUNCTION assent.salt_of(person bigint, provider bigint) RETURNS bytea
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT salt FROM assent.person WHERE id = $1 UNION ALL SELECT salt FROM assent.provider WHERE id = $2 $$;

-- Takes one use, or answers a retry, or changes nothing. Verdicts:
--   TAKEN       a use was taken and its disclosure recorded
--   REPLAYED    this key was answered before: the same disclosure again, recorded as a re-read
--   KEY_REUSED  this key belongs to another operation, or to one of more than 24 hours ago
--   BLOCKED     the grant's state says no; ask consent/gate/decide.ts why
--   STALE       decided by an agreement that has changed since; decide again
--   MISSING     no such grant of this recipient
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

-- Reading again what a redemption opened: the same items or fewer, for 15 minutes, while the grant stands.
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

-- The owner's own right: a person reads their own record, or that of a provider they legally represent.
CREATE FUNCTION assent.open_own(reader bigint, provider bigint, asked jsonb, strength varchar,
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

CREATE FUNCTION assent.record_grant(wanted uuid, event varchar, detail jsonb) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, content)
  SELECT event, coalesce(g.revoked_at, g.valid_from), g.person_id, g.provider_id, g.recipient_code, g.id,
    jsonb_build_object('purpose', g.purpose, 'recipient', g.recipient_code, 'items', g.items, 'mode', g.mode,
      'maxUses', g.max_uses, 'validUntil', g.valid_until, 'noticeDigest', g.notice_digest,
      'catalogueVersion', g.catalogue_version, 'strength', g.strength) || detail
  FROM assent.consent_grant g
  WHERE g.id = wanted AND CASE event WHEN 'GRANT_GIVEN' THEN g.revoked_at IS NULL ELSE g.revoked_at IS NOT NULL END
    AND event IN ('GRANT_GIVEN', 'GRANT_REVOKED') $$;

-- `repeated`: how many identical refusals were told since the entry before (consent/gate/refusal-recorder.ts).
CREATE FUNCTION assent.record_refusal(wanted uuid, refusal varchar, asked jsonb, repeated integer) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, content)
  SELECT 'REFUSAL', assent.now(), g.person_id, g.provider_id, g.recipient_code, g.id,
    jsonb_build_object('purpose', g.purpose, 'recipient', g.recipient_code, 'refusal', refusal, 'items', asked,
      'repeated', repeated)
  FROM assent.consent_grant g WHERE g.id = wanted $$;

-- For sign-in and step-up only: where to send a code.
CREATE FUNCTION assent.registered_mobile(wanted bigint) RETURNS TABLE (mob bytea, salt bytea)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT contact.mob, person.salt FROM assent.contact JOIN assent.person ON person.id = contact.person_id
        WHERE contact.person_id = wanted $$;

-- Whom this very transaction has recorded that it reads; null if nobody.
CREATE FUNCTION assent.opened_person() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT person_id FROM assent.ledger_entry
  WHERE xact = pg_current_xact_id_if_assigned() AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS')
  ORDER BY id DESC LIMIT 1 $$;
CREATE FUNCTION assent.opened_provider() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT provider_id FROM assent.ledger_entry
  WHERE xact = pg_current_xact_id_if_assigned() AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS')
  ORDER BY id DESC LIMIT 1 $$;

-- Whom this very transaction has recorded that it erases (consent/maintenance/erase-person.ts); null if nobody.
CREATE FUNCTION assent.erased_person() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT person_id FROM assent.ledger_entry
  WHERE xact = pg_current_xact_id_if_assigned() AND kind = 'PERSON_ERASED' ORDER BY id DESC LIMIT 1 $$;

-- Every table that has a person_id or provider_id column and holds items gets the same three lines, so that a new
-- category can't be forgotten: a test fails when one has no policy.
DO $$
DECLARE name text; subject text;
BEGIN
  FOR name, subject IN
    SELECT table_name, CASE column_name WHEN 'person_id' THEN 'person' ELSE 'provider' END
    FROM information_schema.columns
    WHERE table_schema = 'assent' AND column_name IN ('person_id', 'provider_id') AND EXISTS (
      SELECT FROM information_schema.columns AS other
      WHERE other.table_schema = 'assent' AND other.table_name = columns.table_name AND other.column_name = 'record_id')
  LOOP
    EXECUTE format('ALTER TABLE assent.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE assent.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY opened ON assent.%I FOR SELECT TO :api USING (%I = (SELECT assent.opened_%s()))',
      name, subject || '_id', subject);
    EXECUTE format('CREATE POLICY imported ON assent.%I TO :import USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT ON assent.%I TO :api', name);
    -- Forced row-level security binds the owner too.
    IF subject = 'person' THEN
      EXECUTE format('CREATE POLICY erased ON assent.%I TO :owner USING (person_id = (SELECT assent.erased_person()))', name);
    END IF;
  END LOOP;
END $$;
-- registered_mobile() runs as the owner.
CREATE POLICY authentication ON assent.contact FOR SELECT TO :owner USING (true);

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA assent FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.grant_facts(uuid),
  assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer),
  assent.reread(uuid, varchar, jsonb, integer), assent.open_own(bigint, bigint, jsonb, varchar),
  assent.record_grant(uuid, varchar, jsonb), assent.record_refusal(uuid, varchar, jsonb, integer),
  assent.registered_mobile(bigint), assent.opened_person(), assent.opened_provider() TO :api;
