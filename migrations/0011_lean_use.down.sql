CREATE OR REPLACE FUNCTION assent.salt_of(person bigint, provider bigint) RETURNS bytea
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT salt FROM assent.person WHERE id = $1 UNION ALL SELECT salt FROM assent.provider WHERE id = $2 $$;

ALTER TABLE assent.consent_grant RESET (fillfactor);
CREATE INDEX disclosure_person ON assent.disclosure (person_id, disclosed_at DESC, id DESC) WHERE person_id IS NOT NULL;
CREATE INDEX disclosure_provider ON assent.disclosure (provider_id, disclosed_at DESC, id DESC) WHERE provider_id IS NOT NULL;

ALTER TABLE assent.ledger_entry DROP CONSTRAINT ledger_entry_kind;
DO $$
BEGIN
  EXECUTE format('ALTER TABLE assent.ledger_entry ADD CONSTRAINT ledger_entry_kind CHECK (%s)',
    (SELECT substring(prosrc FROM 'RETURN (.*); END') FROM pg_proc WHERE oid = 'assent.is_ledger_kind(varchar)'::regprocedure));
END $$;
DROP FUNCTION assent.is_ledger_kind(varchar);

DROP TRIGGER grant_terms_are_sound ON assent.consent_grant;
ALTER TABLE assent.consent_grant
  ADD CONSTRAINT consent_grant_items_check CHECK (jsonb_array_length(items) > 0),
  ADD CONSTRAINT consent_grant_mode_check CHECK (mode IN ('ONE_TIME', 'LIMITED', 'MULTI_USE')),
  ADD CONSTRAINT consent_grant_strength_check CHECK (strength IN ('SMS', 'SCAN', 'FACE')),
  ADD CONSTRAINT consent_grant_check CHECK ((person_id IS NULL) <> (provider_id IS NULL)),
  ADD CONSTRAINT consent_grant_check1 CHECK (valid_from < valid_until),
  ADD CONSTRAINT consent_grant_check2 CHECK (records_from <= records_to),
  ADD CONSTRAINT consent_grant_commitment_check CHECK (length(commitment) = 32),
  ADD CONSTRAINT uses_fit_mode CHECK (
    CASE mode WHEN 'ONE_TIME' THEN max_uses = 1 WHEN 'LIMITED' THEN max_uses >= 2
              ELSE max_uses IS NULL AND max_uses_per_day IS NOT NULL END);

DROP TRIGGER grant_commits_once ON assent.consent_grant;
DROP TRIGGER grant_only_goes_on ON assent.consent_grant;
DROP TRIGGER grant_stays_as_given ON assent.consent_grant;
CREATE TRIGGER grant_stays_as_given BEFORE UPDATE ON assent.consent_grant FOR EACH ROW WHEN (
  NEW.used NOT IN (OLD.used, OLD.used + 1) OR OLD.revoked_at IS NOT NULL OR OLD.superseded_at IS NOT NULL OR
  (OLD.commitment IS NOT NULL AND NEW.commitment IS DISTINCT FROM OLD.commitment) OR
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
