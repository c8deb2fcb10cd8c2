-- Keys of the software of recipients: which are usable, and that none comes back.

-- A key may be confirmed, once, by another member; it may be retired, once; and nothing else of it changes. A retired key
-- stays so.
CREATE FUNCTION assent.recipient_key_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF (to_jsonb(OLD) - '{confirmed_by,confirmed_at,retired_at,retired_for,cut_at,last_used_at,seal}'::text[])
      IS DISTINCT FROM (to_jsonb(NEW) - '{confirmed_by,confirmed_at,retired_at,retired_for,cut_at,last_used_at,seal}'::text[])
    OR OLD.confirmed_at IS NOT NULL AND (OLD.confirmed_at, OLD.confirmed_by) IS DISTINCT FROM (NEW.confirmed_at, NEW.confirmed_by)
    OR OLD.confirmed_at IS NULL AND NEW.confirmed_at IS NOT NULL AND (NEW.confirmed_by IS NULL OR OLD.retired_at IS NOT NULL)
    OR OLD.retired_at IS NOT NULL AND NEW.retired_at IS DISTINCT FROM OLD.retired_at
    OR OLD.cut_at IS NOT NULL AND NEW.cut_at IS DISTINCT FROM OLD.cut_at
  THEN RAISE EXCEPTION 'a key may only be confirmed once, and retired once' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER recipient_key_stays BEFORE UPDATE ON assent.recipient_key
  FOR EACH ROW EXECUTE FUNCTION assent.recipient_key_stays();
CREATE TRIGGER recipient_key_is_kept BEFORE DELETE ON assent.recipient_key
  FOR EACH ROW EXECUTE FUNCTION assent.refuse_change();
CREATE TRIGGER recipient_keys_are_kept BEFORE TRUNCATE ON assent.recipient_key
  FOR EACH STATEMENT EXECUTE FUNCTION assent.refuse_change();

-- A key that a member adds for production waits for a second one.
CREATE FUNCTION assent.recipient_key_begins() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF NEW.retired_at IS NOT NULL OR NEW.cut_at IS NOT NULL OR NEW.confirmed_by IS NOT NULL
    OR NEW.confirmed_at IS NOT NULL AND NEW.added_by IS NOT NULL AND NOT EXISTS (
      SELECT FROM assent.software s WHERE s.id = NEW.software_id AND s.environment = 'SANDBOX')
    OR NEW.confirmed_at IS NULL AND NEW.added_by IS NULL
  THEN RAISE EXCEPTION 'a key does not begin so' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER recipient_key_begins BEFORE INSERT ON assent.recipient_key
  FOR EACH ROW EXECUTE FUNCTION assent.recipient_key_begins();

-- Software keeps what it is. It may get another name and other addresses, and be retired once.
CREATE FUNCTION assent.software_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF (OLD.id, OLD.recipient_code, OLD.environment, OLD.registered_at) IS DISTINCT FROM
      (NEW.id, NEW.recipient_code, NEW.environment, NEW.registered_at)
    OR OLD.registered_by IS DISTINCT FROM NEW.registered_by
    OR OLD.registered_by IS NOT NULL AND (OLD.client_id, OLD.jwks_uri) IS DISTINCT FROM (NEW.client_id, NEW.jwks_uri)
    OR OLD.confirmed_at IS NOT NULL AND (OLD.confirmed_at, OLD.confirmed_by) IS DISTINCT FROM (NEW.confirmed_at, NEW.confirmed_by)
    OR OLD.retired_at IS NOT NULL AND (to_jsonb(OLD) - 'seal') IS DISTINCT FROM (to_jsonb(NEW) - 'seal')
  THEN RAISE EXCEPTION 'software may not change so' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER software_stays BEFORE UPDATE ON assent.software FOR EACH ROW EXECUTE FUNCTION assent.software_stays();
CREATE TRIGGER software_is_kept BEFORE DELETE ON assent.software FOR EACH ROW EXECUTE FUNCTION assent.refuse_change();

-- Whether the ledger tells that this key was retired. It stays so, whichever row of it SQL brings back.
CREATE FUNCTION assent.key_was_retired(wanted bytea) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM assent.ledger_entry WHERE kind = 'KEY_CHANGED' AND content->>'thumbprint' = encode(wanted, 'hex')
    AND content->>'change' = 'RETIRED') $$;

-- Whether the tokens that were asked for with this key are good at time t. Each request of a recipient asks.
CREATE FUNCTION assent.key_opens(wanted bytea, t timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM assent.recipient_key k
    WHERE k.thumbprint = wanted AND k.confirmed_at IS NOT NULL AND k.cut_at IS NULL AND t < k.expires_at) $$;

-- Whether software is a client now. Software that publishes its keys for production takes two members, as a key does.
CREATE FUNCTION assent.software_acts(s assent.software) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT s.retired_at IS NULL
    AND (s.jwks_uri IS NULL OR s.registered_by IS NULL OR s.environment = 'SANDBOX' OR s.confirmed_at IS NOT NULL) $$;

-- The software of this client, and its recipient; nothing for software that is no client now, or whose recipient is suspended
-- (R-34).
CREATE FUNCTION assent.client_of(client varchar) RETURNS TABLE (software jsonb, recipient jsonb)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT to_jsonb(s), to_jsonb(r) FROM assent.software s JOIN assent.recipient r ON r.code = s.recipient_code
  WHERE s.client_id = client AND assent.software_acts(s) AND r.suspended_at IS NULL $$;

-- The keys that this software may sign with now, with their seals.
CREATE FUNCTION assent.usable_keys(wanted uuid) RETURNS SETOF jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT to_jsonb(k) FROM assent.recipient_key k
  WHERE k.software_id = wanted AND k.use = 'SIGNING' AND k.confirmed_at IS NOT NULL AND k.retired_at IS NULL
    AND assent.now() < k.expires_at AND NOT assent.key_was_retired(k.thumbprint) ORDER BY k.added_at, k.kid $$;

-- Notes that a token was asked for with a key, once an hour at most.
CREATE FUNCTION assent.note_key_use(wanted bytea) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.recipient_key SET last_used_at = assent.now()
  WHERE thumbprint = wanted AND (last_used_at IS NULL OR last_used_at < assent.now() - interval '1 hour') $$;

-- Records what became of a key, in the ledger and in the feed of its recipient. `by`: the members who did it.
CREATE FUNCTION assent.record_key(k assent.recipient_key, change varchar, by jsonb, tell boolean) RETURNS void
  LANGUAGE plpgsql VOLATILE AS $$
DECLARE recipient CONSTANT varchar := (SELECT s.recipient_code FROM assent.software s WHERE s.id = k.software_id);
BEGIN
  INSERT INTO assent.ledger_entry (kind, at, recipient_code, content) VALUES ('KEY_CHANGED', assent.now(), recipient,
    jsonb_build_object('recipient', recipient, 'thumbprint', encode(k.thumbprint, 'hex'), 'change', change) || by);
  IF tell THEN
    INSERT INTO assent.recipient_notice (recipient_code, kind, at, key_thumbprint)
    VALUES (recipient, 'KEY_CHANGED', assent.now(), k.thumbprint);
  END IF;
END $$;

-- How many more keys of this use the software may have now. A key that waits for its second member counts.
CREATE FUNCTION assent.keys_left(wanted uuid, wanted_use varchar) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT CASE wanted_use WHEN 'SIGNING' THEN assent.signing_keys_max() ELSE assent.sealing_keys_max() END - count(*)::integer
  FROM assent.recipient_key k
  WHERE k.software_id = wanted AND k.use = wanted_use AND k.retired_at IS NULL AND assent.now() < k.expires_at
    AND (k.confirmed_at IS NOT NULL OR assent.now() < k.added_at + make_interval(days => assent.key_waits_days())) $$;

-- Adds a sealed key. Returns why it may not be taken, or null: USED_BEFORE for a key that belongs to a recipient already, or
-- did; KID for a name that another key of the software has; TOO_MANY.
CREATE FUNCTION assent.add_key(k assent.recipient_key, tell boolean) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM FROM assent.software WHERE id = k.software_id FOR UPDATE;
  IF EXISTS (SELECT FROM assent.ledger_entry e WHERE e.kind = 'KEY_CHANGED' AND e.content->>'thumbprint' = encode(k.thumbprint, 'hex'))
  THEN RETURN 'USED_BEFORE'; END IF;
  IF EXISTS (SELECT FROM assent.recipient_key o WHERE o.software_id = k.software_id AND o.kid = k.kid AND o.thumbprint <> k.thumbprint)
  THEN RETURN 'KID'; END IF;
  IF assent.keys_left(k.software_id, k.use) <= 0 THEN RETURN 'TOO_MANY'; END IF;
  INSERT INTO assent.recipient_key SELECT k.* ON CONFLICT (thumbprint) DO NOTHING;
  IF NOT FOUND THEN RETURN 'USED_BEFORE'; END IF;
  IF k.confirmed_at IS NOT NULL THEN
    PERFORM assent.record_key(k, 'ADDED', CASE WHEN k.added_by IS NULL THEN '{}' ELSE jsonb_build_object('by', k.added_by) END, tell);
  END IF;
  RETURN NULL;
END $$;

-- The software has these keys from now on, and no others, among those that no member added: a file or a published set says
-- them. Returns whether that changed anything, or the thumbprint of the first that may not be taken and why.
CREATE FUNCTION assent.change_keys(wanted uuid, present jsonb, OUT refused bytea, OUT why text, OUT changed boolean)
  LANGUAGE plpgsql VOLATILE AS $$
DECLARE k assent.recipient_key; old assent.recipient_key; tell boolean;
BEGIN
  PERFORM FROM assent.software WHERE id = wanted FOR UPDATE;
  -- Nobody reads the feed of a recipient that has had no key yet.
  tell := EXISTS (SELECT FROM assent.recipient_key o WHERE o.software_id = wanted);
  changed := false;
  FOR old IN SELECT * FROM assent.recipient_key o WHERE o.software_id = wanted AND o.added_by IS NULL AND o.retired_at IS NULL
      AND NOT EXISTS (SELECT FROM jsonb_populate_recordset(NULL::assent.recipient_key, present) AS p WHERE p.thumbprint = o.thumbprint) LOOP
    UPDATE assent.recipient_key SET retired_at = assent.now() WHERE thumbprint = old.thumbprint;
    PERFORM assent.record_key(old, 'RETIRED', '{}', tell);
    changed := true;
  END LOOP;
  FOR k IN SELECT * FROM jsonb_populate_recordset(NULL::assent.recipient_key, present) LOOP
    CONTINUE WHEN EXISTS (SELECT FROM assent.recipient_key o WHERE o.thumbprint = k.thumbprint AND o.software_id = wanted
      AND o.retired_at IS NULL AND NOT assent.key_was_retired(o.thumbprint));
    IF k.software_id <> wanted OR k.added_by IS NOT NULL OR k.expires_at IS NULL
    THEN RAISE EXCEPTION 'a key of a file is not so' USING ERRCODE = 'check_violation'; END IF;
    PERFORM assent.assert_present(k.added_at);
    why := assent.add_key(k, tell);
    IF why IS NOT NULL THEN refused := k.thumbprint; RETURN; END IF;
    changed := true;
  END LOOP;
END $$;

-- Whether the caller is to fetch the keys of this software now: nobody has tried within so many seconds.
CREATE FUNCTION assent.begin_key_fetch(wanted uuid, seconds integer) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  INSERT INTO assent.key_fetch AS f (software_id, tried_at) VALUES (wanted, assent.now())
  ON CONFLICT (software_id) DO UPDATE SET tried_at = EXCLUDED.tried_at
  WHERE f.tried_at <= EXCLUDED.tried_at - make_interval(secs => seconds);
  RETURN FOUND;
END $$;

-- Keeps a sealed set that was fetched from the address which the software has now, and its sealed keys. Returns the thumbprint
-- of a key that may not be taken; null if the set is kept.
CREATE FUNCTION assent.keep_key_set(given jsonb, keys jsonb) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE s assent.fetched_key_set := jsonb_populate_record(NULL::assent.fetched_key_set, given); refusal record;
BEGIN
  PERFORM assent.assert_present(s.fetched_at);
  PERFORM FROM assent.software w WHERE w.id = s.software_id AND w.jwks_uri = s.uri AND assent.software_acts(w);
  IF NOT FOUND THEN RAISE EXCEPTION '% has its keys elsewhere', s.software_id USING ERRCODE = 'check_violation'; END IF;
  BEGIN
    SELECT * INTO refusal FROM assent.change_keys(s.software_id, keys);
    IF refusal.refused IS NOT NULL THEN RAISE EXCEPTION 'refused' USING ERRCODE = 'AS001'; END IF;
  EXCEPTION WHEN SQLSTATE 'AS001' THEN
    -- The set is taken whole or not at all.
    RETURN encode(refusal.refused, 'hex');
  END;
  INSERT INTO assent.fetched_key_set SELECT s.*
  ON CONFLICT (software_id) DO UPDATE SET uri = EXCLUDED.uri, thumbprints = EXCLUDED.thumbprints, fetched_at = EXCLUDED.fetched_at,
    seal = EXCLUDED.seal;
  RETURN NULL;
END $$;

-- Tells recipients of keys that expire soon: at each of the days that stand in consent/kernel/limits.ts, once.
CREATE FUNCTION assent.tell_of_key_ends() RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('assent.tell_of_key_ends'));
  INSERT INTO assent.recipient_notice (recipient_code, kind, at, key_thumbprint)
  SELECT s.recipient_code, 'KEY_EXPIRING', assent.now(), k.thumbprint
  FROM assent.recipient_key k JOIN assent.software s ON s.id = k.software_id AND s.retired_at IS NULL
  CROSS JOIN LATERAL (
    SELECT min(days) AS due FROM unnest(ARRAY[assent.key_expiring_days_first(), assent.key_expiring_days_second(),
      assent.key_expiring_days_last()]) AS days WHERE k.expires_at <= assent.now() + make_interval(days => days)) AS d
  WHERE k.confirmed_at IS NOT NULL AND k.retired_at IS NULL AND assent.now() < k.expires_at
    AND k.expires_at <= assent.now() + make_interval(days => assent.key_expiring_days_first())
    AND NOT EXISTS (SELECT FROM assent.recipient_notice n WHERE n.key_thumbprint = k.thumbprint AND n.kind = 'KEY_EXPIRING'
      AND n.at >= k.expires_at - make_interval(days => d.due));
END $$;
