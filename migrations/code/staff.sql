-- Accounts of staff.

-- An account may be disabled, once, and never changes otherwise.
CREATE FUNCTION assent.staff_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF OLD.disabled_at IS NOT NULL OR (to_jsonb(OLD) - '{disabled_at,seal}'::text[]) IS DISTINCT FROM (to_jsonb(NEW) - '{disabled_at,seal}'::text[]) THEN
    RAISE EXCEPTION 'a staff account may only be disabled' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER staff_stays BEFORE UPDATE ON assent.staff FOR EACH ROW EXECUTE FUNCTION assent.staff_stays();

-- Whether this account may act now. Asked inside the transaction of each act and holding a lock, so that disabling an
-- account waits for acts that have begun, and none begins afterwards.
CREATE FUNCTION assent.staff_acts(wanted varchar, wanted_role varchar) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  PERFORM FROM assent.staff WHERE code = wanted AND role = wanted_role AND disabled_at IS NULL FOR SHARE;
  RETURN FOUND;
END $$;

-- An account with its seal, for whoever checks it.
CREATE FUNCTION assent.staff_account(wanted varchar) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT to_jsonb(s) FROM assent.staff s WHERE code = wanted $$;
