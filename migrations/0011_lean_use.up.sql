-- What taking one use costs the database, without any check less. PostgreSQL evaluates every CHECK of a table, and the
-- condition of every trigger, anew for each statement that writes a row, reading it from the text in its catalogue: on
-- consent_grant and ledger_entry that took as long as the rest of redeem().

-- Terms never change, whoever asks: a statement that so much as names one is refused. All columns are terms but these,
-- so that a column added earlier is not forgotten.
DROP TRIGGER grant_stays_as_given ON assent.consent_grant;
DO $$
DECLARE terms text;
BEGIN
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO terms FROM pg_attribute
  WHERE attrelid = 'assent.consent_grant'::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN (
    'used', 'used_on', 'used_that_day', 'last_used_at', 'revoked_at', 'revoke_reason', 'suspended_at', 'superseded_at',
    'commitment', 'revocation_epoch');
  EXECUTE format('CREATE TRIGGER grant_stays_as_given BEFORE UPDATE OF %s ON assent.consent_grant
    FOR EACH ROW EXECUTE FUNCTION assent.refuse_change()', terms);
END $$;
-- Terminal states are final, a use is never given back once committed.
CREATE TRIGGER grant_only_goes_on BEFORE UPDATE ON assent.consent_grant FOR EACH ROW WHEN (
  NEW.used NOT IN (OLD.used, OLD.used + 1) OR OLD.revoked_at IS NOT NULL OR OLD.superseded_at IS NOT NULL
) EXECUTE FUNCTION assent.refuse_change();
CREATE TRIGGER grant_commits_once BEFORE UPDATE OF commitment ON assent.consent_grant FOR EACH ROW WHEN (
  length(NEW.commitment) <> 32 OR OLD.commitment IS NOT NULL AND NEW.commitment IS DISTINCT FROM OLD.commitment
) EXECUTE FUNCTION assent.refuse_change();

-- So what must hold of terms is checked once, when they are given.
ALTER TABLE assent.consent_grant
  DROP CONSTRAINT consent_grant_items_check, DROP CONSTRAINT consent_grant_mode_check,
  DROP CONSTRAINT consent_grant_strength_check, DROP CONSTRAINT consent_grant_check, DROP CONSTRAINT consent_grant_check1,
  DROP CONSTRAINT consent_grant_check2, DROP CONSTRAINT uses_fit_mode, DROP CONSTRAINT consent_grant_commitment_check;
CREATE TRIGGER grant_terms_are_sound BEFORE INSERT ON assent.consent_grant FOR EACH ROW WHEN ((
  jsonb_array_length(NEW.items) > 0
  AND NEW.mode IN ('ONE_TIME', 'LIMITED', 'MULTI_USE')
  AND NEW.strength IN ('SMS', 'SCAN', 'FACE')
  AND (NEW.person_id IS NULL) <> (NEW.provider_id IS NULL)
  AND NEW.valid_from < NEW.valid_until
  AND coalesce(NEW.records_from <= NEW.records_to, true)
  AND coalesce(length(NEW.commitment) = 32, true)
  AND CASE NEW.mode WHEN 'ONE_TIME' THEN NEW.max_uses = 1 WHEN 'LIMITED' THEN NEW.max_uses >= 2
                    ELSE NEW.max_uses IS NULL AND NEW.max_uses_per_day IS NOT NULL END
) IS NOT TRUE) EXECUTE FUNCTION assent.refuse_change();

-- The kinds of entries, as they were; a function's body is read once per session.
DO $$
BEGIN
  EXECUTE format('CREATE FUNCTION assent.is_ledger_kind(kind varchar) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
    AS %L', (SELECT format('BEGIN RETURN %s; END', pg_get_expr(conbin, conrelid)) FROM pg_constraint
             WHERE conrelid = 'assent.ledger_entry'::regclass AND conname = 'ledger_entry_kind'));
END $$;
ALTER TABLE assent.ledger_entry DROP CONSTRAINT ledger_entry_kind,
  ADD CONSTRAINT ledger_entry_kind CHECK (assent.is_ledger_kind(kind));
REVOKE EXECUTE ON FUNCTION assent.is_ledger_kind(varchar) FROM PUBLIC;

-- A subject's disclosures are found by its grants (consent/database/keyset-list.ts); an index by person would be written to at a random
-- place by each redemption.
DROP INDEX assent.disclosure_person, assent.disclosure_provider;
-- Room for a used grant beside itself: no index changes with it then.
ALTER TABLE assent.consent_grant SET (fillfactor = 85);

-- Only functions of the owner call it, so it need not change who it runs as.
CREATE OR REPLACE FUNCTION assent.salt_of(person bigint, provider bigint) RETURNS bytea LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF person IS NOT NULL THEN RETURN (SELECT p.salt FROM assent.person p WHERE p.id = person); END IF;
  RETURN (SELECT p.salt FROM assent.provider p WHERE p.id = provider);
END $$;
