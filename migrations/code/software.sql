-- What members of an institution do with its software and keys. Each function asks again whether the member may; whether the
-- rows are the platform's own, their seals tell.

-- Whether this account acts now for the institution whose software it is, in one of these roles.
CREATE FUNCTION assent.member_keeps(account varchar, recipient varchar, wanted_roles text[]) RETURNS boolean
  LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM assent.member m JOIN assent.institution i USING (uscc)
    WHERE m.code = account AND i.recipient_code = recipient AND m.roles ?| wanted_roles AND m.joined_at IS NOT NULL
      AND m.disabled_at IS NULL AND m.version = assent.member_version(m.code)) $$;

-- Whether two accounts are two humans who both act now for the institution, the second as an OWNER.
CREATE FUNCTION assent.two_members(first varchar, second varchar, recipient varchar) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT assent.member_keeps(first, recipient, '{DEVELOPER,OWNER}') AND assent.member_keeps(second, recipient, '{OWNER}')
    AND (SELECT count(DISTINCT certno_index) FROM assent.member WHERE code IN (first, second)) = 2 $$;

-- The software of a recipient, newest last, or that of this id; with their seals.
CREATE FUNCTION assent.software_of(recipient varchar, wanted uuid) RETURNS SETOF jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT to_jsonb(s) FROM assent.software s
  WHERE s.recipient_code = recipient AND (wanted IS NULL OR s.id = wanted) ORDER BY s.registered_at, s.id $$;

-- The keys of software, newest first, retired ones too; of one name, if one is wanted.
CREATE FUNCTION assent.keys_of(wanted uuid, name varchar, most integer) RETURNS SETOF jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT to_jsonb(k) FROM assent.recipient_key k
  WHERE k.software_id = wanted AND (name IS NULL OR k.kid = name) ORDER BY k.added_at DESC, k.kid LIMIT most $$;

-- Registers sealed software. False: the recipient has as much as it may have.
CREATE FUNCTION assent.register_software(given jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE s assent.software := jsonb_populate_record(NULL::assent.software, given);
BEGIN
  PERFORM FROM assent.recipient WHERE code = s.recipient_code FOR UPDATE;
  PERFORM assent.assert_present(s.registered_at);
  IF NOT assent.member_keeps(s.registered_by, s.recipient_code, '{DEVELOPER,OWNER}') OR s.confirmed_at IS NOT NULL OR s.retired_at IS NOT NULL
  THEN RAISE EXCEPTION 'software does not begin so' USING ERRCODE = 'check_violation'; END IF;
  IF (SELECT count(*) FROM assent.software o WHERE o.recipient_code = s.recipient_code) >= assent.software_max() THEN RETURN false; END IF;
  INSERT INTO assent.software SELECT s.*;
  RETURN true;
END $$;

-- Another member confirms software that publishes its keys. Verdicts: CONFIRMED, DONE, ONE_PERSON.
CREATE FUNCTION assent.confirm_software(given jsonb) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE s assent.software := jsonb_populate_record(NULL::assent.software, given); old assent.software;
BEGIN
  SELECT * INTO old FROM assent.software WHERE id = s.id FOR UPDATE;
  IF old.retired_at IS NOT NULL OR old.confirmed_at IS NOT NULL OR old.jwks_uri IS NULL THEN RETURN 'DONE'; END IF;
  IF NOT coalesce(assent.two_members(old.registered_by, s.confirmed_by, old.recipient_code), false) THEN RETURN 'ONE_PERSON'; END IF;
  PERFORM assent.assert_present(s.confirmed_at);
  UPDATE assent.software SET confirmed_by = s.confirmed_by, confirmed_at = s.confirmed_at, seal = s.seal WHERE id = s.id;
  RETURN 'CONFIRMED';
END $$;

-- Retires software with its keys: it gets no token, and those that it has are refused. False: it was retired before.
CREATE FUNCTION assent.retire_software(given jsonb, doer varchar) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE s assent.software := jsonb_populate_record(NULL::assent.software, given); old assent.software; k assent.recipient_key;
BEGIN
  SELECT * INTO old FROM assent.software WHERE id = s.id FOR UPDATE;
  IF old.retired_at IS NOT NULL OR NOT assent.member_keeps(doer, old.recipient_code, '{DEVELOPER,OWNER}') THEN RETURN false; END IF;
  PERFORM assent.assert_present(s.retired_at);
  FOR k IN SELECT * FROM assent.recipient_key o WHERE o.software_id = s.id AND o.cut_at IS NULL LOOP
    PERFORM assent.retire_key(s.id, k.kid, doer, 'the software was retired', true);
  END LOOP;
  UPDATE assent.software SET retired_at = s.retired_at, seal = s.seal WHERE id = s.id;
  RETURN true;
END $$;

CREATE FUNCTION assent.open_key_challenge(given jsonb) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  DELETE FROM assent.key_challenge WHERE expires_at < assent.now();
  INSERT INTO assent.key_challenge SELECT * FROM jsonb_populate_record(NULL::assent.key_challenge, given) $$;

-- Adds a sealed key, which the challenge with this digest proves. Verdicts: null for a key that was added, CHALLENGE for a
-- challenge that was not for this, was used or is over, and those of add_key().
CREATE FUNCTION assent.register_key(given jsonb, challenge bytea) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE k assent.recipient_key := jsonb_populate_record(NULL::assent.recipient_key, given); s assent.software;
BEGIN
  SELECT * INTO s FROM assent.software WHERE id = k.software_id FOR UPDATE;
  PERFORM assent.assert_present(k.added_at);
  IF NOT assent.member_keeps(k.added_by, s.recipient_code, '{DEVELOPER}') OR s.retired_at IS NOT NULL
  THEN RAISE EXCEPTION 'a key is not added so' USING ERRCODE = 'check_violation'; END IF;
  DELETE FROM assent.key_challenge c WHERE c.digest = challenge AND c.software_id = k.software_id AND c.member = k.added_by
    AND assent.now() < c.expires_at AND CASE k.use WHEN 'SEALING' THEN c.thumbprint = k.thumbprint ELSE c.thumbprint IS NULL END;
  IF NOT FOUND THEN RETURN 'CHALLENGE'; END IF;
  RETURN assent.add_key(k, true);
END $$;

-- Another member confirms a key. `given` is the sealed row. Verdicts:
--   CONFIRMED
--   DONE        it is good already
--   CLOSED      it was retired, or waited too long
--   ONE_PERSON  it takes two members who are two people, the second of them an OWNER
CREATE FUNCTION assent.confirm_key(given jsonb) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE k assent.recipient_key := jsonb_populate_record(NULL::assent.recipient_key, given); old assent.recipient_key;
BEGIN
  PERFORM FROM assent.software WHERE id = k.software_id FOR UPDATE;
  SELECT * INTO old FROM assent.recipient_key WHERE thumbprint = k.thumbprint FOR UPDATE;
  IF old.retired_at IS NOT NULL THEN RETURN 'CLOSED'; END IF;
  IF old.confirmed_at IS NOT NULL THEN RETURN 'DONE'; END IF;
  IF assent.now() >= old.added_at + make_interval(days => assent.key_waits_days()) THEN RETURN 'CLOSED'; END IF;
  IF NOT coalesce(assent.two_members(old.added_by, k.confirmed_by, (SELECT recipient_code FROM assent.software WHERE id = old.software_id)), false)
  THEN RETURN 'ONE_PERSON'; END IF;
  PERFORM assent.assert_present(k.confirmed_at);
  UPDATE assent.recipient_key SET confirmed_by = k.confirmed_by, confirmed_at = k.confirmed_at, seal = k.seal WHERE thumbprint = k.thumbprint;
  PERFORM assent.record_key(old, 'ADDED', jsonb_build_object('by', old.added_by, 'confirmedBy', k.confirmed_by), true);
  RETURN 'CONFIRMED';
END $$;

-- Retires a key, `at_once` for its tokens too. One that was retired may be cut later. False: there was nothing left to do.
CREATE FUNCTION assent.retire_key(wanted uuid, name varchar, doer varchar, reason varchar, at_once boolean) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE k assent.recipient_key; s assent.software;
BEGIN
  SELECT * INTO s FROM assent.software WHERE id = wanted FOR UPDATE;
  SELECT * INTO k FROM assent.recipient_key o WHERE o.software_id = wanted AND o.kid = name FOR UPDATE;
  IF NOT FOUND OR NOT assent.member_keeps(doer, s.recipient_code, '{DEVELOPER,OWNER}') THEN RETURN false; END IF;
  IF k.retired_at IS NOT NULL AND (NOT at_once OR k.cut_at IS NOT NULL) THEN RETURN false; END IF;
  UPDATE assent.recipient_key SET retired_at = coalesce(k.retired_at, assent.now()),
    retired_for = coalesce(k.retired_for, reason), cut_at = CASE WHEN at_once THEN assent.now() END
  WHERE thumbprint = k.thumbprint;
  IF k.retired_at IS NULL THEN PERFORM assent.record_key(k, 'RETIRED', jsonb_build_object('by', doer), true); END IF;
  RETURN true;
END $$;
