DROP FUNCTION assent.open_relative(uuid, bigint, jsonb, varchar),
  assent.review_relative(uuid, varchar, boolean, varchar, bytea, bytea, bytea, bytea), assent.left_open(bigint);
DROP TABLE assent.relative_review, assent.relative_application, assent.after_death;
DROP TRIGGER person_died ON assent.person;
DROP TRIGGER guardian_lost ON assent.guardianship;
DROP FUNCTION assent.account_is_open(bigint), assent.person_died(), assent.open_ward(bigint, bigint, jsonb, varchar),
  assent.guardian_lost(), assent.suspend_unguarded(bigint), assent.role_of_grantor(assent.consent_grant), assent.confirm_grant_for_ward(uuid, bigint),
  assent.guard_grant(uuid, bigint, integer), assent.is_barred(uuid),
  assent.barred(assent.consent_grant, timestamptz);
ALTER FUNCTION assent.barred_before_family(assent.consent_grant, timestamptz) RENAME TO barred;
DROP FUNCTION assent.unguarded(assent.consent_grant, timestamptz), assent.capacity(bigint), assent.wards(bigint),
  assent.guardian_power_ends(bigint, bigint, integer), assent.guards(bigint, bigint, integer, timestamptz),
  assent.birthday(date, integer), assent.age_at(date, timestamptz);
DROP TABLE assent.guardian_consent, assent.guarded_grant;
