/**
 * Drops what migrations/code/ creates: policies, triggers, views and functions. Functions that the definition of a table
 * uses (a default, a CHECK, an index) belong to the table and stay.
 */
export const DROP_CODE = `
DO $$
DECLARE statement text;
BEGIN
  FOR statement IN
    SELECT format('DROP POLICY %I ON %s', polname, polrelid::regclass)
    FROM pg_policy JOIN pg_class c ON c.oid = polrelid WHERE c.relnamespace = 'assent'::regnamespace
    UNION ALL
    SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass)
    FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
    WHERE c.relnamespace = 'assent'::regnamespace AND NOT tgisinternal
  LOOP
    EXECUTE statement;
  END LOOP;
  -- In one statement each, because they depend on each other.
  SELECT 'DROP VIEW ' || string_agg(oid::regclass::text, ', ') INTO statement
  FROM pg_class WHERE relnamespace = 'assent'::regnamespace AND relkind = 'v';
  IF statement IS NOT NULL THEN EXECUTE statement; END IF;
  SELECT 'DROP ROUTINE ' || string_agg(oid::regprocedure::text, ', ') INTO statement
  FROM pg_proc p WHERE pronamespace = 'assent'::regnamespace AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid
      AND d.classid IN ('pg_constraint'::regclass, 'pg_attrdef'::regclass, 'pg_class'::regclass));
  IF statement IS NOT NULL THEN EXECUTE statement; END IF;
END $$`;
