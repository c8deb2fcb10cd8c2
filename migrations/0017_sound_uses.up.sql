-- What must hold of a grant's uses is asked at each of them. As in 0011, the same conditions stand in a body that is read
-- once per session; four constraints were read anew for each statement.
CREATE FUNCTION assent.uses_are_sound(used integer, max_uses integer, used_that_day integer, max_uses_per_day integer)
  RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN used >= 0 AND coalesce(used <= max_uses, true)
    AND used_that_day >= 0 AND coalesce(used_that_day <= max_uses_per_day, true);
END $$;
ALTER TABLE assent.consent_grant
  DROP CONSTRAINT consent_grant_used_check, DROP CONSTRAINT consent_grant_used_that_day_check,
  DROP CONSTRAINT uses_within_limit, DROP CONSTRAINT uses_within_day,
  ADD CONSTRAINT uses_are_sound CHECK (assent.uses_are_sound(used, max_uses, used_that_day, max_uses_per_day));

-- A disclosure is recorded by redeem() alone, under the lock of its grant: that the grant is there need not be looked up
-- once more. Instead a grant, used or not, is never deleted, by nobody.
ALTER TABLE assent.disclosure DROP CONSTRAINT disclosure_grant_id_fkey;
CREATE TRIGGER grant_is_kept BEFORE DELETE ON assent.consent_grant
  FOR EACH ROW EXECUTE FUNCTION assent.refuse_change();
CREATE TRIGGER grants_are_kept BEFORE TRUNCATE ON assent.consent_grant
  FOR EACH STATEMENT EXECUTE FUNCTION assent.refuse_change();

REVOKE EXECUTE ON FUNCTION assent.uses_are_sound(integer, integer, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.uses_are_sound(integer, integer, integer, integer) TO :api;
