DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT DISTINCT tablename FROM pg_policies WHERE schemaname = 'assent' AND policyname = 'opened' LOOP
    EXECUTE format('DROP POLICY opened ON assent.%I', name);
    EXECUTE format('DROP POLICY imported ON assent.%I', name);
    EXECUTE format('DROP POLICY IF EXISTS erased ON assent.%I', name);
    EXECUTE format('ALTER TABLE assent.%I NO FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE assent.%I DISABLE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;
DROP POLICY authentication ON assent.contact;
DROP FUNCTION assent.erased_person(), assent.opened_person(), assent.opened_provider(), assent.registered_mobile(bigint),
  assent.record_refusal(uuid, varchar, jsonb, integer), assent.record_grant(uuid, varchar, jsonb),
  assent.open_own(bigint, bigint, jsonb, varchar), assent.reread(uuid, varchar, jsonb, integer),
  assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer), assent.grant_facts(uuid), assent.salt_of(bigint, bigint);
