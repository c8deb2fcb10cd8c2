-- Requests that come by redirect, and the state of the OAuth flow around them.

-- Whom the request is about: whoever signed in, a ward or a provider of theirs. Once, while it is open. `given` is the request
-- with them, sealed. At most `most` requests of one recipient reach one person in a day. False: no more today.
CREATE FUNCTION assent.bind_request(given jsonb, most integer) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE r assent.consent_request := jsonb_populate_record(NULL::assent.consent_request, given);
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(
    format('redirects of %s to %s/%s', r.recipient_code, r.person_id, r.provider_id), 0));
  IF (SELECT count(*) FROM assent.consent_request
    WHERE recipient_code = r.recipient_code AND (person_id = r.person_id OR provider_id = r.provider_id)
      AND channel = 'REDIRECT' AND delivered_at > assent.now() - interval '24 hours') >= most
  THEN RETURN false; END IF;
  UPDATE assent.consent_request q
  SET person_id = r.person_id, provider_id = r.provider_id, seal = r.seal, delivered_at = assent.now()
  WHERE q.id = r.id AND q.channel = 'REDIRECT' AND q.status = 'PENDING' AND q.expires_at > assent.now()
    AND q.person_id IS NULL AND q.provider_id IS NULL AND coalesce(r.person_id, r.provider_id) IS NOT NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'consent request % can''t be bound', r.id USING ERRCODE = 'check_violation'; END IF;
  RETURN true;
END $$;

-- The person decides later: the request stays as long as any other. `given` is the request with its new end, sealed.
CREATE FUNCTION assent.keep_request(given jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE r assent.consent_request := jsonb_populate_record(NULL::assent.consent_request, given);
BEGIN
  UPDATE assent.consent_request q SET expires_at = r.expires_at, seal = r.seal
  WHERE q.id = r.id AND q.channel = 'REDIRECT' AND q.status = 'PENDING' AND q.expires_at > assent.now()
    AND coalesce(q.person_id, q.provider_id) IS NOT NULL
    AND r.expires_at BETWEEN q.expires_at AND q.created_at + make_interval(days => assent.request_days());
  IF NOT FOUND THEN RAISE EXCEPTION 'consent request % can''t be kept', r.id USING ERRCODE = 'check_violation'; END IF;
END $$;

-- Stores what a flow goes on with. What was consumed stays so, whatever is stored over it.
CREATE FUNCTION assent.put_oauth_state(which varchar, id bytea, content bytea, of_grant bytea, until timestamptz) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.oauth_state (model, id_digest, payload, grant_digest, expires_at)
  VALUES (which, id, content, of_grant, least(until, assent.now() + interval '1 hour'))
  ON CONFLICT (model, id_digest) DO UPDATE SET payload = EXCLUDED.payload, expires_at = EXCLUDED.expires_at $$;

CREATE FUNCTION assent.oauth_state_of(which varchar, id bytea, OUT content bytea, OUT consumed boolean) RETURNS SETOF record
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT payload, consumed_at IS NOT NULL FROM assent.oauth_state
  WHERE model = which AND id_digest = id AND expires_at > assent.now() $$;

-- Whether this call consumed it: of two at once, one does.
CREATE FUNCTION assent.consume_oauth_state(which varchar, id bytea) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  UPDATE assent.oauth_state SET consumed_at = assent.now()
  WHERE model = which AND id_digest = id AND consumed_at IS NULL AND expires_at > assent.now();
  RETURN FOUND;
END $$;

CREATE FUNCTION assent.end_oauth_state(which varchar, id bytea) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ DELETE FROM assent.oauth_state WHERE model = which AND id_digest = id $$;

-- A code came twice (RFC 6749, 4.1.2): nothing of its grant goes on. What was consumed is kept, so that it stays known as such.
CREATE FUNCTION assent.end_oauth_grant(of_grant bytea) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ DELETE FROM assent.oauth_state WHERE grant_digest = of_grant AND consumed_at IS NULL $$;
