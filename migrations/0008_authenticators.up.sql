-- Passkeys, and the city's own identity provider.

-- Passkeys (WebAuthn): registered once in a FACE session, then as good as a scan. The API's role sees and changes them
-- by the functions below alone, and each change of what a person authenticates with is in the ledger.

-- AUTHENTICATOR_CHANGED has 21 characters. The view over the column is made again as it was.
DO $$
DECLARE definition text := pg_get_viewdef('assent.ledger_sequence'::regclass);
BEGIN
  DROP VIEW assent.ledger_sequence;
  ALTER TABLE assent.ledger_entry ALTER COLUMN kind TYPE varchar(40);
  EXECUTE 'CREATE VIEW assent.ledger_sequence AS ' || definition;
END $$;
GRANT SELECT ON assent.ledger_sequence TO :api, :ledger;

CREATE TABLE assent.passkey (
  id uuid PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES assent.person,
  -- WebAuthn, 4: at most 1023 bytes.
  credential_id bytea NOT NULL UNIQUE CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
  -- COSE
  public_key bytea NOT NULL CHECK (octet_length(public_key) BETWEEN 1 AND 2048),
  -- Of signatures, where the authenticator counts them: it only rises, or somebody has a copy.
  counter bigint NOT NULL CHECK (counter BETWEEN 0 AND 4294967295),
  multi_device boolean NOT NULL,
  backed_up boolean NOT NULL,
  transports text[] NOT NULL,
  name varchar(60) NOT NULL CHECK (name <> ''),
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  CHECK (multi_device OR NOT backed_up)
);
CREATE INDEX passkey_person ON assent.passkey (person_id, created_at);

-- A registration that has begun; completing it takes the row away.
CREATE TABLE assent.passkey_registration (
  id uuid PRIMARY KEY,
  person_id bigint NOT NULL,
  expires_at timestamptz NOT NULL
);

CREATE FUNCTION assent.passkey_counts_up() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF (old.id, old.person_id, old.credential_id, old.public_key, old.multi_device, old.created_at)
    IS DISTINCT FROM (new.id, new.person_id, new.credential_id, new.public_key, new.multi_device, new.created_at)
    OR new.counter < old.counter
  THEN
    RAISE EXCEPTION 'passkey % may not change so', old.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER passkey_counts_up BEFORE UPDATE ON assent.passkey
  FOR EACH ROW EXECUTE FUNCTION assent.passkey_counts_up();

-- Who is erased (consent/maintenance/erase-person.ts) authenticates with nothing any more.
CREATE FUNCTION assent.forget_passkeys() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  DELETE FROM assent.passkey WHERE person_id = new.id;
  DELETE FROM assent.passkey_registration WHERE person_id = new.id;
  RETURN NULL;
END $$;
CREATE TRIGGER erased_person_has_no_passkey AFTER UPDATE OF salt ON assent.person
  FOR EACH ROW WHEN (new.salt IS NULL) EXECUTE FUNCTION assent.forget_passkeys();

CREATE FUNCTION assent.record_authenticator(person bigint, change text) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.ledger_entry (kind, at, person_id, content)
  VALUES ('AUTHENTICATOR_CHANGED', assent.now(), person,
    jsonb_build_object('change', change) || assent.own_subject(person, NULL, gen_random_uuid())) $$;

CREATE FUNCTION assent.start_passkey(new_id uuid, person bigint, lifetime_seconds int) RETURNS timestamptz
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.passkey_registration (id, person_id, expires_at)
  VALUES (new_id, person, assent.now() + make_interval(secs => least(lifetime_seconds, 300)))
  RETURNING expires_at $$;

-- Whether it was open; it is spent either way.
CREATE FUNCTION assent.spend_passkey_registration(wanted uuid, person bigint) RETURNS boolean
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  WITH spent AS (DELETE FROM assent.passkey_registration WHERE id = wanted AND person_id = person RETURNING expires_at)
  SELECT EXISTS (SELECT FROM spent WHERE expires_at > assent.now()) $$;

-- False when somebody has this credential already, or the person has as many as there may be.
CREATE FUNCTION assent.add_passkey(new_id uuid, person bigint, credential bytea, key bytea, counter bigint,
  multi_device boolean, backed_up boolean, transports text[], name varchar, most int) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  -- Two at once wait for each other here, and so do erasing and adding.
  PERFORM FROM assent.person p WHERE p.id = person AND p.salt IS NOT NULL AND p.surv_stas <> '2' FOR NO KEY UPDATE;
  IF NOT FOUND OR (SELECT count(*) FROM assent.passkey k WHERE k.person_id = person) >= most THEN RETURN false; END IF;
  INSERT INTO assent.passkey VALUES (new_id, person, credential, key, counter, multi_device, backed_up, transports,
    name, assent.now()) ON CONFLICT (credential_id) DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM assent.record_authenticator(person, 'PASSKEY_ADDED');
  RETURN true;
END $$;

CREATE FUNCTION assent.remove_passkey(wanted uuid, person bigint) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  DELETE FROM assent.passkey WHERE id = wanted AND person_id = person;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM assent.record_authenticator(person, 'PASSKEY_REMOVED');
  RETURN true;
END $$;

CREATE FUNCTION assent.passkeys_of(person bigint) RETURNS SETOF assent.passkey
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT * FROM assent.passkey WHERE person_id = person ORDER BY created_at, id $$;

CREATE FUNCTION assent.find_passkey(credential bytea) RETURNS SETOF assent.passkey
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT * FROM assent.passkey WHERE credential_id = credential $$;

-- Counts one use; false when the counter has not risen since, by another use at the same time or of a copy.
CREATE FUNCTION assent.use_passkey(credential bytea, new_counter bigint, now_backed_up boolean) RETURNS boolean
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  WITH used AS (
    UPDATE assent.passkey SET counter = new_counter, backed_up = now_backed_up, last_used_at = assent.now()
    WHERE credential_id = credential AND (new_counter > counter OR (new_counter = 0 AND counter = 0)) RETURNING id)
  SELECT EXISTS (SELECT FROM used) $$;

-- A passkey answers a challenge of a scan, and its proof is one; both say by which of the two it was.
ALTER TABLE assent.challenge ADD COLUMN passkey boolean NOT NULL DEFAULT false
  CONSTRAINT challenge_passkey_is_scan CHECK (NOT passkey OR method = 'SCAN');
ALTER TABLE assent.authentication ADD COLUMN passkey boolean NOT NULL DEFAULT false
  CONSTRAINT authentication_passkey_is_scan CHECK (NOT passkey OR strength = 'SCAN');

-- Signing in through the city's identity provider: from being sent there until the client has its session. Nothing in
-- a URL is kept but as a hash, and nothing in a URL is enough: the client's verifier, which never was in one, is too.
CREATE TABLE assent.provider_sign_in (
  id uuid PRIMARY KEY,
  state_hash bytea NOT NULL UNIQUE CHECK (octet_length(state_hash) = 32),
  -- SHA-256 of the client's verifier.
  client_challenge bytea NOT NULL CHECK (octet_length(client_challenge) = 32),
  expires_at timestamptz NOT NULL,
  -- From here on when the provider has answered. No person: refused, or nobody we know.
  code_hash bytea UNIQUE CHECK (octet_length(code_hash) = 32),
  person_id bigint,
  strength text CHECK (strength IN ('SMS', 'SCAN', 'FACE')),
  CHECK ((person_id IS NULL) = (strength IS NULL)),
  CHECK (person_id IS NULL OR code_hash IS NOT NULL)
);
GRANT SELECT, INSERT, UPDATE (expires_at, code_hash, person_id, strength), DELETE ON assent.provider_sign_in TO :api;

-- Who vouched for it, where it was not one of our own challenges.
ALTER TABLE assent.authentication ADD COLUMN identity_provider text
  CONSTRAINT authentication_provider_signs_in CHECK (identity_provider IS NULL OR action = 'SIGN_IN');

-- Housekeeping: what expired an hour ago decides nothing any more, and no limit looks back further than a day.
CREATE OR REPLACE FUNCTION assent.forget_expired_authentication() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  DELETE FROM assent.challenge WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.passkey_registration WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.provider_sign_in WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.seen_once WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.allowance
   WHERE coalesce(taken_at[cardinality(taken_at)], '-infinity') < assent.now() - interval '1 day';
$$;

REVOKE EXECUTE ON FUNCTION assent.passkey_counts_up(), assent.forget_passkeys(), assent.record_authenticator(bigint, text),
  assent.start_passkey(uuid, bigint, int), assent.spend_passkey_registration(uuid, bigint),
  assent.add_passkey(uuid, bigint, bytea, bytea, bigint, boolean, boolean, text[], varchar, int),
  assent.remove_passkey(uuid, bigint), assent.passkeys_of(bigint), assent.find_passkey(bytea),
  assent.use_passkey(bytea, bigint, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.start_passkey(uuid, bigint, int), assent.spend_passkey_registration(uuid, bigint),
  assent.add_passkey(uuid, bigint, bytea, bytea, bigint, boolean, boolean, text[], varchar, int),
  assent.remove_passkey(uuid, bigint), assent.passkeys_of(bigint), assent.find_passkey(bytea),
  assent.use_passkey(bytea, bigint, boolean) TO :api;
