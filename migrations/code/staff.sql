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

-- Whether the ledger tells that this account was disabled. It stays so, whichever row of it SQL brings back.
CREATE FUNCTION assent.staff_was_disabled(wanted varchar) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT EXISTS (SELECT FROM assent.ledger_entry WHERE kind = 'STAFF_CHANGED' AND content->>'staff' = wanted
    AND content->>'change' = 'DISABLED') $$;

-- Whether this account may act now. Asked inside the transaction of each act and holding a lock, so that disabling an
-- account waits for acts that have begun, and none begins afterwards.
CREATE FUNCTION assent.staff_acts(wanted varchar, wanted_role varchar) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  PERFORM FROM assent.staff WHERE code = wanted AND role = wanted_role AND disabled_at IS NULL FOR SHARE;
  RETURN FOUND AND NOT assent.staff_was_disabled(wanted);
END $$;

-- An account with its seal, for whoever checks it. None, if the ledger tells that it was disabled and the row does not.
CREATE FUNCTION assent.staff_account(wanted varchar) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT to_jsonb(s) FROM assent.staff s
  WHERE code = wanted AND (disabled_at IS NOT NULL OR NOT assent.staff_was_disabled(wanted)) $$;
