-- Staff of the counter and the bureau, and what they do: counter sessions (R-28), officers' acts (R-34, R-07).

-- One account for one employee and one key, for good: a code that stands in the ledger never means somebody else.
CREATE TABLE assent.staff (
  code varchar(40) PRIMARY KEY CHECK (code ~ '^[A-Z][A-Z0-9-]{1,39}$'),
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
  counter varchar(40) NOT NULL CHECK (counter ~ '^[A-Z][A-Z0-9-]{0,39}$'),
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

-- What officers do, each act by two different people: one proposes, another confirms within a day.
CREATE TABLE assent.officer_act (
  id uuid PRIMARY KEY,
  kind varchar(20) NOT NULL CHECK (kind IN (
    'SUSPEND_RECIPIENT', 'REINSTATE_RECIPIENT', 'FREEZE_RECIPIENT', 'LIFT_FREEZE', 'PUBLISH_CATALOGUE')),
  recipient_code varchar(40) REFERENCES assent.recipient,
  -- Items whose level a new catalogue version raises, with their new level.
  raises jsonb CHECK (jsonb_array_length(raises) > 0),
  reason varchar(500) NOT NULL,
  proposed_by varchar(40) NOT NULL REFERENCES assent.staff,
  proposed_at timestamptz NOT NULL DEFAULT assent.now(),
  confirmed_by varchar(40) REFERENCES assent.staff,
  confirmed_at timestamptz,
  CHECK ((kind = 'PUBLISH_CATALOGUE') = (raises IS NOT NULL)),
  CHECK ((kind = 'PUBLISH_CATALOGUE') = (recipient_code IS NULL)),
  CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
  CONSTRAINT act_takes_two CHECK (confirmed_by <> proposed_by)
);
CREATE TRIGGER act_stays BEFORE UPDATE ON assent.officer_act FOR EACH ROW WHEN (
  OLD.confirmed_at IS NOT NULL OR
  (OLD.id, OLD.kind, OLD.recipient_code, OLD.raises, OLD.reason, OLD.proposed_by, OLD.proposed_at) IS DISTINCT FROM
  (NEW.id, NEW.kind, NEW.recipient_code, NEW.raises, NEW.reason, NEW.proposed_by, NEW.proposed_at)
) EXECUTE FUNCTION assent.refuse_change();

-- R-07: versions of the catalogue that the bureau publishes after the one that the code declares.
CREATE TABLE assent.catalogue_version (
  version integer PRIMARY KEY CHECK (version > 1),
  published_at timestamptz NOT NULL,
  act_id uuid NOT NULL UNIQUE REFERENCES assent.officer_act
);
CREATE TABLE assent.raised_item (
  version integer NOT NULL REFERENCES assent.catalogue_version,
  item varchar(60) NOT NULL,
  level smallint NOT NULL CHECK (level IN (2, 3)),
  PRIMARY KEY (item, version)
);
-- The person's new word for an item of a grant, under the version that raised it.
CREATE TABLE assent.item_confirmation (
  grant_id uuid NOT NULL REFERENCES assent.consent_grant,
  item varchar(60) NOT NULL,
  version integer NOT NULL REFERENCES assent.catalogue_version,
  authentication_id uuid NOT NULL REFERENCES assent.authentication,
  confirmed_at timestamptz NOT NULL DEFAULT assent.now(),
  PRIMARY KEY (grant_id, item, version)
);

-- Items of these grants that wait for the person's new word; the others go on.
CREATE FUNCTION assent.suspended_items(wanted uuid[])
  RETURNS TABLE (grant_id uuid, item varchar, level smallint, version integer, published_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT DISTINCT ON (g.id, r.item) g.id, r.item, r.level, r.version, v.published_at
  FROM assent.consent_grant g
  JOIN assent.raised_item r ON r.version > g.catalogue_version AND g.items @> jsonb_build_array(jsonb_build_object('item', r.item))
  JOIN assent.catalogue_version v ON v.version = r.version
  WHERE g.id = ANY (wanted) AND NOT EXISTS (
    SELECT FROM assent.item_confirmation c WHERE c.grant_id = g.id AND c.item = r.item AND c.version >= r.version)
  ORDER BY g.id, r.item, r.version DESC $$;

-- R-34: one freeze of all grants of a recipient, worked off in portions; the recipient is suspended from its beginning.
CREATE TABLE assent.recipient_freeze (
  id uuid PRIMARY KEY REFERENCES assent.officer_act,
  recipient_code varchar(40) NOT NULL REFERENCES assent.recipient,
  frozen_at timestamptz NOT NULL,
  -- Grants up to this one have been looked at; null: none yet.
  done_through uuid,
  finished_at timestamptz,
  lifted_at timestamptz,
  thawed_at timestamptz
);
CREATE UNIQUE INDEX recipient_freeze_one ON assent.recipient_freeze (recipient_code) WHERE lifted_at IS NULL;
CREATE TABLE assent.frozen_grant (
  grant_id uuid NOT NULL REFERENCES assent.consent_grant,
  freeze_id uuid NOT NULL REFERENCES assent.recipient_freeze,
  suspended_at timestamptz NOT NULL,
  reinstated_at timestamptz,
  PRIMARY KEY (freeze_id, grant_id)
);
CREATE INDEX frozen_grant_still ON assent.frozen_grant (freeze_id) WHERE reinstated_at IS NULL;
-- PIPL 57: everybody who ever gave this recipient a grant is told, whether it still stands or not.
CREATE TABLE assent.breach_notice (
  freeze_id uuid NOT NULL REFERENCES assent.recipient_freeze,
  person_id bigint REFERENCES assent.person,
  provider_id bigint REFERENCES assent.provider,
  noticed_at timestamptz NOT NULL,
  UNIQUE NULLS NOT DISTINCT (person_id, provider_id, freeze_id),
  CHECK ((person_id IS NULL) <> (provider_id IS NULL))
);

-- Confirms an act and does it, in one. Verdicts: CONFIRMED; DONE before; MISSING; LATE; ONE_PERSON: it takes two officers
-- who are two people; FROZEN: only lifting the freeze helps; NOT_FROZEN.
CREATE FUNCTION assent.confirm_act(wanted uuid, officer varchar, declared_version integer) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.officer_act; t timestamptz; frozen boolean; next_version integer; entry jsonb;
BEGIN
  SELECT * INTO a FROM assent.officer_act WHERE id = wanted FOR UPDATE;
  IF NOT FOUND THEN RETURN 'MISSING'; END IF;
  t := assent.now();
  IF a.confirmed_at IS NOT NULL THEN RETURN 'DONE'; END IF;
  IF t >= a.proposed_at + interval '1 day' THEN RETURN 'LATE'; END IF;
  IF NOT assent.staff_acts(a.proposed_by, 'OFFICER') OR NOT assent.staff_acts(officer, 'OFFICER')
    OR (SELECT count(DISTINCT certno_index) FROM assent.staff WHERE code IN (a.proposed_by, officer)) <> 2
  THEN RETURN 'ONE_PERSON'; END IF;
  PERFORM FROM assent.recipient WHERE code = a.recipient_code FOR UPDATE;
  frozen := EXISTS (SELECT FROM assent.recipient_freeze f WHERE f.recipient_code = a.recipient_code AND f.lifted_at IS NULL);
  IF frozen AND a.kind IN ('FREEZE_RECIPIENT', 'REINSTATE_RECIPIENT') THEN RETURN 'FROZEN'; END IF;
  IF NOT frozen AND a.kind = 'LIFT_FREEZE' THEN RETURN 'NOT_FROZEN'; END IF;
  UPDATE assent.officer_act SET confirmed_by = officer, confirmed_at = t WHERE id = wanted;
  entry := jsonb_build_object('act', a.id, 'proposedBy', a.proposed_by, 'confirmedBy', officer);

  IF a.kind = 'PUBLISH_CATALOGUE' THEN
    LOCK TABLE assent.catalogue_version IN SHARE ROW EXCLUSIVE MODE;
    SELECT greatest(declared_version, max(version)) + 1 INTO next_version FROM assent.catalogue_version;
    INSERT INTO assent.catalogue_version VALUES (next_version, t, a.id);
    INSERT INTO assent.raised_item (version, item, level)
      SELECT next_version, one->>'item', (one->>'level')::smallint FROM jsonb_array_elements(a.raises) AS one;
    -- An agreement is read with the catalogue in force: whatever was decided by the two before is decided again
    -- (STALE in redeem()).
    UPDATE assent.agreement SET version = version + 1;
    INSERT INTO assent.ledger_entry (kind, at, content)
    VALUES ('CATALOGUE_PUBLISHED', t, entry || jsonb_build_object('version', next_version, 'raises', a.raises));
    RETURN 'CONFIRMED';
  END IF;

  entry := entry || jsonb_build_object('recipient', a.recipient_code, 'why', a.kind);
  IF a.kind IN ('SUSPEND_RECIPIENT', 'FREEZE_RECIPIENT') THEN
    IF a.kind = 'FREEZE_RECIPIENT' THEN
      INSERT INTO assent.recipient_freeze (id, recipient_code, frozen_at) VALUES (a.id, a.recipient_code, t);
    END IF;
    UPDATE assent.recipient SET suspended_at = coalesce(suspended_at, t) WHERE code = a.recipient_code;
    INSERT INTO assent.ledger_entry (kind, at, recipient_code, content)
    VALUES ('RECIPIENT_SUSPENDED', t, a.recipient_code, entry);
  ELSE
    UPDATE assent.recipient_freeze SET lifted_at = t WHERE recipient_code = a.recipient_code AND lifted_at IS NULL;
    UPDATE assent.recipient SET suspended_at = NULL WHERE code = a.recipient_code;
    INSERT INTO assent.ledger_entry (kind, at, recipient_code, content)
    VALUES ('RECIPIENT_REINSTATED', t, a.recipient_code, entry);
  END IF;
  RETURN 'CONFIRMED';
END $$;

-- Works off the next portion of a freeze, or of one that was lifted: grants one by one, each in the ledger. False when
-- there is nothing left to do.
CREATE FUNCTION assent.freeze_portion(most integer) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE f assent.recipient_freeze; g assent.consent_grant; t timestamptz := assent.now(); last uuid; detail jsonb;
BEGIN
  SELECT * INTO f FROM assent.recipient_freeze
  WHERE (lifted_at IS NULL AND finished_at IS NULL) OR (lifted_at IS NOT NULL AND thawed_at IS NULL)
  ORDER BY frozen_at LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN false; END IF;
  detail := jsonb_build_object('why', 'BREACH', 'act', f.id);

  IF f.lifted_at IS NOT NULL THEN
    FOR g IN SELECT c.* FROM assent.frozen_grant z JOIN assent.consent_grant c ON c.id = z.grant_id
             WHERE z.freeze_id = f.id AND z.reinstated_at IS NULL ORDER BY c.id LIMIT most FOR UPDATE OF c LOOP
      last := g.id;
      UPDATE assent.frozen_grant SET reinstated_at = t WHERE freeze_id = f.id AND grant_id = g.id;
      -- What somebody else suspended, or the person revoked meanwhile, stays so.
      CONTINUE WHEN g.revoked_at IS NOT NULL OR g.superseded_at IS NOT NULL OR g.suspended_at IS DISTINCT FROM
        (SELECT z.suspended_at FROM assent.frozen_grant z WHERE z.freeze_id = f.id AND z.grant_id = g.id);
      UPDATE assent.consent_grant SET suspended_at = NULL WHERE id = g.id;
      PERFORM assent.record_grant(g.id, 'GRANT_REINSTATED', detail);
    END LOOP;
    IF last IS NULL THEN UPDATE assent.recipient_freeze SET thawed_at = t WHERE id = f.id; END IF;
    RETURN true;
  END IF;

  FOR g IN SELECT * FROM assent.consent_grant
           WHERE recipient_code = f.recipient_code AND (f.done_through IS NULL OR id > f.done_through)
           ORDER BY id LIMIT most FOR NO KEY UPDATE LOOP
    last := g.id;
    INSERT INTO assent.breach_notice (freeze_id, person_id, provider_id, noticed_at)
      VALUES (f.id, g.person_id, g.provider_id, t) ON CONFLICT DO NOTHING;
    CONTINUE WHEN g.revoked_at IS NOT NULL OR g.superseded_at IS NOT NULL OR g.suspended_at IS NOT NULL OR t >= g.valid_until;
    UPDATE assent.consent_grant SET suspended_at = t WHERE id = g.id;
    INSERT INTO assent.frozen_grant (grant_id, freeze_id, suspended_at) VALUES (g.id, f.id, t);
    PERFORM assent.record_grant(g.id, 'GRANT_SUSPENDED', detail);
  END LOOP;
  UPDATE assent.recipient_freeze SET done_through = coalesce(last, done_through),
    finished_at = CASE WHEN last IS NULL THEN t END WHERE id = f.id;
  RETURN true;
END $$;
-- So that a portion begins where the one before ended.
CREATE INDEX consent_grant_recipient_id ON assent.consent_grant (recipient_code, id);

REVOKE EXECUTE ON FUNCTION assent.staff_stays(), assent.staff_acts(varchar, varchar),
  assent.open_counter_session(uuid, bytea, varchar, varchar, varchar, bytea, jsonb, integer),
  assent.may_review(uuid, varchar), assent.approval_reviewed_by_another(), assent.suspended_items(uuid[]),
  assent.confirm_act(uuid, varchar, integer), assent.freeze_portion(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.staff_acts(varchar, varchar),
  assent.open_counter_session(uuid, bytea, varchar, varchar, varchar, bytea, jsonb, integer),
  assent.may_review(uuid, varchar), assent.suspended_items(uuid[]), assent.confirm_act(uuid, varchar, integer),
  assent.freeze_portion(integer) TO :api;
GRANT SELECT (code, role, jwk, disabled_at) ON assent.staff TO :api;
GRANT SELECT (id, person_id, clerk, counter, identified_by, power, opened_at, expires_at, closed_at)
  ON assent.counter_session TO :api;
GRANT UPDATE (closed_at) ON assent.counter_session TO :api;
GRANT SELECT, INSERT, UPDATE (reviewer, grant_id, given_at) ON assent.counter_approval TO :api;
GRANT SELECT, INSERT (person_id, text), UPDATE (attempts, due_at, sent_at, undeliverable_at) ON assent.message TO :api;
GRANT SELECT, INSERT (id, kind, recipient_code, raises, reason, proposed_by) ON assent.officer_act TO :api;
GRANT SELECT ON assent.catalogue_version, assent.raised_item, assent.recipient_freeze, assent.breach_notice TO :api;
GRANT SELECT, INSERT (grant_id, item, version, authentication_id) ON assent.item_confirmation TO :api;
