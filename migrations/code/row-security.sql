-- WHAT PROTECTS A PERSON'S ROW
--
-- A data table is a table with a record_id column: the categories of the catalogue, each owned by one person or provider.
-- Row-level security is enabled and forced on all of them, so that it binds the owner of the database too. A role sees
-- a row only if a policy below lets it.
--
--   role     policy             tables                          sees
--   :record  record             every data table                every row; its views show what an entry opens (record.sql)
--   :import  import             every data table                every row, and writes it
--   :owner   erasure            every data table of a person    rows of the person whom this transaction erases (R-29)
--
-- Nobody who serves reads a row here. What an entry of the ledger opens is shown by the views of the schema `record`, once
-- the entry is committed (record.sql).

-- The person whom this transaction has recorded that it erases (consent/maintenance/erase-person.ts); null if none. The
-- setting names the entry; it must be one of the very same transaction. In the form BEGIN ATOMIC the names are resolved once,
-- when the function is created, so the caller's search_path has no influence.
CREATE FUNCTION assent.erased_person() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT person_id FROM assent.ledger_entry
  WHERE id = nullif(current_setting('assent.erasure_entry', true), '')::bigint
    -- In a restored database numbers of transactions begin anew, and an old entry may hold the present one's; `xmin` tells
    -- which transaction wrote the row here.
    AND xact = pg_current_xact_id_if_assigned() AND xmin = pg_current_xact_id_if_assigned()::xid AND kind = 'PERSON_ERASED';
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
    EXECUTE format('CREATE POLICY record ON assent.%I FOR SELECT TO :record USING (true)', name);
    EXECUTE format('CREATE POLICY import ON assent.%I TO :import USING (true) WITH CHECK (true)', name);
    IF subject = 'person' THEN
      EXECUTE format('CREATE POLICY erasure ON assent.%I TO :owner USING (person_id = (SELECT assent.erased_person()))', name);
    END IF;
  END LOOP;
END $$;
