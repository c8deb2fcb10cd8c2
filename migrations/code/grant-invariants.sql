-- What holds of requests and grants whatever the engine does: granted is within requested, terms never change, uses only
-- rise, what is decided stays decided.

-- A grant is never wider than the request that the person saw.
CREATE FUNCTION assent.grant_within_request() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE request assent.consent_request;
BEGIN
  SELECT * INTO STRICT request FROM assent.consent_request WHERE id = NEW.request_id;
  IF request.status NOT IN ('PENDING', 'APPROVED')
    OR (NEW.recipient_code, NEW.purpose) IS DISTINCT FROM (request.recipient_code, request.purpose)
    OR NEW.person_id IS DISTINCT FROM request.person_id
    OR NEW.provider_id IS DISTINCT FROM request.provider_id
    OR NEW.max_uses > request.max_uses
    OR (request.mode = 'ONE_TIME' AND NEW.mode <> 'ONE_TIME')
    OR (request.mode = 'LIMITED' AND NEW.mode = 'MULTI_USE')
    OR NEW.valid_until > NEW.valid_from + make_interval(days => request.valid_for_days)
    OR (request.records_from IS NOT NULL AND NEW.records_from IS DISTINCT FROM greatest(NEW.records_from, request.records_from))
    OR (request.records_to IS NOT NULL AND NEW.records_to IS DISTINCT FROM least(NEW.records_to, request.records_to))
    OR EXISTS (
      SELECT FROM jsonb_array_elements(NEW.items) AS given
      WHERE NOT EXISTS (
        SELECT FROM jsonb_array_elements(request.items) AS asked
        WHERE asked->>'item' = given->>'item' AND asked->>'delivery' = given->>'delivery'))
    OR EXISTS (
      SELECT FROM jsonb_array_elements(request.items) AS asked
      WHERE (asked->>'required')::boolean AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(NEW.items) AS given WHERE given->>'item' = asked->>'item'))
    OR NEW.used <> 0
  THEN
    RAISE EXCEPTION 'grant % is wider than its request', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER grant_within_request BEFORE INSERT ON assent.consent_grant
  FOR EACH ROW EXECUTE FUNCTION assent.grant_within_request();

-- Checked once, when the grant is given; see the table for why these are not CHECKs.
CREATE TRIGGER grant_terms_are_sound BEFORE INSERT ON assent.consent_grant FOR EACH ROW WHEN ((
  jsonb_array_length(NEW.items) > 0
  AND NEW.mode IN ('ONE_TIME', 'LIMITED', 'MULTI_USE')
  AND NEW.strength IN ('SMS', 'SCAN', 'FACE')
  AND (NEW.person_id IS NULL) <> (NEW.provider_id IS NULL)
  AND NEW.valid_from < NEW.valid_until
  AND coalesce(NEW.records_from <= NEW.records_to, true)
  AND coalesce(length(NEW.commitment) = 32, true)
  AND CASE NEW.mode WHEN 'ONE_TIME' THEN NEW.max_uses = 1 WHEN 'LIMITED' THEN NEW.max_uses >= 2
                    ELSE NEW.max_uses IS NULL AND NEW.max_uses_per_day IS NOT NULL END
) IS NOT TRUE) EXECUTE FUNCTION assent.refuse_change();

-- Terms never change: a statement that names one of their columns is refused, whoever runs it. A column list and no
-- comparison of values, because every redemption updates the row. A test compares the list with the table.
CREATE TRIGGER grant_stays_as_given BEFORE UPDATE OF id, request_id, recipient_code, person_id, provider_id, grantor_id, purpose,
  catalogue_version, items, mode, max_uses, max_uses_per_day, records_from, records_to, notice_digest, strength, sensitive_confirmed,
  valid_from, valid_until, authentication_id, approval_id, choices_digest ON assent.consent_grant
  FOR EACH ROW EXECUTE FUNCTION assent.refuse_change();

-- Terminal states are final, and a use once committed is never given back. The condition is in the function's body,
-- which is parsed once per session, and not in the trigger's WHEN, which is parsed for each statement.
CREATE FUNCTION assent.grant_only_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.used NOT IN (OLD.used, OLD.used + 1) OR OLD.revoked_at IS NOT NULL OR OLD.superseded_at IS NOT NULL
    OR NEW.superseded_by IS NOT NULL AND NEW.superseded_at IS NULL THEN
    RAISE EXCEPTION '% may not change so', TG_TABLE_NAME USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER grant_only_goes_on BEFORE UPDATE ON assent.consent_grant
  FOR EACH ROW EXECUTE FUNCTION assent.grant_only_goes_on();

-- The commitment and the key of the handles are set once, in the transaction that gives the grant (commit_grant).
CREATE TRIGGER grant_commits_once BEFORE UPDATE OF commitment, handle_key ON assent.consent_grant FOR EACH ROW WHEN (
  length(NEW.commitment) <> 32 OR OLD.commitment IS NOT NULL
    AND (NEW.commitment, NEW.handle_key) IS DISTINCT FROM (OLD.commitment, OLD.handle_key)
) EXECUTE FUNCTION assent.refuse_change();

-- Counts each change that stops a grant or lets it continue.
CREATE FUNCTION assent.next_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revocation_epoch := OLD.revocation_epoch + 1;
  IF NEW.suspended_at IS NULL THEN NEW.suspended_for := NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER grant_epoch BEFORE UPDATE OF revoked_at, suspended_at, superseded_at ON assent.consent_grant
  FOR EACH ROW WHEN ((OLD.revoked_at, OLD.suspended_at, OLD.superseded_at)
    IS DISTINCT FROM (NEW.revoked_at, NEW.suspended_at, NEW.superseded_at)) EXECUTE FUNCTION assent.next_epoch();

-- A request is decided once; nothing else of it changes.
CREATE FUNCTION assent.request_stays_decided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changing text[] := '{status,reason,denied_as,decided_at}';
BEGIN
  -- A request that came by redirect learns once whom it is about, and can be kept for later (code/redirect.sql).
  IF OLD.channel = 'REDIRECT' AND NEW.status = 'PENDING' THEN
    changing := CASE WHEN coalesce(OLD.person_id, OLD.provider_id) IS NULL
      THEN '{person_id,provider_id,delivered_at,seal}' ELSE '{expires_at,seal}' END;
  END IF;
  IF OLD.status <> 'PENDING' OR (to_jsonb(OLD) - changing) IS DISTINCT FROM (to_jsonb(NEW) - changing)
  THEN
    RAISE EXCEPTION 'consent request % is closed', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status = 'EXPIRED' AND (OLD.expires_at > assent.now() OR NEW.decided_at <> OLD.expires_at) THEN
    RAISE EXCEPTION 'consent request % has not expired', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER request_stays_decided BEFORE UPDATE ON assent.consent_request
  FOR EACH ROW EXECUTE FUNCTION assent.request_stays_decided();

-- R-05: after a denial the same recipient does not ask the same subject for the same purpose again for 30 days. By redirect it
-- is the person who comes, so saying no there keeps nobody from coming again.
-- consent/grants/denial-cooldown.ts explains the refusal; the trigger holds the rule against a bug of the engine.
CREATE FUNCTION assent.denied_until(recipient varchar, wanted_purpose varchar, person bigint, provider bigint) RETURNS timestamptz
  LANGUAGE sql STABLE AS $$
  SELECT max(decided_at) + make_interval(days => assent.denial_days()) FROM assent.consent_request r
  WHERE r.status = 'DENIED' AND r.recipient_code = recipient AND r.purpose = wanted_purpose AND r.channel <> 'REDIRECT'
    AND (r.person_id = person OR r.provider_id = provider) AND r.decided_at > assent.now() - make_interval(days => assent.denial_days()) $$;

CREATE FUNCTION assent.refuse_during_cooldown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF assent.denied_until(NEW.recipient_code, NEW.purpose, NEW.person_id, NEW.provider_id) > assent.now() THEN
    RAISE EXCEPTION 'consent request % asks again too soon', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER denial_cooldown BEFORE INSERT ON assent.consent_request
  FOR EACH ROW EXECUTE FUNCTION assent.refuse_during_cooldown();

-- How many requests of a recipient wait for the answer of whoever has this number, and until when one with the same purpose
-- and reference does. Two requests at once count each other, because the second waits for the first one's transaction.
CREATE FUNCTION assent.pending_requests(asked bytea, wanted_purpose varchar, wanted_reference varchar,
  OUT pending integer, OUT same_until timestamptz, OUT next_ends timestamptz)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('pending requests ' || encode(asked, 'hex'), 0));
  UPDATE assent.consent_request SET status = 'EXPIRED', decided_at = expires_at
  WHERE asked_key = asked AND status = 'PENDING' AND expires_at <= assent.now();
  SELECT count(*), max(expires_at) FILTER (WHERE purpose = wanted_purpose AND reference IS NOT DISTINCT FROM wanted_reference),
    min(expires_at)
  INTO pending, same_until, next_ends
  FROM assent.consent_request WHERE asked_key = asked AND status = 'PENDING';
END $$;

-- R-12: protected records are chosen in the transaction that gives the grant, with a face check, and never added later.
CREATE FUNCTION assent.choice_with_its_grant() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM assent.consent_grant g
    WHERE g.id = NEW.grant_id AND g.person_id IS NOT NULL AND g.strength = 'FACE' AND g.sensitive_confirmed
      AND g.used = 0 AND g.xmin = pg_current_xact_id()::xid)
  THEN
    RAISE EXCEPTION 'grant % was not given so', NEW.grant_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER choice_with_its_grant BEFORE INSERT ON assent.protected_record_choice
  FOR EACH ROW EXECUTE FUNCTION assent.choice_with_its_grant();
