-- Challenges and proofs, quotas, passkeys.

-- Attempts only decrease, and a completed challenge is final.
CREATE FUNCTION assent.challenge_only_closes() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF old.completed_at IS NOT NULL THEN
    RAISE EXCEPTION 'challenge % is completed', old.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF new.attempts_left > old.attempts_left THEN
    RAISE EXCEPTION 'attempts are not given back' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER challenge_only_closes BEFORE UPDATE ON assent.challenge
  FOR EACH ROW EXECUTE FUNCTION assent.challenge_only_closes();

-- A proof is spent once.
CREATE FUNCTION assent.authentication_spent_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF old.spent_at IS NOT NULL THEN
    RAISE EXCEPTION 'authentication % is spent', old.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER authentication_spent_once BEFORE UPDATE ON assent.authentication
  FOR EACH ROW EXECUTE FUNCTION assent.authentication_spent_once();

-- The platform stores what it has sealed (consent/crypto/seal.ts) by these functions. They can't judge a seal; each
-- demands and consumes what the row must come after.
CREATE FUNCTION assent.open_challenge(given jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  PERFORM assent.assert_present((given->>'created_at')::timestamptz);
  INSERT INTO assent.challenge SELECT * FROM jsonb_populate_record(NULL::assent.challenge, given);
END $$;

-- A challenge that can still be answered.
CREATE FUNCTION assent.open_challenges(wanted uuid) RETURNS SETOF assent.challenge
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT * FROM assent.challenge
  WHERE id = wanted AND attempts_left > 0 AND completed_at IS NULL AND expires_at > assent.now() $$;

-- Keeps the ticket that a service handed over for an open challenge. The first one counts. False if there is no such challenge.
CREATE FUNCTION assent.hand_over_ticket(wanted uuid, given text) RETURNS boolean
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  WITH kept AS (
    INSERT INTO assent.handed_ticket (challenge_id, ticket)
    SELECT id, given FROM assent.open_challenges(wanted) WHERE method IN ('SCAN', 'FACE') AND NOT passkey
    ON CONFLICT DO NOTHING RETURNING 1)
  SELECT EXISTS (SELECT FROM kept) $$;

-- The ticket that was handed over for an open challenge; null if none was.
CREATE FUNCTION assent.handed_over_ticket(wanted uuid) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT ticket FROM assent.handed_ticket WHERE challenge_id IN (SELECT id FROM assent.open_challenges(wanted)) $$;

-- How far a challenge is that a service answers. FAILED: it was answered wrongly.
CREATE FUNCTION assent.challenge_state(wanted uuid) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT CASE WHEN c.id IS NULL OR c.completed_at IS NOT NULL OR c.expires_at <= assent.now() THEN 'EXPIRED'
    WHEN c.attempts_left < 5 THEN 'FAILED'
    WHEN EXISTS (SELECT FROM assent.handed_ticket t WHERE t.challenge_id = c.id) THEN 'READY'
    ELSE 'WAITING' END
  FROM (SELECT) AS one LEFT JOIN assent.challenge c ON c.id = wanted $$;

-- Takes one attempt. Only the person whom the challenge is for can use up the attempts of a step-up.
CREATE FUNCTION assent.take_attempt(wanted uuid, person bigint) RETURNS SETOF assent.challenge
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.challenge SET attempts_left = attempts_left - 1
  WHERE id = wanted AND attempts_left > 0 AND completed_at IS NULL AND expires_at > assent.now()
    AND (action = 'SIGN_IN' OR person_id = person)
  RETURNING * $$;

-- Closes the challenge and stores its proof. False if another response was faster, or the proof is not of this challenge.
CREATE FUNCTION assent.complete_challenge(given jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE proof assent.authentication := jsonb_populate_record(NULL::assent.authentication, given);
BEGIN
  PERFORM assent.assert_present(proof.created_at);
  UPDATE assent.challenge c SET completed_at = proof.created_at
  WHERE c.id = proof.challenge_id AND c.completed_at IS NULL AND c.expires_at > assent.now()
    AND (c.awaits_identity OR c.person_id = proof.person_id)
    AND (c.method, c.passkey, c.action, c.target) IS NOT DISTINCT FROM
      (proof.strength, proof.passkey, proof.action, proof.target);
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO assent.authentication SELECT proof.*;
  RETURN true;
END $$;

-- Spends a proof, good or bad. It tells whether the proof was still valid.
CREATE FUNCTION assent.spend_authentication(wanted uuid, OUT spent jsonb, OUT live boolean)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.authentication a SET spent_at = assent.now() WHERE id = wanted AND spent_at IS NULL
  RETURNING to_jsonb(a), expires_at > assent.now() $$;

-- R-27: spends the newest proof of another method that counts together with one for the same action.
CREATE FUNCTION assent.spend_companion(person bigint, for_action text, for_target uuid, by_method text) RETURNS jsonb
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.authentication a SET spent_at = assent.now()
  WHERE spent_at IS NULL AND id = (
    SELECT id FROM assent.authentication
    WHERE person_id = person AND action = for_action AND target IS NOT DISTINCT FROM for_target
      AND strength = by_method AND spent_at IS NULL AND expires_at > assent.now()
    ORDER BY created_at DESC LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING to_jsonb(a) $$;

-- Sign-in through the city's identity provider: begun, answered once, exchanged once.
CREATE FUNCTION assent.begin_federated_sign_in(new_id uuid, state bytea, challenge bytea, seconds integer) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.federated_sign_in (id, state_hash, client_challenge, expires_at)
  VALUES (new_id, state, challenge, assent.now() + make_interval(secs => least(seconds, 600))) $$;

CREATE FUNCTION assent.answer_federated_sign_in(state bytea, code bytea, until timestamptz) RETURNS SETOF assent.federated_sign_in
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.federated_sign_in SET code_hash = code, expires_at = until
  WHERE state_hash = state AND code_hash IS NULL AND expires_at > assent.now() AND until < assent.now() + interval '2 minutes'
  RETURNING * $$;

CREATE FUNCTION assent.identify_federated_sign_in(wanted uuid, person bigint, proven text, given_seal bytea) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.federated_sign_in SET person_id = person, strength = proven, seal = given_seal
  WHERE id = wanted AND person_id IS NULL AND code_hash IS NOT NULL $$;

CREATE FUNCTION assent.take_federated_sign_in(code bytea, OUT taken jsonb, OUT live boolean)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  DELETE FROM assent.federated_sign_in f WHERE code_hash = code RETURNING to_jsonb(f), expires_at > assent.now() $$;

-- Stores the proof of a sign-in that was taken.
CREATE FUNCTION assent.complete_federated_sign_in(given jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  PERFORM assent.assert_present((given->>'created_at')::timestamptz);
  INSERT INTO assent.authentication SELECT * FROM jsonb_populate_record(NULL::assent.authentication, given);
END $$;

-- An ended session stays ended, and nothing else of it changes but its last use.
CREATE FUNCTION assent.session_only_ends() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF old.ended_at IS NOT NULL AND new.ended_at IS DISTINCT FROM old.ended_at
    OR (to_jsonb(old) - '{last_used_at,ended_at}'::text[]) IS DISTINCT FROM (to_jsonb(new) - '{last_used_at,ended_at}'::text[])
  THEN
    RAISE EXCEPTION 'session % may not change so', old.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER session_only_ends BEFORE UPDATE ON assent.session
  FOR EACH ROW EXECUTE FUNCTION assent.session_only_ends();

-- Opens the session of a sign-in. False if its proof is not a fresh one of this person, or has a session already. The
-- person's oldest sessions end, so that at most as many are open as the list of them shows. With a message, the person is told
-- in the same transaction.
CREATE FUNCTION assent.begin_session(given jsonb, most integer, told jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE begun assent.session := jsonb_populate_record(NULL::assent.session, given);
BEGIN
  PERFORM assent.assert_present(begun.signed_in_at);
  PERFORM FROM assent.authentication a WHERE a.id = begun.authentication_id AND a.action = 'SIGN_IN'
    AND a.person_id = begun.person_id AND a.expires_at > assent.now();
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO assent.session SELECT begun.* ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE assent.session SET ended_at = assent.now() WHERE id IN (
    SELECT id FROM assent.session WHERE person_id = begun.person_id AND ended_at IS NULL AND expires_at > assent.now()
    ORDER BY signed_in_at DESC, id DESC OFFSET most);
  IF told IS NOT NULL THEN PERFORM assent.queue_message(told); END IF;
  RETURN true;
END $$;

-- The session of this secret, and whether the account behind it is open. No row: it was ended, or never was. The token that
-- names the secret ends by itself, at the same time as the session, by the clock of the process that verifies it. The time of
-- its use is kept to the minute, so that a busy session is not written with each request.
CREATE FUNCTION assent.use_session(wanted bytea, OUT used jsonb, OUT account_open boolean)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE found_session assent.session;
BEGIN
  SELECT * INTO found_session FROM assent.session s
    WHERE s.digest = wanted AND s.ended_at IS NULL;
  IF NOT FOUND THEN RETURN; END IF;
  IF found_session.last_used_at < assent.now() - interval '1 minute' THEN
    UPDATE assent.session s SET last_used_at = assent.now()
      WHERE s.id = found_session.id AND s.ended_at IS NULL AND s.last_used_at < assent.now() - interval '1 minute';
  END IF;
  used := to_jsonb(found_session);
  account_open := assent.account_is_open(found_session.person_id);
END $$;

-- The open sessions of a person, newest first.
CREATE FUNCTION assent.sessions_of(person bigint) RETURNS SETOF assent.session
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT * FROM assent.session WHERE person_id = person AND ended_at IS NULL AND expires_at > assent.now()
  ORDER BY signed_in_at DESC, id DESC $$;

-- Sessions of a person on one device since some time, whether or not they have ended.
CREATE FUNCTION assent.sessions_on_device(person bigint, wanted_key bytea, seconds integer) RETURNS SETOF assent.session
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT * FROM assent.session WHERE person_id = person AND (device_key = wanted_key OR client_key = wanted_key)
    AND signed_in_at > assent.now() - make_interval(secs => seconds)
  ORDER BY signed_in_at DESC LIMIT 5 $$;

-- Ends one session of a person, or all. Returns how many were open.
CREATE FUNCTION assent.end_sessions(person bigint, wanted uuid) RETURNS integer
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  WITH ended AS (
    UPDATE assent.session SET ended_at = assent.now()
    WHERE person_id = person AND (wanted IS NULL OR id = wanted) AND ended_at IS NULL AND expires_at > assent.now()
    RETURNING id)
  SELECT count(*)::integer FROM ended $$;

-- Links to download one's own record.
CREATE FUNCTION assent.issue_export_ticket(given jsonb) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.export_ticket SELECT * FROM jsonb_populate_record(NULL::assent.export_ticket, given) $$;

-- Takes the link, and deletes those that have expired.
CREATE FUNCTION assent.take_export_ticket(wanted bytea) RETURNS jsonb
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  WITH gone AS (DELETE FROM assent.export_ticket WHERE digest = wanted OR expires_at <= assent.now() RETURNING *)
  SELECT to_jsonb(gone) FROM gone WHERE digest = wanted AND expires_at > assent.now() $$;

-- Takes one from a quota, or only looks when `taking` is false. Returns 0, or in how many seconds to try again. The two
-- lists are pairs: at most most[i] within any seconds[i]. The row is locked before it is read, so that the quota holds
-- across processes.
CREATE FUNCTION assent.take_quota(key bytea, most int[], seconds int[], taking boolean) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  taken timestamptz[];
  moment timestamptz;
  wait double precision := 0;
BEGIN
  LOOP
    INSERT INTO assent.quota (key_hash, taken_at) VALUES (key, '{}') ON CONFLICT DO NOTHING;
    SELECT a.taken_at INTO taken FROM assent.quota a WHERE a.key_hash = key FOR UPDATE;
    -- Housekeeping may have deleted the row between the two statements.
    EXIT WHEN FOUND;
  END LOOP;
  moment := assent.now();
  FOR i IN 1 .. cardinality(most) LOOP
    -- The window is full while the most-th youngest is inside it. Null, and no wait, if there are fewer.
    wait := greatest(wait, extract(epoch FROM
      taken[cardinality(taken) - most[i] + 1] + make_interval(secs => seconds[i]) - moment));
  END LOOP;
  IF wait > 0 THEN RETURN ceil(wait); END IF;
  IF taking THEN
    UPDATE assent.quota a SET taken_at = array(
        SELECT t FROM unnest(taken || moment) t
        WHERE t > moment - make_interval(secs => (SELECT max(s) FROM unnest(seconds) s)) ORDER BY t)
      WHERE a.key_hash = key;
  END IF;
  RETURN 0;
END $$;

-- Takes one from a large allowance. Returns 0, or in how many seconds its window begins anew.
CREATE FUNCTION assent.take_budget(key bytea, most int, seconds int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  moment timestamptz := assent.now();
  began timestamptz := to_timestamp(floor(extract(epoch FROM moment) / seconds) * seconds);
BEGIN
  INSERT INTO assent.budget AS b (key_hash, began_at, taken) VALUES (key, began, 1)
  ON CONFLICT (key_hash) DO UPDATE SET began_at = began, taken = CASE WHEN b.began_at = began THEN b.taken + 1 ELSE 1 END
    WHERE b.began_at <> began OR b.taken < most;
  RETURN CASE WHEN FOUND THEN 0 ELSE ceil(extract(epoch FROM began - moment) + seconds) END;
END $$;

-- Gives back the last one taken, because a correct code was no guess.
CREATE FUNCTION assent.give_back_quota(key bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  UPDATE assent.quota SET taken_at = trim_array(taken_at, 1) WHERE key_hash = key AND cardinality(taken_at) > 0 $$;

-- A passkey keeps its key and its person, and its counter never falls.
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

-- Erasing a person (consent/maintenance/erase-person.ts) deletes the person's passkeys and sessions.
CREATE FUNCTION assent.forget_passkeys() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  DELETE FROM assent.passkey WHERE person_id = new.id;
  DELETE FROM assent.passkey_registration WHERE person_id = new.id;
  DELETE FROM assent.session WHERE person_id = new.id;
  RETURN NULL;
END $$;
CREATE TRIGGER erased_person_has_no_passkey AFTER UPDATE OF salt ON assent.person
  FOR EACH ROW WHEN (new.salt IS NULL) EXECUTE FUNCTION assent.forget_passkeys();

-- Each change of a person's means of authentication is in the ledger.
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

-- Whether the registration was open. It is deleted in any case.
CREATE FUNCTION assent.spend_passkey_registration(wanted uuid, person bigint) RETURNS boolean
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  WITH spent AS (DELETE FROM assent.passkey_registration WHERE id = wanted AND person_id = person RETURNING expires_at)
  SELECT EXISTS (SELECT FROM spent WHERE expires_at > assent.now()) $$;

-- False when somebody has this credential already, or the person has the maximum number.
CREATE FUNCTION assent.add_passkey(given jsonb, most int) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE added assent.passkey := jsonb_populate_record(NULL::assent.passkey, given);
BEGIN
  PERFORM assent.assert_present(added.created_at);
  -- The lock makes concurrent additions wait for each other, and for an erasure.
  PERFORM FROM assent.person p WHERE p.id = added.person_id AND p.salt IS NOT NULL AND p.surv_stas <> '2' FOR NO KEY UPDATE;
  IF NOT FOUND OR (SELECT count(*) FROM assent.passkey k WHERE k.person_id = added.person_id) >= most THEN RETURN false; END IF;
  INSERT INTO assent.passkey SELECT added.* ON CONFLICT (credential_id) DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM assent.record_authenticator(added.person_id, 'PASSKEY_ADDED');
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

-- Counts one use. False when the counter has not risen: a concurrent use, or a copied key.
CREATE FUNCTION assent.use_passkey(credential bytea, new_counter bigint, now_backed_up boolean, new_seal bytea) RETURNS boolean
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  WITH used AS (
    UPDATE assent.passkey
    SET counter = new_counter, backed_up = now_backed_up, last_used_at = assent.now(), seal = new_seal
    WHERE credential_id = credential AND (new_counter > counter OR (new_counter = 0 AND counter = 0)) RETURNING id)
  SELECT EXISTS (SELECT FROM used) $$;

-- Spends proofs of recipients, each of the key that its token was asked for with. Returns those that nobody has used before
-- (`first`), and those whose key is no longer good, which are not spent. A proof that a use of a grant took stands beside that
-- use. One that another transaction holds is being used there (assent.hold_proof): nobody waits.
CREATE FUNCTION assent.spend_proofs(digests bytea[], seconds int[], signers bytea[]) RETURNS TABLE (digest bytea, first boolean)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
#variable_conflict use_column
DECLARE
  ended CONSTANT bytea[] := ARRAY(SELECT p.digest FROM unnest(digests, signers) AS p (digest, signer)
    WHERE NOT assent.key_opens(p.signer, assent.now()));
  held CONSTANT bytea[] := ARRAY(SELECT p FROM unnest(digests) AS p WHERE assent.hold_proof(p));
BEGIN
  RETURN QUERY SELECT e, false FROM unnest(ended) AS e;
  RETURN QUERY
  INSERT INTO assent.dpop_proof AS spent (digest, expires_at)
  SELECT p.digest, assent.now() + make_interval(secs => p.kept) FROM unnest(digests, seconds) AS p (digest, kept)
  WHERE p.digest = ANY (held) AND p.digest <> ALL (ended)
    AND NOT EXISTS (SELECT FROM assent.disclosure d WHERE d.proof_digest = p.digest)
  ON CONFLICT DO NOTHING RETURNING spent.digest, true;
END $$;

-- Housekeeping: what expired an hour ago is no longer needed, and no quota looks back further than a day.
CREATE FUNCTION assent.forget_expired_authentication() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  DELETE FROM assent.challenge WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.passkey_registration WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.federated_sign_in WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.session WHERE signed_in_at < assent.now() - interval '180 days';
  DELETE FROM assent.replay_guard WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.dpop_proof WHERE expires_at < assent.now();
  DELETE FROM assent.oauth_state WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.budget WHERE began_at < assent.now() - interval '1 day';
  DELETE FROM assent.quota
   WHERE coalesce(taken_at[cardinality(taken_at)], '-infinity') < assent.now() - interval '1 day';
$$;
