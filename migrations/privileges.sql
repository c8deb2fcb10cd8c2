-- EVERY PRIVILEGE IN THE DATABASE, one block for each role. Applied after code/, when nobody but the owner has any.
-- test/database/expected-security.txt lists the result as PostgreSQL reports it.

-- PostgreSQL lets everybody execute a new function. Here nobody may unless it is granted below.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA assent FROM PUBLIC;

-- :gate takes uses and records accesses. Each of its functions writes the entry of what it does. It inserts nowhere, and
-- reads no row of the data asset center.
GRANT USAGE ON SCHEMA assent TO :gate;
GRANT EXECUTE ON FUNCTION assent.now(), assent.today(), assent.city_day(timestamptz) TO :gate;
GRANT EXECUTE ON FUNCTION assent.facts_of_grants(uuid[]),
  assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer, bytea, boolean), assent.redeem_together(jsonb, boolean),
  assent.reread(uuid, varchar, jsonb, integer),
  assent.open_preview(bigint, uuid, jsonb, date, date, varchar[], varchar),
  assent.open_own(bigint, bigint, jsonb, varchar), assent.open_export(bigint, jsonb, varchar, varchar),
  assent.open_ward(bigint, bigint, jsonb, varchar), assent.open_guardianships(bigint, varchar), assent.open_relative(uuid, bigint, jsonb, varchar),
  assent.record_response_digests(bigint[], bytea[]), assent.record_refusal(uuid, varchar, jsonb, integer) TO :gate;

-- :record owns the views of the schema `record` (code/record.sql) and reads what they show. Nobody connects as it.
GRANT USAGE ON SCHEMA assent TO :record;
GRANT SELECT ON assent.ledger_entry, assent.consent_grant, assent.protected_record_choice, assent.person, assent.provider,
  assent.page_key, assent.guardianship TO :record;
GRANT SELECT ON assent.basic_identity, assent.contact, assent.enrolment, assent.contribution, assent.personal_account,
  assent.filing, assent.benefit_eligibility, assent.encounter, assent.settlement, assent.expense_line, assent.special_benefit,
  assent.provider_profile, assent.provider_licence, assent.provider_persons, assent.provider_agreement,
  assent.provider_credit, assent.settlement_month, assent.clearing, assent.provider_bank TO :record;
GRANT EXECUTE ON FUNCTION assent.now(), assent.today(), assent.city_day(timestamptz), assent.day_begins(date),
  assent.birthday(date, integer), assent.adult_age(),
  assent.grant_still_opens(uuid) TO :record;

-- :reader selects from those views, on which they grant it (code/record.sql), and does nothing else. A view calls functions
-- as whoever reads it.
GRANT EXECUTE ON FUNCTION assent.now(), assent.today(), assent.city_day(timestamptz), assent.day_begins(date),
  assent.birthday(date, integer), assent.adult_age(),
  assent.grant_still_opens(uuid) TO :reader;

-- :consent serves the lists and commands of requests, grants and agreements, with all that leads to them: counter, officers,
-- guardians and relatives. It reads no row of the data asset center.
GRANT USAGE ON SCHEMA assent TO :consent;
-- Clock and salts.
GRANT EXECUTE ON FUNCTION assent.now(), assent.today(), assent.city_day(timestamptz), assent.day_begins(date), assent.new_salt(),
  assent.iso_timestamp(timestamptz) TO :consent;
-- People and providers: these questions, and no table.
GRANT EXECUTE ON FUNCTION assent.find_named_person(bytea, bytea), assent.person_standing(bigint), assent.account_is_open(bigint),
  assent.find_provider(varchar), assent.represented_providers(bigint), assent.represented_names(bigint) TO :consent;
GRANT EXECUTE ON FUNCTION assent.guards_now(bigint, bigint, integer),
  assent.guardian_power_ends_soon(bigint, bigint, integer), assent.wards(bigint), assent.labels(bigint),
  assent.capacity(bigint),
  assent.record_guardian_consent(jsonb, jsonb), assent.confirm_grant_for_ward(jsonb),
  assent.suspend_unguarded(bigint) TO :consent;
-- Recipients, requests and grants.
GRANT SELECT ON assent.recipient, assent.agreement, assent.agreement_version, assent.registered_document, assent.product, assent.consent_request, assent.consent_grant, assent.disclosure,
  assent.guarded_grant TO :consent;
GRANT EXECUTE ON FUNCTION assent.denied_until(varchar, varchar, bigint, bigint), assent.denial_days(),
  assent.pending_requests(bytea, varchar, varchar) TO :consent;
GRANT EXECUTE ON FUNCTION assent.open_request(jsonb), assent.lock_request(uuid), assent.expire_requests(integer), assent.close_request(uuid, varchar, varchar, varchar),
  assent.give_grant(jsonb, jsonb), assent.lock_grant(uuid), assent.revoke_grant(uuid, varchar, jsonb),
  assent.supersede_older(uuid), assent.grants_replaced_by(assent.consent_request), assent.bind_request(jsonb, integer),
  assent.keep_request(jsonb) TO :consent;
GRANT EXECUTE ON FUNCTION assent.account_counts(bigint), assent.mark_uses_seen(bigint) TO :consent;
GRANT EXECUTE ON FUNCTION assent.grant_status(assent.consent_grant, timestamptz), assent.raised_items(uuid[]), assent.confirm_item(jsonb),
  assent.uses_are_sound(integer, integer, integer, integer) TO :consent;
-- The ledger.
GRANT EXECUTE ON FUNCTION assent.record_given(uuid, jsonb), assent.record_confirmed_items(uuid, varchar, jsonb), assent.grant_identity(uuid),
  assent.commit_grant(uuid, bytea, bytea), assent.grant_opening_salt(uuid) TO :consent;
GRANT SELECT ON assent.ledger_entry, assent.response_digest, assent.ledger_sequence, assent.ledger_leaf,
  assent.ledger_tile, assent.ledger_checkpoint TO :consent;
GRANT SELECT ON SEQUENCE assent.ledger_entry_id_seq TO :consent;
-- What happened, for the person to see.
GRANT EXECUTE ON FUNCTION assent.timeline_of_requests(bigint, bigint), assent.timeline_of_ends(bigint, bigint),
  assent.timeline_of_changes(bigint, bigint), assent.timeline_of_looks(bigint, bigint, bigint), assent.timeline_of_uses(bigint, bigint),
  assent.timeline_of_rereads(bigint, bigint), assent.timeline_of_refusals(bigint, bigint), assent.leaf_of(bigint, uuid) TO :consent;
-- Authentication: a proof is spent in the transaction of its act.
GRANT EXECUTE ON FUNCTION assent.spend_authentication(uuid), assent.spend_companion(bigint, text, uuid, text),
  assent.spend_passkey_registration(uuid, bigint), assent.add_passkey(jsonb, int), assent.remove_passkey(uuid, bigint) TO :consent;
-- The import: how old the data is, and whether these rules made it.
GRANT EXECUTE ON FUNCTION assent.last_import(), assent.newest_records(), assent.tables_of_other_rules(integer) TO :consent;
GRANT SELECT ON assent.item_completeness TO :consent;
-- Staff, counter and supervision.
GRANT EXECUTE ON FUNCTION assent.staff_account(varchar), assent.counter_session_row(uuid),
  assent.hold_counter_session(uuid), assent.close_counter_session(uuid),
  assent.seal_counter_session(uuid, bytea), assent.open_counter_approval(jsonb), assent.lock_counter_approval(uuid),
  assent.return_counter_approval(jsonb), assent.record_counter_denial(uuid, uuid),
  assent.complete_counter_approval(uuid, varchar, uuid, timestamptz, bytea), assent.propose_act(jsonb), assent.withdraw_act(jsonb, varchar),
  assent.rows_of_act(uuid), assent.seal_confirmed_act(uuid, jsonb) TO :consent;
GRANT SELECT (id, person_id, clerk, counter, identified_by, power, opened_at, expires_at, closed_at) ON assent.counter_session TO :consent;
GRANT SELECT ON assent.counter_approval TO :consent;
GRANT SELECT ON assent.officer_act TO :consent;
GRANT SELECT ON assent.catalogue_version, assent.raised_item, assent.recipient_freeze, assent.breach_notice,
  assent.item_confirmation TO :consent;
GRANT EXECUTE ON FUNCTION assent.record_staff_look(varchar, varchar, varchar, uuid),
  assent.staff_acts(varchar, varchar), assent.may_review(uuid, varchar),
  assent.open_counter_session(uuid, bytea, varchar, varchar, varchar, bytea, jsonb, integer),
  assent.confirm_act(uuid, varchar, integer), assent.freeze_portion(uuid, integer),
  assent.tell_of_raise(integer, integer) TO :consent;
GRANT EXECUTE ON FUNCTION assent.file_objection(jsonb, integer), assent.objections_of(bigint, timestamptz, uuid, integer),
  assent.open_objections(timestamptz, uuid, integer), assent.lock_objection(uuid),
  assent.answer_objection(uuid, varchar, bytea, jsonb) TO :consent;
-- Institutions and their members.
GRANT EXECUTE ON FUNCTION assent.member_account(varchar), assent.member_acts(varchar, boolean), assent.members_of(varchar, varchar, integer),
  assent.institution_row(varchar), assent.owners_to_tell(varchar), assent.invited_member(bytea), assent.certno_index_of(bigint), assent.add_institution(jsonb),
  assent.add_member(jsonb), assent.change_member(jsonb, varchar) TO :consent;
-- Their software and keys.
GRANT EXECUTE ON FUNCTION assent.software_of(varchar, uuid), assent.keys_of(uuid, varchar, integer), assent.register_software(jsonb),
  assent.confirm_software(jsonb), assent.retire_software(jsonb, varchar), assent.open_key_challenge(jsonb),
  assent.register_key(jsonb, bytea), assent.confirm_key(jsonb), assent.retire_key(uuid, varchar, varchar, varchar, boolean) TO :consent;
-- Applications of institutions, and what officers approve of their agreements. The files are read one at a time.
GRANT SELECT ON assent.application, assent.application_document, assent.approved_agreement, assent.product_draft TO :consent;
GRANT EXECUTE ON FUNCTION assent.lock_application(uuid), assent.store_application(jsonb, integer), assent.forget_applications(),
  assent.is_own_application(uuid, varchar), assent.application_is_forgotten(assent.application),
  assent.application_lapse_days(), assent.draft_days(),
  assent.keep_application_document(jsonb, bytea), assent.application_file_content(uuid) TO :consent;
GRANT EXECUTE ON FUNCTION assent.lock_agreement(varchar), assent.waiting_agreement(varchar), assent.agreements_due(),
  assent.put_in_force(jsonb, jsonb), assent.approve_agreement(jsonb, jsonb, jsonb, jsonb), assent.signs_with(varchar), assent.register_product(uuid, jsonb, varchar),
  assent.draft_product(jsonb), assent.link_institution(jsonb) TO :consent;
-- Records of the dead.
GRANT SELECT ON assent.after_death, assent.relative_application, assent.relative_review TO :consent;
GRANT EXECUTE ON FUNCTION assent.apply_as_relative(jsonb), assent.seal_relative_review(uuid, varchar, bytea, bytea),
  assent.arrange_after_death(jsonb) TO :consent;
GRANT EXECUTE ON FUNCTION assent.review_relative(uuid, varchar, boolean, varchar, bytea, bytea, bytea, bytea) TO :consent;
GRANT EXECUTE ON FUNCTION assent.tell(varchar, uuid[], bigint) TO :consent;
-- Notifications. The sequence shows up to which id every row is committed (consent/database/commit-watermark.ts).
GRANT EXECUTE ON FUNCTION assent.queue_message(jsonb), assent.read_notices(varchar, integer, bigint, integer, boolean),
  assent.tell_of_ends(integer), assent.tell_of_key_ends() TO :consent;
GRANT SELECT ON SEQUENCE assent.recipient_notice_id_seq TO :consent;

-- :identity serves challenges, proofs, passkeys and tickets. It sees no grant.
GRANT USAGE ON SCHEMA assent TO :identity;
-- The state of redirects, which is encrypted with a key that the database does not hold.
GRANT EXECUTE ON FUNCTION assent.put_oauth_state(varchar, bytea, bytea, bytea, timestamptz), assent.oauth_state_of(varchar, bytea),
  assent.consume_oauth_state(varchar, bytea), assent.end_oauth_state(varchar, bytea), assent.end_oauth_grant(bytea) TO :identity;
GRANT EXECUTE ON FUNCTION assent.now(), assent.today(), assent.city_day(timestamptz) TO :identity;
GRANT EXECUTE ON FUNCTION assent.find_person(bytea), assent.person_matches(bigint, bytea), assent.person_standing(bigint),
  assent.account_is_open(bigint) TO :identity;
GRANT SELECT ON assent.recipient, assent.agreement, assent.registered_document, assent.fetched_key_set TO :identity;
GRANT EXECUTE ON FUNCTION assent.staff_account(varchar), assent.member_account(varchar), assent.members_of_person(bigint) TO :identity;
GRANT EXECUTE ON FUNCTION assent.client_of(varchar), assent.usable_keys(uuid), assent.note_key_use(bytea),
  assent.begin_key_fetch(uuid, integer), assent.keep_key_set(jsonb, jsonb) TO :identity;
GRANT INSERT ON assent.replay_guard TO :identity;
GRANT EXECUTE ON FUNCTION assent.spend_proofs(bytea[], int[], bytea[]) TO :identity;
GRANT EXECUTE ON FUNCTION assent.open_challenge(jsonb), assent.open_challenges(uuid), assent.take_attempt(uuid, bigint),
  assent.hand_over_ticket(uuid, text), assent.handed_over_ticket(uuid), assent.challenge_state(uuid),
  assent.complete_challenge(jsonb), assent.begin_federated_sign_in(uuid, bytea, bytea, integer),
  assent.answer_federated_sign_in(bytea, bytea, timestamptz), assent.identify_federated_sign_in(uuid, bigint, text, bytea),
  assent.take_federated_sign_in(bytea), assent.complete_federated_sign_in(jsonb), assent.issue_export_ticket(jsonb),
  assent.take_export_ticket(bytea), assent.spend_authentication(uuid),
  assent.spend_companion(bigint, text, uuid, text), assent.begin_session(jsonb, integer, jsonb), assent.use_session(bytea),
  assent.sessions_of(bigint), assent.sessions_on_device(bigint, bytea, integer), assent.end_sessions(bigint, uuid) TO :identity;
GRANT EXECUTE ON FUNCTION assent.take_quota(bytea, int[], int[], boolean), assent.take_budget(bytea, int, int),
  assent.give_back_quota(bytea),
  assent.forget_expired_authentication(), assent.start_passkey(uuid, bigint, int), assent.passkeys_of(bigint),
  assent.find_passkey(bytea), assent.use_passkey(bytea, bigint, boolean, bytea) TO :identity;

-- :dispatch sends messages to people, and makes those that tell of uses.
GRANT USAGE ON SCHEMA assent TO :dispatch;
GRANT EXECUTE ON FUNCTION assent.now(), assent.today(), assent.city_day(timestamptz), assent.person_standing(bigint), assent.registered_mobile(bigint),
  assent.consenters(uuid) TO :dispatch;
GRANT EXECUTE ON FUNCTION assent.queue_message(jsonb), assent.claim_message(bigint), assent.close_message(bigint, boolean),
  assent.messages_waiting() TO :dispatch;
GRANT SELECT ON assent.ledger_entry, assent.disclosure, assent.consent_grant, assent.recipient TO :dispatch;
GRANT SELECT, UPDATE (entry_id) ON assent.use_notice_progress TO :dispatch;
GRANT SELECT ON SEQUENCE assent.ledger_entry_id_seq TO :dispatch;

-- :import brings files into the data asset center (R-35). It has nothing to do with consent.
GRANT USAGE ON SCHEMA assent TO :import;
GRANT EXECUTE ON FUNCTION assent.now(), assent.today(), assent.city_day(timestamptz), assent.new_salt() TO :import;
GRANT SELECT, INSERT, UPDATE ON assent.person, assent.provider, assent.basic_identity, assent.provider_profile TO :import;
GRANT SELECT, INSERT, UPDATE, DELETE ON assent.guardianship,
  assent.contact, assent.enrolment, assent.contribution, assent.personal_account,
  assent.filing, assent.benefit_eligibility, assent.encounter, assent.settlement, assent.expense_line, assent.special_benefit,
  assent.provider_licence, assent.provider_persons, assent.provider_agreement,
  assent.provider_credit, assent.settlement_month, assent.clearing, assent.provider_bank TO :import;
GRANT EXECUTE ON FUNCTION assent.sealed_objections(bigint[]), assent.seal_objection_again(uuid, bytea, bytea),
  assent.outdated_member_names(integer), assent.seal_member_name_again(varchar, bytea) TO :import;
GRANT EXECUTE ON FUNCTION assent.files_of_other_keys(integer, integer), assent.encrypt_file_again(uuid, bytea) TO :import;
GRANT SELECT, INSERT, DELETE ON assent.protection_pending TO :import;
GRANT SELECT ON assent.identity_review, assent.erased_number TO :import;
GRANT SELECT, INSERT, UPDATE ON assent.import_run TO :import;
GRANT SELECT, INSERT, DELETE ON assent.import_seen TO :import;
GRANT SELECT, INSERT, UPDATE ON assent.item_completeness TO :import;
GRANT EXECUTE ON FUNCTION assent.spread_protection(bigint[]),
  assent.record_correction(bigint, varchar, date, boolean, timestamptz),
  assent.hold_identity(bigint, bytea, varchar[]) TO :import;

-- :ledger sequences the ledger. It appends to the log, and can change neither grants nor entries.
GRANT USAGE ON SCHEMA assent TO :ledger;
GRANT EXECUTE ON FUNCTION assent.now(), assent.iso_timestamp(timestamptz) TO :ledger;
GRANT SELECT ON assent.ledger_waiting TO :ledger;
GRANT EXECUTE ON FUNCTION assent.close_response_digests(bigint) TO :ledger;
GRANT SELECT ON SEQUENCE assent.ledger_entry_id_seq TO :ledger;
GRANT SELECT, INSERT ON assent.ledger_leaf TO :ledger;
GRANT SELECT, INSERT, UPDATE (hashes) ON assent.ledger_tile TO :ledger;
GRANT SELECT, INSERT, UPDATE (note, signed_at) ON assent.ledger_checkpoint TO :ledger;
