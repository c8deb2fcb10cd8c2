DROP TRIGGER grants_are_kept ON assent.consent_grant;
DROP TRIGGER grant_is_kept ON assent.consent_grant;
ALTER TABLE assent.disclosure ADD CONSTRAINT disclosure_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES assent.consent_grant;
ALTER TABLE assent.consent_grant
  DROP CONSTRAINT uses_are_sound,
  ADD CONSTRAINT consent_grant_used_check CHECK (used >= 0),
  ADD CONSTRAINT consent_grant_used_that_day_check CHECK (used_that_day >= 0),
  ADD CONSTRAINT uses_within_limit CHECK (used <= max_uses),
  ADD CONSTRAINT uses_within_day CHECK (used_that_day <= max_uses_per_day);
DROP FUNCTION assent.uses_are_sound(integer, integer, integer, integer);
