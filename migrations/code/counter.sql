-- Sessions and approvals at a counter (R-28).

-- Opens a session, closes the one that the clerk left open, and records it. Verdicts:
--   OPENED
--   NOBODY  no such person, or dead, or erased
--   WARD    a guardian must act (R-10)
--   SELF    a clerk serves neither themselves nor a colleague who comes as an agent
CREATE FUNCTION assent.open_counter_session(new_id uuid, certno bytea, clerk_code varchar, counter_code varchar,
  identified varchar, agent bytea, power_given jsonb, seconds integer) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE p assent.person; t timestamptz := assent.now();
BEGIN
  SELECT * INTO p FROM assent.person WHERE certno_index = certno AND surv_stas <> '2' AND salt IS NOT NULL;
  IF NOT FOUND THEN RETURN 'NOBODY'; END IF;
  IF assent.age_at(p.brdy, t) < assent.own_act_age() THEN RETURN 'WARD'; END IF;
  IF agent = certno OR EXISTS (SELECT FROM assent.staff s
    WHERE (s.code = clerk_code AND s.certno_index = certno) OR (s.disabled_at IS NULL AND s.certno_index = agent))
  THEN RETURN 'SELF'; END IF;
  UPDATE assent.counter_session SET closed_at = t WHERE clerk = clerk_code AND closed_at IS NULL;
  INSERT INTO assent.counter_session (id, person_id, clerk, counter, identified_by, agent_index, power, opened_at, expires_at)
  VALUES (new_id, p.id, clerk_code, counter_code, identified, agent, power_given, t, t + make_interval(secs => seconds));
  INSERT INTO assent.ledger_entry (kind, at, person_id, content)
  VALUES ('COUNTER_SESSION', t, p.id, jsonb_build_object('session', new_id, 'clerk', clerk_code, 'counter', counter_code,
      'identifiedBy', identified, 'power', power_given->'document') || assent.own_subject(p.id, NULL, gen_random_uuid()));
  RETURN 'OPENED';
END $$;

CREATE FUNCTION assent.counter_session_is_open(s assent.counter_session) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = assent, pg_temp AS $$
  SELECT s.closed_at IS NULL AND s.expires_at > assent.now() $$;

-- What an entry says of the session in which something was done.
CREATE FUNCTION assent.counter_act(s assent.counter_session) RETURNS jsonb
  LANGUAGE sql IMMUTABLE SET search_path = assent, pg_temp AS $$
  SELECT jsonb_build_object('session', s.id, 'clerk', s.clerk, 'counter', s.counter, 'identifiedBy', s.identified_by,
    'power', s.power->'document') $$;

-- Acts of a session hold this lock together; closing the session waits for them.
CREATE FUNCTION assent.hold_counter_session(wanted uuid) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT FROM assent.counter_session WHERE id = wanted FOR SHARE $$;

-- A closed session stays closed.
CREATE FUNCTION assent.close_counter_session(wanted uuid) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ UPDATE assent.counter_session SET closed_at = assent.now() WHERE id = wanted AND closed_at IS NULL $$;

-- A session with its seal, for whoever checks it.
CREATE FUNCTION assent.counter_session_row(wanted uuid) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT to_jsonb(c) FROM assent.counter_session c WHERE id = wanted $$;

-- Seals the session that this transaction has opened.
CREATE FUNCTION assent.seal_counter_session(wanted uuid, given_seal bytea) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.counter_session SET seal = given_seal WHERE id = wanted AND seal = '' AND xmin = pg_current_xact_id()::xid $$;

-- Stores an approval that the platform has sealed. It takes effect later, with its grant. False: its signature is that of
-- another approval.
CREATE FUNCTION assent.open_counter_approval(given jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.counter_approval := jsonb_populate_record(NULL::assent.counter_approval, given);
BEGIN
  PERFORM assent.assert_present(a.created_at);
  INSERT INTO assent.counter_approval (id, session_id, request_id, confirms_grant, terms, evidence, two_people, created_at, seal)
  VALUES (a.id, a.session_id, a.request_id, a.confirms_grant, a.terms, a.evidence, a.two_people, a.created_at, a.seal)
  ON CONFLICT ((evidence->>'signature')) DO NOTHING;
  RETURN FOUND;
END $$;

CREATE FUNCTION assent.lock_counter_approval(wanted uuid) RETURNS jsonb
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT to_jsonb(a) FROM assent.counter_approval a WHERE id = wanted FOR UPDATE $$;

-- The approval takes effect: with the grant, or the confirmed items, that this transaction has stored for it.
CREATE FUNCTION assent.complete_counter_approval(wanted uuid, by_reviewer varchar, given uuid, at timestamptz, new_seal bytea)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  PERFORM assent.assert_present(at);
  UPDATE assent.counter_approval a SET reviewer = by_reviewer, grant_id = given, given_at = at, seal = new_seal
  WHERE a.id = wanted AND a.given_at IS NULL AND a.returned_at IS NULL AND CASE WHEN a.confirms_grant IS NULL
    THEN EXISTS (SELECT FROM assent.consent_grant g WHERE g.id = given AND g.approval_id = wanted)
    ELSE given IS NULL AND EXISTS (SELECT FROM assent.item_confirmation c
      WHERE c.approval_id = wanted AND c.grant_id = a.confirms_grant AND c.xmin = pg_current_xact_id()::xid) END;
  IF NOT FOUND THEN RAISE EXCEPTION 'approval % has no such effect', wanted USING ERRCODE = 'check_violation'; END IF;
END $$;

-- The reviewer returns the approval to the clerk, with the reason: it takes no effect any more. `given` is the sealed row.
CREATE FUNCTION assent.return_counter_approval(given jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.counter_approval := jsonb_populate_record(NULL::assent.counter_approval, given);
BEGIN
  PERFORM assent.assert_present(a.returned_at);
  UPDATE assent.counter_approval c SET returned_by = a.returned_by, returned_at = a.returned_at, return_reason = a.return_reason,
    seal = a.seal
  FROM assent.counter_session s
  WHERE c.id = a.id AND c.two_people AND c.given_at IS NULL AND c.returned_at IS NULL
    AND s.id = c.session_id AND assent.counter_session_is_open(s);
  IF NOT FOUND THEN RAISE EXCEPTION 'approval % waits for no reviewer', a.id USING ERRCODE = 'check_violation'; END IF;
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, content)
  SELECT 'COUNTER_RETURN', a.returned_at, r.person_id, r.provider_id, assent.counter_act(s)
      || jsonb_build_object('reviewer', a.returned_by, 'object', a.id)
      || assent.own_subject(r.person_id, r.provider_id, gen_random_uuid())
  FROM assent.counter_approval c JOIN assent.counter_session s ON s.id = c.session_id
    JOIN assent.consent_request r ON r.id = c.request_id WHERE c.id = a.id;
END $$;

-- Records that the person said no at the counter: of a request that this transaction has denied, in a session that is open, by
-- somebody who decides on it.
CREATE FUNCTION assent.record_counter_denial(session uuid, wanted uuid) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, content)
  SELECT 'COUNTER_DENIAL', r.decided_at, r.person_id, r.provider_id, assent.counter_act(s)
      || jsonb_build_object('object', r.id) || assent.own_subject(r.person_id, r.provider_id, gen_random_uuid())
  FROM assent.consent_request r, assent.counter_session s
  WHERE r.id = wanted AND r.status = 'DENIED' AND r.xmin = pg_current_xact_id()::xid
    AND s.id = session AND assent.counter_session_is_open(s)
    AND (s.person_id = r.person_id OR assent.guards(s.person_id, r.person_id, assent.adult_age(), r.decided_at)
      OR r.provider_id IN (SELECT assent.represented_providers(s.person_id)));
  IF NOT FOUND THEN RAISE EXCEPTION 'request % was not denied in this session', wanted USING ERRCODE = 'check_violation'; END IF;
END $$;

-- Whether this reviewer may review what this session approved. Compares people, not accounts: one person may have two
-- accounts, from before and after a new smart card.
CREATE FUNCTION assent.may_review(session uuid, reviewing varchar) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT NOT EXISTS (SELECT FROM assent.counter_session c
    JOIN assent.staff clerk ON clerk.code = c.clerk JOIN assent.person p ON p.id = c.person_id
    JOIN assent.staff reviewer ON reviewer.code = reviewing
    WHERE c.id = session AND (reviewer.code = c.clerk
      OR reviewer.certno_index IN (clerk.certno_index, p.certno_index, c.agent_index))) $$;

-- An approval takes effect once or is returned once, and is reviewed by somebody else.
CREATE FUNCTION assent.approval_reviewed_by_another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = assent, pg_temp AS $$
DECLARE answered CONSTANT text[] := '{reviewer,grant_id,given_at,returned_by,returned_at,return_reason,seal}';
BEGIN
  IF TG_OP = 'UPDATE' AND ((num_nonnulls(OLD.given_at, OLD.returned_at) > 0 AND (to_jsonb(OLD) - 'seal') IS DISTINCT FROM (to_jsonb(NEW) - 'seal')) OR
    (to_jsonb(OLD) - answered) IS DISTINCT FROM (to_jsonb(NEW) - answered))
  THEN RAISE EXCEPTION 'what was approved at the counter stays' USING ERRCODE = 'check_violation'; END IF;
  IF num_nonnulls(NEW.reviewer, NEW.returned_by) > 0
    AND NOT assent.may_review(NEW.session_id, coalesce(NEW.reviewer, NEW.returned_by))
  THEN RAISE EXCEPTION 'a reviewer is neither clerk nor person nor agent' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approval_reviewed_by_another BEFORE INSERT OR UPDATE ON assent.counter_approval
  FOR EACH ROW EXECUTE FUNCTION assent.approval_reviewed_by_another();
