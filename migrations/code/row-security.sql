-- WHAT PROTECTS A PERSON'S ROW
--
-- A data table is a table with a record_id column: the categories of the catalogue, each owned by one person or provider.
-- Row-level security is enabled and forced on all of them, so that it binds the owner of the database too. A role sees
-- a row only if a policy below lets it.
--
--   role     policy             tables                          sees
--   :gate    current_subject    every data table                rows of the subject of the current access entry
--   :gate    protected_records  encounter, settlement,          (restrictive) protected rows only where they are one's
--                               expense_line, filing,           own or were chosen when the grant was given (R-12)
--                               special_benefit
--   :record  record             every data table                every row; its views show what an entry opens (record.sql)
--   :import  import             every data table                every row, and writes it
--   :owner   erasure            every data table of a person    rows of the person whom this transaction erases (R-29)
--
-- Who may read a row is therefore decided by an entry of the ledger. The role :gate cannot write entries. Only the
-- functions of code/access/ write an entry of a kind that opens rows, after they have checked that the access is allowed.
-- So nothing is read that was not recorded before, in the same transaction.

-- The id of the current access entry: the last one that this transaction wrote. Redemptions that arrive together share
-- a transaction (consent/database/group-commit.ts), so a transaction has many such entries, one of them current at a time.
-- The id is kept in a setting of the transaction. The role :gate can write that setting too, but the functions below
-- accept only an entry of the very same transaction (xact): by writing it, the role can only choose among entries that
-- the gate has recorded for it already.
CREATE FUNCTION assent.current_access_entry() RETURNS bigint LANGUAGE sql STABLE
  RETURN nullif(current_setting('assent.current_access_entry', true), '')::bigint;

CREATE FUNCTION assent.set_current_access_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ignored text;
BEGIN
  IF NEW.kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS', 'PERSON_ERASED') THEN
    -- An assignment is an expression; a PERFORM would be a whole query.
    ignored := set_config('assent.current_access_entry', NEW.id::text, true);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER set_current_access_entry BEFORE INSERT ON assent.ledger_entry
  FOR EACH ROW EXECUTE FUNCTION assent.set_current_access_entry();

-- The person whose rows the current access entry opens; null if it opens none. In the form BEGIN ATOMIC the names are
-- resolved once, when the function is created, so the caller's search_path has no influence.
CREATE FUNCTION assent.current_subject() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT person_id FROM assent.ledger_entry
  WHERE id = assent.current_access_entry() AND xact = pg_current_xact_id_if_assigned()
    AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS');
END;

-- The same for a provider.
CREATE FUNCTION assent.current_provider() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT provider_id FROM assent.ledger_entry
  WHERE id = assent.current_access_entry() AND xact = pg_current_xact_id_if_assigned()
    AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS');
END;

-- The person whom this transaction has recorded that it erases (consent/maintenance/erase-person.ts); null if none.
CREATE FUNCTION assent.erased_person() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT person_id FROM assent.ledger_entry
  WHERE id = assent.current_access_entry() AND xact = pg_current_xact_id_if_assigned() AND kind = 'PERSON_ERASED';
END;

-- R-12: the protected records that the current access may see. ALL where people read their own record, otherwise those
-- chosen with the grant; null, and so none, without a current access.
CREATE FUNCTION assent.visible_protected_records() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT CASE WHEN e.kind IN ('OWN_ACCESS', 'OWN_EXPORT') THEN ARRAY['ALL']
    ELSE ARRAY(SELECT c.kind || ' ' || c.record_id FROM assent.protected_record_choice c WHERE c.grant_id = e.grant_id) END
  FROM assent.ledger_entry e
  WHERE e.id = assent.current_access_entry() AND e.xact = pg_current_xact_id_if_assigned()
    AND e.kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS');
END;

-- The policies that every data table has. A loop over the catalogue of the database, so that none is forgotten.
DO $$
DECLARE name text; subject text;
BEGIN
  FOR name, subject IN
    SELECT table_name, replace(column_name, '_id', '')
    FROM information_schema.columns
    WHERE table_schema = 'assent' AND column_name IN ('person_id', 'provider_id') AND EXISTS (
      SELECT FROM information_schema.columns AS other
      WHERE other.table_schema = 'assent' AND other.table_name = columns.table_name AND other.column_name = 'record_id')
  LOOP
    EXECUTE format('ALTER TABLE assent.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE assent.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY current_subject ON assent.%I FOR SELECT TO :gate USING (%I = (SELECT assent.%I()))',
      name, subject || '_id', CASE subject WHEN 'person' THEN 'current_subject' ELSE 'current_provider' END);
    EXECUTE format('CREATE POLICY record ON assent.%I FOR SELECT TO :record USING (true)', name);
    EXECUTE format('CREATE POLICY import ON assent.%I TO :import USING (true) WITH CHECK (true)', name);
    IF subject = 'person' THEN
      EXECUTE format('CREATE POLICY erasure ON assent.%I TO :owner USING (person_id = (SELECT assent.erased_person()))', name);
    END IF;
  END LOOP;
END $$;

-- R-12, in addition to `current_subject`. Because the database leaves these rows out, no count, page, comparison or error
-- of the engine can reveal them. The visible records are looked up first, for every subject and once per statement, so
-- that the time of an answer does not show whether there is something to hide.
CREATE POLICY protected_records ON assent.encounter AS RESTRICTIVE FOR SELECT TO :gate
  USING (ARRAY['ALL', 'VISIT ' || record_id] && (SELECT assent.visible_protected_records()) OR NOT protected);
CREATE POLICY protected_records ON assent.settlement AS RESTRICTIVE FOR SELECT TO :gate
  USING (ARRAY['ALL', 'VISIT ' || parent_record_id] && (SELECT assent.visible_protected_records()) OR NOT protected);
-- The lines of a bill are visible with the bill: the settlements in this subquery are subject to their own policies.
CREATE POLICY protected_records ON assent.expense_line AS RESTRICTIVE FOR SELECT TO :gate
  USING (parent_record_id = ANY (ARRAY(SELECT s.record_id FROM assent.settlement s WHERE s.protected)) OR NOT protected);
CREATE POLICY protected_records ON assent.filing AS RESTRICTIVE FOR SELECT TO :gate
  USING (ARRAY['ALL', 'FILING ' || record_id] && (SELECT assent.visible_protected_records()) OR NOT protected);
CREATE POLICY protected_records ON assent.special_benefit AS RESTRICTIVE FOR SELECT TO :gate
  USING (ARRAY['ALL', 'BENEFIT ' || record_id] && (SELECT assent.visible_protected_records()) OR NOT protected);
