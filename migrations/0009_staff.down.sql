DROP TABLE assent.message, assent.counter_approval;
DROP FUNCTION assent.approval_reviewed_by_another(), assent.may_review(uuid, varchar),
  assent.open_counter_session(uuid, bytea, varchar, varchar, varchar, bytea, jsonb, integer);
DROP TABLE assent.counter_session;
DROP FUNCTION assent.staff_acts(varchar, varchar);
DROP TABLE assent.staff;
DROP FUNCTION assent.staff_stays();
