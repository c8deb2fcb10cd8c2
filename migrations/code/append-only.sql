-- Tables whose rows never change: evidence, and what a person chose.

CREATE FUNCTION assent.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% may not change so', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;

DO $$
DECLARE name text; stem text;
BEGIN
  FOR name, stem IN VALUES
    ('ledger_entry', 'ledger'), ('ledger_leaf', 'leaf'), ('response_digest', 'response_digest'),
    ('ledger_set_aside', 'set_aside'),
    ('recipient_notice', 'notice'), ('protected_record_choice', 'choice'),
    ('agreement_version', 'agreement_version'), ('registered_document', 'document'),
    ('approved_agreement', 'approved_agreement')
  LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON assent.%I
      FOR EACH ROW EXECUTE FUNCTION assent.refuse_change()', stem || '_is_append_only', name);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON assent.%I
      FOR EACH STATEMENT EXECUTE FUNCTION assent.refuse_change()', stem || '_is_never_emptied', name);
  END LOOP;
END $$;

-- A grant changes its state, but is never deleted: disclosures refer to it without a foreign key.
CREATE TRIGGER grant_is_kept BEFORE DELETE ON assent.consent_grant
  FOR EACH ROW EXECUTE FUNCTION assent.refuse_change();
CREATE TRIGGER grants_are_kept BEFORE TRUNCATE ON assent.consent_grant
  FOR EACH STATEMENT EXECUTE FUNCTION assent.refuse_change();
