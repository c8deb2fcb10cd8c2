-- Keys of recipients: which are live, and that none comes back.

-- The thumbprints of the keys that a recipient has now, as the ledger tells.
CREATE FUNCTION assent.live_keys(wanted varchar) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT ARRAY(SELECT content->>'thumbprint' FROM assent.ledger_entry
    WHERE kind = 'KEY_CHANGED' AND recipient_code = wanted
    GROUP BY 1 HAVING bool_and(content->>'change' = 'ADDED') ORDER BY 1) $$;

-- Records that a recipient has these keys from now on, and no others. A key belongs to one recipient, and a retired one never
-- comes back: the ledger remembers each. Returns the thumbprint of a key that may not be taken; null if all may.
CREATE FUNCTION assent.change_keys(wanted varchar, present text[]) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE live text[]; one text;
BEGIN
  PERFORM FROM assent.recipient WHERE code = wanted FOR UPDATE;
  -- Two recipients can't take one key at the same moment.
  PERFORM pg_advisory_xact_lock(hashtext('assent.change_keys'));
  live := assent.live_keys(wanted);
  SELECT p INTO one FROM unnest(present) AS p
  WHERE p <> ALL (live) AND EXISTS (
    SELECT FROM assent.ledger_entry e WHERE e.kind = 'KEY_CHANGED' AND e.content->>'thumbprint' = p) LIMIT 1;
  IF one IS NOT NULL THEN RETURN one; END IF;
  INSERT INTO assent.ledger_entry (kind, at, recipient_code, content)
  SELECT 'KEY_CHANGED', assent.now(), wanted, jsonb_build_object('recipient', wanted, 'thumbprint', key, 'change', change)
  FROM (SELECT DISTINCT p AS key, 'ADDED' AS change FROM unnest(present) AS p WHERE p <> ALL (live)
        UNION ALL SELECT l, 'RETIRED' FROM unnest(live) AS l WHERE l <> ALL (present)) AS changes;
  RETURN NULL;
END $$;

-- Whether the caller is to fetch the keys of this recipient now: nobody has tried within so many seconds.
CREATE FUNCTION assent.begin_key_fetch(wanted varchar, seconds integer) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  INSERT INTO assent.key_fetch AS f (recipient_code, tried_at) VALUES (wanted, assent.now())
  ON CONFLICT (recipient_code) DO UPDATE SET tried_at = EXCLUDED.tried_at
  WHERE f.tried_at <= EXCLUDED.tried_at - make_interval(secs => seconds);
  RETURN FOUND;
END $$;

-- Keeps a sealed set that was fetched from the address which the recipient has now. Returns the thumbprint of a key that
-- may not be taken; null if the set is kept.
CREATE FUNCTION assent.keep_key_set(given jsonb, thumbprints text[]) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE s assent.fetched_key_set := jsonb_populate_record(NULL::assent.fetched_key_set, given); refused text;
BEGIN
  PERFORM assent.assert_present(s.fetched_at);
  PERFORM FROM assent.recipient r WHERE r.code = s.recipient_code AND r.jwks_uri = s.uri;
  IF NOT FOUND THEN RAISE EXCEPTION '% has its keys elsewhere', s.recipient_code USING ERRCODE = 'check_violation'; END IF;
  IF jsonb_array_length(s.jwks->'keys') <> cardinality(thumbprints)
  THEN RAISE EXCEPTION 'a key has no thumbprint' USING ERRCODE = 'check_violation'; END IF;
  refused := assent.change_keys(s.recipient_code, thumbprints);
  IF refused IS NOT NULL THEN RETURN refused; END IF;
  INSERT INTO assent.fetched_key_set SELECT s.*
  ON CONFLICT (recipient_code) DO UPDATE SET uri = EXCLUDED.uri, jwks = EXCLUDED.jwks, fetched_at = EXCLUDED.fetched_at,
    seal = EXCLUDED.seal;
  RETURN NULL;
END $$;
