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
  INSERT INTO assent.counter_approval (id, session_id, request_id, terms, evidence, two_people, created_at, seal)
  VALUES (a.id, a.session_id, a.request_id, a.terms, a.evidence, a.two_people, a.created_at, a.seal)
  ON CONFLICT ((evidence->>'signature')) DO NOTHING;
  RETURN FOUND;
END $$;

CREATE FUNCTION assent.lock_counter_approval(wanted uuid) RETURNS jsonb
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT to_jsonb(a) FROM assent.counter_approval a WHERE id = wanted FOR UPDATE $$;

-- The approval takes effect: with the grant that this transaction has given for it.
CREATE FUNCTION assent.complete_counter_approval(wanted uuid, by_reviewer varchar, given uuid, at timestamptz, new_seal bytea)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  PERFORM assent.assert_present(at);
  UPDATE assent.counter_approval a SET reviewer = by_reviewer, grant_id = given, given_at = at, seal = new_seal
  WHERE a.id = wanted AND a.grant_id IS NULL
    AND EXISTS (SELECT FROM assent.consent_grant g WHERE g.id = given AND g.approval_id = wanted);
  IF NOT FOUND THEN RAISE EXCEPTION 'approval % has no such grant', wanted USING ERRCODE = 'check_violation'; END IF;
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

-- An approval takes effect once, and is reviewed by somebody else.
CREATE FUNCTION assent.approval_reviewed_by_another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = assent, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND ((OLD.grant_id IS NOT NULL AND (to_jsonb(OLD) - 'seal') IS DISTINCT FROM (to_jsonb(NEW) - 'seal')) OR
    (to_jsonb(OLD) - '{reviewer,grant_id,given_at,seal}'::text[]) IS DISTINCT FROM (to_jsonb(NEW) - '{reviewer,grant_id,given_at,seal}'::text[]))
  THEN RAISE EXCEPTION 'what was approved at the counter stays' USING ERRCODE = 'check_violation'; END IF;
  IF NEW.reviewer IS NOT NULL AND NOT assent.may_review(NEW.session_id, NEW.reviewer)
  THEN RAISE EXCEPTION 'a reviewer is neither clerk nor person nor agent' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approval_reviewed_by_another BEFORE INSERT OR UPDATE ON assent.counter_approval
  FOR EACH ROW EXECUTE FUNCTION assent.approval_reviewed_by_another();
