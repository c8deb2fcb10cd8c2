DROP INDEX assent.consent_grant_recipient_id;
DROP FUNCTION assent.freeze_portion(integer), assent.confirm_act(uuid, varchar, integer), assent.suspended_items(uuid[]);
DROP TABLE assent.breach_notice, assent.frozen_grant, assent.recipient_freeze, assent.item_confirmation, assent.raised_item,
  assent.catalogue_version, assent.officer_act;
DROP TABLE assent.message, assent.counter_approval;
DROP FUNCTION assent.approval_reviewed_by_another(), assent.may_review(uuid, varchar),
  assent.open_counter_session(uuid, bytea, varchar, varchar, varchar, bytea, jsonb, integer);
DROP TABLE assent.counter_session;
DROP FUNCTION assent.staff_acts(varchar, varchar);
DROP TABLE assent.staff;
DROP FUNCTION assent.staff_stays();
