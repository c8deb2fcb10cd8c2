-- How requests and grants are stored. The platform seals what it hands in (consent/crypto/seal.ts). These functions can't
-- judge a seal; each demands and consumes what the row must come after.

-- When a new request reaches this person or provider: now, or 24 hours after the one before which there is room, of all
-- recipients together and of this one. So nobody is flooded, and no recipient keeps the others' requests away. It hears nothing
-- of it: the answer is the same, and so is the time at which the request expires.
CREATE FUNCTION assent.delivery_of(recipient varchar, person bigint, provider bigint) RETURNS timestamptz
  LANGUAGE plpgsql STABLE SET search_path = assent, pg_temp AS $$
DECLARE all_full timestamptz; own_full timestamptz;
BEGIN
  -- Two recipients at the same moment may not see each other's request. No lock is taken for that: waiting for it would take
  -- time only where there is a person. What the person has answered takes no room, and neither does what was withdrawn before
  -- it was delivered.
  SELECT max(at) FILTER (WHERE place = assent.deliveries_per_day()),
    max(at) FILTER (WHERE own AND own_place = assent.pending_requests_max())
  INTO all_full, own_full
  FROM (
    SELECT delivered_at AS at, recipient_code = recipient AS own, row_number() OVER (ORDER BY delivered_at DESC, id) AS place,
      row_number() OVER (PARTITION BY recipient_code ORDER BY delivered_at DESC, id) AS own_place
    FROM assent.consent_request
    WHERE (person_id = person OR provider_id = provider) AND delivered_at > assent.now() - interval '24 hours'
      AND status NOT IN ('APPROVED', 'DENIED') AND (delivered_at <= assent.now() OR status = 'PENDING')) AS deliveries;
  RETURN greatest(assent.now(), all_full + interval '24 hours', own_full + interval '24 hours');
END $$;

CREATE FUNCTION assent.open_request(given jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE r assent.consent_request := jsonb_populate_record(NULL::assent.consent_request, given || '{"status": "PENDING"}');
BEGIN
  PERFORM assent.assert_present(r.created_at);
  r.delivered_at := assent.delivery_of(r.recipient_code, r.person_id, r.provider_id);
  INSERT INTO assent.consent_request SELECT r.*;
END $$;

-- Serves whoever answers a request or changes a grant: of two at once the second waits.
CREATE FUNCTION assent.lock_request(wanted uuid) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT FROM assent.consent_request WHERE id = wanted FOR UPDATE $$;
CREATE FUNCTION assent.lock_grant(wanted uuid) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT FROM assent.consent_grant WHERE id = wanted FOR UPDATE $$;

-- The person denies a request, or its recipient withdraws it. Only give_grant() approves one.
CREATE FUNCTION assent.close_request(wanted uuid, decision varchar, why varchar, role varchar) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  UPDATE assent.consent_request SET status = decision, reason = why, denied_as = role, decided_at = assent.now()
  WHERE id = wanted AND status = 'PENDING' AND expires_at > assent.now() AND decision IN ('DENIED', 'CANCELLED');
  IF NOT FOUND THEN RAISE EXCEPTION 'consent request % is not open', wanted USING ERRCODE = 'check_violation'; END IF;
END $$;

-- Marks the next requests that nobody answered in time. Returns how many.
CREATE FUNCTION assent.expire_requests(most integer) RETURNS integer
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  WITH expired AS (
    UPDATE assent.consent_request SET status = 'EXPIRED', decided_at = expires_at
    WHERE id IN (SELECT id FROM assent.consent_request WHERE status = 'PENDING' AND expires_at <= assent.now()
      ORDER BY expires_at LIMIT most FOR UPDATE SKIP LOCKED)
    RETURNING 1)
  SELECT count(*)::integer FROM expired $$;

-- Revokes a grant (R-06) and records it.
CREATE FUNCTION assent.revoke_grant(wanted uuid, why varchar, detail jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  UPDATE assent.consent_grant SET revoked_at = assent.now(), revoke_reason = why WHERE id = wanted AND revoked_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'grant % can''t be revoked', wanted USING ERRCODE = 'check_violation'; END IF;
  PERFORM assent.record_grant(wanted, 'GRANT_REVOKED', detail);
END $$;

-- Gives a grant: it consumes the pending request, and the person's proof that this transaction has spent or the approval at
-- the counter that has no grant yet. The protected records that the person chose come with it (R-12).
CREATE FUNCTION assent.give_grant(given jsonb, choices jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE g assent.consent_grant := jsonb_populate_record(NULL::assent.consent_grant,
  given || '{"used": 0, "used_that_day": 0, "revocation_epoch": 0}');
BEGIN
  PERFORM assent.assert_present(g.valid_from);
  IF NOT (CASE WHEN g.approval_id IS NULL
    THEN EXISTS (SELECT FROM assent.authentication a WHERE a.id = g.authentication_id AND a.person_id = g.grantor_id
      AND a.action = 'APPROVE' AND a.target = g.request_id AND a.spent_at IS NOT NULL AND a.xmin = pg_current_xact_id()::xid)
    ELSE EXISTS (SELECT FROM assent.counter_approval c WHERE c.id = g.approval_id AND c.request_id = g.request_id
      AND c.confirms_grant IS NULL AND c.given_at IS NULL AND c.returned_at IS NULL) END)
  THEN RAISE EXCEPTION 'grant % rests on nothing', g.id USING ERRCODE = 'check_violation'; END IF;
  UPDATE assent.consent_request r SET status = 'APPROVED', decided_at = g.valid_from
  WHERE r.id = g.request_id AND r.status = 'PENDING' AND r.expires_at > g.valid_from;
  IF NOT FOUND THEN RAISE EXCEPTION 'grant % answers no open request', g.id USING ERRCODE = 'check_violation'; END IF;
  INSERT INTO assent.consent_grant SELECT g.*;
  INSERT INTO assent.protected_record_choice (grant_id, kind, record_id)
    SELECT g.id, kind, record_id FROM jsonb_to_recordset(choices) AS t (kind varchar, record_id varchar);
END $$;
