-- Staff of the counter and the bureau, and what they do: counter sessions (R-28), officers' acts (R-34, R-07).

-- One account for one employee and one key, for good: a code that stands in the ledger never means somebody else.
CREATE TABLE assent.staff (
  code varchar(40) PRIMARY KEY CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{1,39}$'),
  role varchar(10) NOT NULL CHECK (role IN ('CLERK', 'REVIEWER', 'OFFICER')),
  -- Blind index of the employee's own ID number: so that two accounts are never one person where two people must
  -- act, and nobody serves or represents themselves at the counter.
  certno_index bytea NOT NULL CHECK (length(certno_index) = 32),
  -- Public key; the private one is in the employee's smart card or key store.
  jwk jsonb NOT NULL CHECK (NOT jwk ?| ARRAY['d', 'k', 'p', 'q']),
  added_at timestamptz NOT NULL DEFAULT assent.now(),
  disabled_at timestamptz
);
CREATE UNIQUE INDEX staff_one_account ON assent.staff (certno_index) WHERE disabled_at IS NULL;
CREATE UNIQUE INDEX staff_one_key ON assent.staff (jwk);

CREATE FUNCTION assent.staff_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF OLD.disabled_at IS NOT NULL OR (to_jsonb(OLD) - 'disabled_at') IS DISTINCT FROM (to_jsonb(NEW) - 'disabled_at') THEN
    RAISE EXCEPTION 'a staff account may only be disabled' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER staff_stays BEFORE UPDATE ON assent.staff FOR EACH ROW EXECUTE FUNCTION assent.staff_stays();

-- Whether this account may act now, asked inside the transaction of each act: disabling waits for what has begun,
-- and nothing begins after it.
CREATE FUNCTION assent.staff_acts(wanted varchar, wanted_role varchar) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  PERFORM FROM assent.staff WHERE code = wanted AND role = wanted_role AND disabled_at IS NULL FOR SHARE;
  RETURN FOUND;
END $$;

-- A session at a counter (R-28): one person, one clerk, one counter, a quarter of an hour.
CREATE TABLE assent.counter_session (
  id uuid PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES assent.person,
  clerk varchar(40) NOT NULL REFERENCES assent.staff,
  counter varchar(40) NOT NULL CHECK (counter ~ '^[A-Z0-9][A-Z0-9-]{0,39}$'),
  -- What was shown at the counter; no image of it is kept.
  identified_by varchar(8) NOT NULL CHECK (identified_by IN ('EVOUCHER', 'CARD')),
  -- Who acts under a power of attorney, as a blind index, and the power: matter, scope, term (民法典 165).
  agent_index bytea CHECK (length(agent_index) = 32),
  power jsonb CHECK (jsonb_array_length(power->'recipients') > 0 AND jsonb_array_length(power->'purposes') > 0),
  opened_at timestamptz NOT NULL DEFAULT assent.now(),
  expires_at timestamptz NOT NULL,
  closed_at timestamptz,
  CHECK (expires_at > opened_at AND expires_at <= opened_at + interval '15 minutes'),
  CHECK ((agent_index IS NULL) = (power IS NULL))
);
CREATE UNIQUE INDEX counter_session_of_clerk ON assent.counter_session (clerk) WHERE closed_at IS NULL;

-- Opens a session, closing what the clerk left open, and records it. Verdicts: OPENED; NOBODY who can be served;
-- WARD: a guardian must act (R-10); SELF: a clerk serves neither themselves nor a colleague as an agent.
CREATE FUNCTION assent.open_counter_session(new_id uuid, certno bytea, clerk_code varchar, counter_code varchar,
  identified varchar, agent bytea, power_given jsonb, seconds integer) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE p assent.person; t timestamptz := assent.now();
BEGIN
  SELECT * INTO p FROM assent.person WHERE certno_index = certno AND surv_stas <> '2' AND salt IS NOT NULL;
  IF NOT FOUND THEN RETURN 'NOBODY'; END IF;
  IF extract(year FROM age(assent.today(), p.brdy)) < 14 THEN RETURN 'WARD'; END IF;
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

-- The person's approval at the counter, with its evidence; takes effect with its grant.
CREATE TABLE assent.counter_approval (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES assent.counter_session,
  request_id uuid NOT NULL REFERENCES assent.consent_request,
  -- What the person keeps of the request, and narrows.
  terms jsonb NOT NULL,
  -- SHA-256 of the papers, of the signature and of the notice that was shown.
  evidence jsonb NOT NULL CHECK (evidence ?& ARRAY['documents', 'signature', 'notice']),
  two_people boolean NOT NULL,
  reviewer varchar(40) REFERENCES assent.staff,
  grant_id uuid UNIQUE REFERENCES assent.consent_grant,
  created_at timestamptz NOT NULL DEFAULT assent.now(),
  given_at timestamptz,
  CHECK ((grant_id IS NULL) = (given_at IS NULL)),
  CONSTRAINT level_3_takes_two CHECK (grant_id IS NULL OR NOT two_people OR reviewer IS NOT NULL)
);
CREATE INDEX counter_approval_session ON assent.counter_approval (session_id);

-- Two accounts may be one human's, of before and after a new card: it is the humans who must differ.
CREATE FUNCTION assent.may_review(session uuid, reviewing varchar) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT NOT EXISTS (SELECT FROM assent.counter_session c
    JOIN assent.staff clerk ON clerk.code = c.clerk JOIN assent.person p ON p.id = c.person_id
    JOIN assent.staff reviewer ON reviewer.code = reviewing
    WHERE c.id = session AND (reviewer.code = c.clerk
      OR reviewer.certno_index IN (clerk.certno_index, p.certno_index, c.agent_index))) $$;

CREATE FUNCTION assent.approval_reviewed_by_another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = assent, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.grant_id IS NOT NULL OR
    (to_jsonb(OLD) - '{reviewer,grant_id,given_at}'::text[]) IS DISTINCT FROM (to_jsonb(NEW) - '{reviewer,grant_id,given_at}'::text[]))
  THEN RAISE EXCEPTION 'what was approved at the counter stays' USING ERRCODE = 'check_violation'; END IF;
  IF NEW.reviewer IS NOT NULL AND NOT assent.may_review(NEW.session_id, NEW.reviewer)
  THEN RAISE EXCEPTION 'a reviewer is neither clerk nor person nor agent' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approval_reviewed_by_another BEFORE INSERT OR UPDATE ON assent.counter_approval
  FOR EACH ROW EXECUTE FUNCTION assent.approval_reviewed_by_another();

-- Messages to people, written in the transaction of what they tell of, delivered after its commit and until they are.
CREATE TABLE assent.message (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES assent.person,
  text varchar(500) NOT NULL,
  written_at timestamptz NOT NULL DEFAULT assent.now(),
  attempts smallint NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT assent.now(),
  sent_at timestamptz,
  -- No mobile is registered: told at the counter and in the person's own lists only.
  undeliverable_at timestamptz
);
CREATE INDEX message_due ON assent.message (due_at) WHERE sent_at IS NULL AND undeliverable_at IS NULL;

REVOKE EXECUTE ON FUNCTION assent.staff_stays(), assent.staff_acts(varchar, varchar),
  assent.open_counter_session(uuid, bytea, varchar, varchar, varchar, bytea, jsonb, integer),
  assent.may_review(uuid, varchar), assent.approval_reviewed_by_another() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.staff_acts(varchar, varchar),
  assent.open_counter_session(uuid, bytea, varchar, varchar, varchar, bytea, jsonb, integer),
  assent.may_review(uuid, varchar) TO :api;
GRANT SELECT (code, role, jwk, disabled_at) ON assent.staff TO :api;
GRANT SELECT (id, person_id, clerk, counter, identified_by, power, opened_at, expires_at, closed_at)
  ON assent.counter_session TO :api;
GRANT UPDATE (closed_at) ON assent.counter_session TO :api;
GRANT SELECT, INSERT, UPDATE (reviewer, grant_id, given_at) ON assent.counter_approval TO :api;
GRANT SELECT, INSERT (person_id, text), UPDATE (attempts, due_at, sent_at, undeliverable_at) ON assent.message TO :api;
