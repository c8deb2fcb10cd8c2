CREATE OR REPLACE FUNCTION assent.forget_expired_authentication() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  DELETE FROM assent.challenge WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.seen_once WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.allowance
   WHERE coalesce(taken_at[cardinality(taken_at)], '-infinity') < assent.now() - interval '1 day';
$$;
ALTER TABLE assent.challenge DROP COLUMN passkey;
ALTER TABLE assent.authentication DROP COLUMN passkey, DROP COLUMN identity_provider;
DROP TABLE assent.provider_sign_in;
DROP FUNCTION assent.use_passkey(bytea, bigint, boolean), assent.find_passkey(bytea), assent.passkeys_of(bigint),
  assent.remove_passkey(uuid, bigint),
  assent.add_passkey(uuid, bigint, bytea, bytea, bigint, boolean, boolean, text[], varchar, int),
  assent.spend_passkey_registration(uuid, bigint), assent.start_passkey(uuid, bigint, int),
  assent.record_authenticator(bigint, text);
DROP TRIGGER erased_person_has_no_passkey ON assent.person;
DROP FUNCTION assent.forget_passkeys();
DROP TABLE assent.passkey_registration, assent.passkey;
DROP FUNCTION assent.passkey_counts_up();
-- The kind stays as wide as it is: entries that need it can't be taken back.
