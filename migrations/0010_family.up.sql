-- Guardians (R-10, R-11) and the dead (R-13).

-- Full years of age, counted in the city's days.
CREATE FUNCTION assent.age_at(brdy date, t timestamptz) RETURNS integer LANGUAGE sql IMMUTABLE
  AS $$ SELECT extract(year FROM age((t AT TIME ZONE 'Asia/Shanghai')::date, brdy))::integer $$;

-- The first moment at which age_at() gives this age: who was born on a 29 February has their day on 1 March.
CREATE FUNCTION assent.birthday(brdy date, years integer) RETURNS timestamptz LANGUAGE sql IMMUTABLE
  AS $$ SELECT ((date_trunc('month', brdy::timestamp) + make_interval(years => years, days => extract(day FROM brdy)::integer - 1))
                AT TIME ZONE 'Asia/Shanghai') $$;

-- Whether this guardian acts for this ward now. `enddate` is the day on which it ends. A court may make somebody the
-- guardian of an adult without capacity (民法典 24, 28); everybody else's guardian is one until `until_age` at most.
CREATE FUNCTION assent.guards(guardian bigint, ward bigint, until_age integer, t timestamptz) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM assent.guardianship s
    JOIN assent.person w ON w.id = s.ward_id
    JOIN assent.person g ON g.id = s.guardian_id
    WHERE s.ward_id = $2 AND s.guardian_id = $1
      AND s.begndate <= (t AT TIME ZONE 'Asia/Shanghai')::date
      AND (s.enddate IS NULL OR (t AT TIME ZONE 'Asia/Shanghai')::date < s.enddate)
      AND w.surv_stas <> '2' AND g.surv_stas <> '2'
      AND assent.age_at(g.brdy, t) >= 18
      AND (assent.age_at(w.brdy, t) < until_age OR s.source = 'COURT_DECISION')) $$;

-- The moment at which a guardian's power over a ward ends by itself; null: by nothing that is known yet.
CREATE FUNCTION assent.guardian_power_ends(guardian bigint, ward bigint, until_age integer) RETURNS timestamptz
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT least(s.enddate::timestamp AT TIME ZONE 'Asia/Shanghai',
    CASE WHEN s.source <> 'COURT_DECISION' THEN assent.birthday(w.brdy, until_age) END)
  FROM assent.guardianship s JOIN assent.person w ON w.id = s.ward_id
  WHERE s.ward_id = $2 AND s.guardian_id = $1 $$;

-- Whom a guardian acts for.
CREATE FUNCTION assent.wards(guardian bigint)
  RETURNS TABLE (ward_id bigint, relation varchar, source varchar, begndate date, ends_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT s.ward_id, s.relation, s.source, s.begndate, assent.guardian_power_ends($1, s.ward_id, 18)
  FROM assent.guardianship s
  WHERE s.guardian_id = $1 AND assent.guards($1, s.ward_id, 18, assent.now()) ORDER BY s.ward_id $$;

-- What a person may do alone: NONE under 14 (R-10) and where a court has named a guardian, LIMITED to 17 (R-11), FULL.
CREATE FUNCTION assent.capacity(person bigint) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT CASE
    WHEN assent.age_at(p.brdy, assent.now()) < 14 THEN 'NONE'
    WHEN EXISTS (SELECT FROM assent.guardianship s WHERE s.ward_id = p.id AND s.source = 'COURT_DECISION'
                 AND assent.guards(s.guardian_id, p.id, 18, assent.now())) THEN 'NONE'
    WHEN assent.age_at(p.brdy, assent.now()) < 18 THEN 'LIMITED'
    ELSE 'FULL' END
  FROM assent.person p WHERE p.id = $1 $$;

-- Grants that rest on a guardian's word: one a guardian gave, or one a person of 14 to 17 gave and a guardian confirms.
CREATE TABLE assent.guarded_grant (
  grant_id uuid PRIMARY KEY REFERENCES assent.consent_grant,
  -- The ward's age at which the purpose needs no guardian any more.
  until_age smallint NOT NULL CHECK (until_age IN (14, 18)),
  -- Since when no guardian stands behind it; the grant is suspended for so long.
  awaits_since timestamptz
);

-- Whose word it was. Never changed but for when it was lost.
CREATE TABLE assent.guardian_consent (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  grant_id uuid NOT NULL REFERENCES assent.guarded_grant,
  guardian_id bigint NOT NULL REFERENCES assent.person,
  given_at timestamptz NOT NULL,
  lost_at timestamptz
);
CREATE UNIQUE INDEX guardian_consent_live ON assent.guardian_consent (grant_id) WHERE lost_at IS NULL;
CREATE INDEX guardian_consent_guardian ON assent.guardian_consent (guardian_id) WHERE lost_at IS NULL;

-- Why a grant may not be used now: the word of a guardian that it needs is missing.
CREATE FUNCTION assent.unguarded(g assent.consent_grant, t timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE needed_until smallint; age integer;
BEGIN
  IF g.person_id IS NULL THEN RETURN false; END IF;
  SELECT until_age INTO needed_until FROM assent.guarded_grant WHERE grant_id = g.id;
  -- Every redemption comes by here: what a person gave and no guardian is asked about ends here.
  IF needed_until IS NULL AND g.grantor_id = g.person_id THEN RETURN false; END IF;
  SELECT assent.age_at(p.brdy, t) INTO age FROM assent.person p WHERE p.id = g.person_id;
  -- R-10: whoever else gives a child's data away is no guardian.
  IF needed_until IS NULL THEN RETURN age < 14; END IF;
  -- From 18 one's own act stands alone.
  IF g.grantor_id = g.person_id AND age >= 18 THEN RETURN false; END IF;
  RETURN NOT EXISTS (
    SELECT FROM assent.guardian_consent c
    WHERE c.grant_id = g.id AND c.lost_at IS NULL AND assent.guards(c.guardian_id, g.person_id, needed_until, t));
END $$;

-- One more reason beside those of the migrations before, whichever they are.
ALTER FUNCTION assent.barred(assent.consent_grant, timestamptz) RENAME TO barred_before_family;
CREATE FUNCTION assent.barred(g assent.consent_grant, t timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN assent.barred_before_family(g, t) OR assent.unguarded(g, t);
END $$;

-- The same for whoever explains a refusal (consent/gate/grant-facts.ts).
CREATE FUNCTION assent.is_barred(wanted uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT assent.barred(g, assent.now()) FROM assent.consent_grant g WHERE g.id = wanted $$;

-- Notes in the transaction that gives a grant that it rests on a guardian: on this one's word, or on that of one yet to come.
CREATE FUNCTION assent.guard_grant(wanted uuid, guardian bigint, until_age integer) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE g assent.consent_grant; t timestamptz := assent.now();
BEGIN
  SELECT * INTO g FROM assent.consent_grant WHERE id = wanted AND used = 0 AND xmin = pg_current_xact_id()::xid FOR UPDATE;
  IF NOT FOUND OR guardian IS DISTINCT FROM nullif(g.grantor_id, g.person_id)
    OR (guardian IS NOT NULL AND NOT assent.guards(guardian, g.person_id, until_age, t))
  THEN RETURN false; END IF;
  INSERT INTO assent.guarded_grant VALUES (wanted, until_age, CASE WHEN guardian IS NULL THEN t END);
  IF guardian IS NULL THEN
    UPDATE assent.consent_grant SET suspended_at = t WHERE id = wanted;
  ELSE
    INSERT INTO assent.guardian_consent (grant_id, guardian_id, given_at) VALUES (wanted, guardian, t);
  END IF;
  RETURN true;
END $$;

-- A guardian's word for a grant that waits for one. What suspended it for another reason stays.
CREATE FUNCTION assent.confirm_grant_for_ward(wanted uuid, guardian bigint) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE g assent.consent_grant; need assent.guarded_grant; t timestamptz;
BEGIN
  SELECT * INTO g FROM assent.consent_grant WHERE id = wanted FOR UPDATE;
  t := assent.now();
  SELECT * INTO need FROM assent.guarded_grant WHERE grant_id = wanted AND awaits_since IS NOT NULL FOR UPDATE;
  IF NOT FOUND OR g.revoked_at IS NOT NULL OR g.superseded_at IS NOT NULL OR t >= g.valid_until
    OR NOT assent.guards(guardian, g.person_id, need.until_age, t)
  THEN RETURN false; END IF;
  INSERT INTO assent.guardian_consent (grant_id, guardian_id, given_at) VALUES (wanted, guardian, t);
  UPDATE assent.guarded_grant SET awaits_since = NULL WHERE grant_id = wanted;
  IF g.suspended_at = need.awaits_since THEN
    UPDATE assent.consent_grant SET suspended_at = NULL WHERE id = wanted;
    PERFORM assent.record_grant(wanted, 'GRANT_REINSTATED', '{"role": "GUARDIAN"}');
  END IF;
  RETURN true;
END $$;

-- As whom somebody gave a grant, for the ledger.
CREATE FUNCTION assent.role_of_grantor(g assent.consent_grant) RETURNS jsonb LANGUAGE sql IMMUTABLE
  AS $$ SELECT jsonb_build_object('role', CASE WHEN g.provider_id IS NOT NULL THEN 'LEGAL_REP'
          WHEN g.grantor_id <> g.person_id THEN 'GUARDIAN' ELSE 'SELF' END) $$;

-- A guardian lost is a grant suspended (R-11). `ward`: null for everybody's.
CREATE FUNCTION assent.suspend_unguarded(ward bigint) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE g assent.consent_grant; t timestamptz; suspended integer := 0;
BEGIN
  FOR g IN
    SELECT c.* FROM assent.consent_grant c JOIN assent.guarded_grant n ON n.grant_id = c.id
    WHERE (n.awaits_since IS NULL OR c.suspended_at IS NULL) AND c.revoked_at IS NULL AND c.superseded_at IS NULL
      AND c.valid_until > assent.now() AND (ward IS NULL OR c.person_id = ward) AND assent.unguarded(c, assent.now())
    ORDER BY c.id FOR UPDATE OF c
  LOOP
    t := assent.now();
    UPDATE assent.guarded_grant SET awaits_since = t WHERE grant_id = g.id;
    UPDATE assent.guardian_consent SET lost_at = t WHERE grant_id = g.id AND lost_at IS NULL;
    CONTINUE WHEN g.suspended_at IS NOT NULL;
    UPDATE assent.consent_grant SET suspended_at = t WHERE id = g.id;
    PERFORM assent.record_grant(g.id, 'GRANT_SUSPENDED', assent.role_of_grantor(g));
    suspended := suspended + 1;
  END LOOP;
  RETURN suspended;
END $$;

CREATE FUNCTION assent.guardian_lost() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  PERFORM assent.suspend_unguarded(OLD.ward_id);
  RETURN NULL;
END $$;
CREATE TRIGGER guardian_lost AFTER UPDATE OR DELETE ON assent.guardianship
  FOR EACH ROW EXECUTE FUNCTION assent.guardian_lost();

-- The guardian's own right to know on behalf of the ward (R-10, R-24): while the ward is under 14, or is so by a court.
CREATE FUNCTION assent.open_ward(reader bigint, ward bigint, asked jsonb, strength varchar, OUT opened boolean, OUT salt bytea)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  IF NOT assent.guards(reader, ward, 14, assent.now()) THEN opened := false; RETURN; END IF;
  INSERT INTO assent.ledger_entry (kind, at, person_id, content)
  VALUES ('OWN_ACCESS', assent.now(), ward, jsonb_build_object('items', asked, 'strength', strength, 'role', 'GUARDIAN')
    || assent.own_subject(ward, NULL, gen_random_uuid()));
  opened := true;
  salt := assent.salt_of(ward, NULL);
END $$;

-- R-13: a consent ends with the person who gave it, and a guardian's word with the guardian.
CREATE FUNCTION assent.person_died() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE g assent.consent_grant; ward bigint;
BEGIN
  FOR g IN
    SELECT * FROM assent.consent_grant
    WHERE person_id = NEW.id AND revoked_at IS NULL AND superseded_at IS NULL AND suspended_at IS NULL
      AND valid_until > assent.now() ORDER BY id FOR UPDATE
  LOOP
    UPDATE assent.consent_grant SET suspended_at = assent.now() WHERE id = g.id;
    -- Without a reason: recipients follow the log too.
    PERFORM assent.record_grant(g.id, 'GRANT_SUSPENDED', assent.role_of_grantor(g));
  END LOOP;
  FOR ward IN SELECT ward_id FROM assent.guardianship WHERE guardian_id = NEW.id LOOP
    PERFORM assent.suspend_unguarded(ward);
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER person_died AFTER UPDATE OF surv_stas ON assent.person FOR EACH ROW
  WHEN (NEW.surv_stas = '2' AND OLD.surv_stas <> '2') EXECUTE FUNCTION assent.person_died();

-- Whether somebody's sessions still are theirs.
CREATE FUNCTION assent.account_is_open(person bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT EXISTS (SELECT FROM assent.person WHERE id = $1 AND surv_stas <> '2' AND salt IS NOT NULL) $$;

-- What somebody arranged in life for the time after (PIPL 49); the newest stands.
CREATE TABLE assent.after_death (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  arranging_id bigint NOT NULL REFERENCES assent.person,
  arrangement varchar(6) NOT NULL CHECK (arrangement IN ('OPEN', 'CLOSED')),
  arranged_at timestamptz NOT NULL DEFAULT assent.now()
);
CREATE INDEX after_death_arranging ON assent.after_death (arranging_id, id DESC);

-- Whether a record is that of somebody who has died and left it to the near relatives.
CREATE FUNCTION assent.left_open(person bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT EXISTS (SELECT FROM assent.person p WHERE p.id = $1 AND p.surv_stas = '2' AND p.salt IS NOT NULL)
    AND coalesce((SELECT arrangement FROM assent.after_death WHERE arranging_id = $1 ORDER BY id DESC LIMIT 1), 'OPEN') = 'OPEN' $$;

-- A near relative (民法典 1045) applies for access to a dead person's record for a lawful interest of their own.
CREATE TABLE assent.relative_application (
  id uuid PRIMARY KEY,
  applicant_id bigint NOT NULL REFERENCES assent.person,
  -- null: number and name matched nobody; nobody is told.
  deceased_id bigint REFERENCES assent.person CHECK (deceased_id <> applicant_id),
  relation varchar(11) NOT NULL
    CHECK (relation IN ('SPOUSE', 'PARENT', 'CHILD', 'SIBLING', 'GRANDPARENT', 'GRANDCHILD')),
  interest varchar(15) NOT NULL CHECK (interest IN ('INHERITANCE', 'INSURANCE_CLAIM', 'MEDICAL_DISPUTE', 'OTHER')),
  items jsonb NOT NULL CHECK (jsonb_array_length(items) > 0),
  -- SHA-256 of the papers: of the death and of the kinship.
  evidence jsonb NOT NULL CHECK (evidence @> '[{"kind": "DEATH"}, {"kind": "KINSHIP"}]'),
  max_uses smallint NOT NULL CHECK (max_uses BETWEEN 1 AND 12),
  valid_for_days smallint NOT NULL CHECK (valid_for_days BETWEEN 1 AND 365),
  created_at timestamptz NOT NULL DEFAULT assent.now(),
  status varchar(8) NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'APPROVED', 'REFUSED')),
  decided_at timestamptz,
  valid_until timestamptz,
  used smallint NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND max_uses),
  CHECK ((status = 'PENDING') = (decided_at IS NULL)),
  CHECK ((status = 'APPROVED') = (valid_until IS NOT NULL)),
  CHECK (used = 0 OR status = 'APPROVED')
);
CREATE INDEX relative_application_applicant ON assent.relative_application (applicant_id, created_at DESC);
CREATE INDEX relative_application_pending ON assent.relative_application (created_at) WHERE status = 'PENDING';

CREATE TABLE assent.relative_review (
  application_id uuid NOT NULL REFERENCES assent.relative_application,
  reviewer varchar(40) NOT NULL REFERENCES assent.staff,
  approved boolean NOT NULL,
  reason varchar(500),
  reviewed_at timestamptz NOT NULL,
  PRIMARY KEY (application_id, reviewer),
  CHECK (approved = (reason IS NULL))
);

-- One of the two reviews. The reviewer says whom the papers name, as blind indexes of number, and of number and name:
-- the platform compares, and shows nobody's data for it. Verdicts: REVIEWED; MISSING; CLOSED; ANOTHER must review:
-- it is two humans who do, and neither is one of the family; PAPERS that name others; NOTHING there is to open.
CREATE FUNCTION assent.review_relative(wanted uuid, reviewing varchar, approves boolean, why varchar,
  dead bytea, dead_named bytea, kin bytea, kin_named bytea) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.relative_application; human bytea; t timestamptz;
BEGIN
  IF NOT assent.staff_acts(reviewing, 'REVIEWER') THEN RETURN 'ANOTHER'; END IF;
  SELECT * INTO a FROM assent.relative_application WHERE id = wanted FOR UPDATE;
  IF NOT FOUND THEN RETURN 'MISSING'; END IF;
  t := assent.now();
  IF a.status <> 'PENDING' THEN RETURN 'CLOSED'; END IF;
  SELECT certno_index INTO human FROM assent.staff WHERE code = reviewing;
  IF EXISTS (SELECT FROM assent.person p WHERE p.id IN (a.applicant_id, a.deceased_id) AND p.certno_index = human)
    OR EXISTS (SELECT FROM assent.relative_review r JOIN assent.staff s ON s.code = r.reviewer
               WHERE r.application_id = wanted AND s.certno_index = human)
  THEN RETURN 'ANOTHER'; END IF;
  IF approves THEN
    IF a.deceased_id IS NULL OR NOT assent.left_open(a.deceased_id) THEN RETURN 'NOTHING'; END IF;
    IF assent.find_named_person(dead, dead_named) IS DISTINCT FROM a.deceased_id
      OR assent.find_named_person(kin, kin_named) IS DISTINCT FROM a.applicant_id
    THEN RETURN 'PAPERS'; END IF;
  END IF;
  INSERT INTO assent.relative_review VALUES (wanted, reviewing, approves, why, t);
  IF NOT approves THEN
    UPDATE assent.relative_application SET status = 'REFUSED', decided_at = t WHERE id = wanted;
  ELSIF (SELECT count(*) FROM assent.relative_review WHERE application_id = wanted) = 2 THEN
    UPDATE assent.relative_application
    SET status = 'APPROVED', decided_at = t, valid_until = t + make_interval(days => valid_for_days) WHERE id = wanted;
  END IF;
  RETURN 'REVIEWED';
END $$;

-- One reading of a dead person's record, counted and recorded, within the scope and term that two people approved.
CREATE FUNCTION assent.open_relative(wanted uuid, reader bigint, asked jsonb, strength varchar,
  OUT verdict text, OUT salt bytea, OUT entry_id bigint, OUT use_number integer, OUT at timestamptz)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.relative_application;
BEGIN
  SELECT * INTO a FROM assent.relative_application WHERE id = wanted AND applicant_id = reader FOR UPDATE;
  IF NOT FOUND THEN verdict := 'MISSING'; RETURN; END IF;
  at := assent.now();
  IF a.status <> 'APPROVED' THEN verdict := a.status; RETURN; END IF;
  IF at >= a.valid_until THEN verdict := 'EXPIRED'; RETURN; END IF;
  IF NOT assent.left_open(a.deceased_id) OR NOT assent.account_is_open(reader) THEN verdict := 'CLOSED'; RETURN; END IF;
  IF EXISTS (SELECT FROM jsonb_array_elements(asked) AS x WHERE NOT a.items @> jsonb_build_array(x))
  THEN verdict := 'WIDER'; RETURN; END IF;
  IF a.used >= a.max_uses THEN verdict := 'EXHAUSTED'; RETURN; END IF;
  UPDATE assent.relative_application SET used = a.used + 1 WHERE id = wanted;
  use_number := a.used + 1;
  INSERT INTO assent.ledger_entry (kind, at, person_id, content)
  SELECT 'RELATIVE_ACCESS', open_relative.at, a.deceased_id, jsonb_build_object('purpose', 'DECEASED_KIN_QUERY',
      'application', wanted, 'relation', a.relation, 'items', asked, 'strength', strength, 'useNumber', use_number,
      'maxUses', a.max_uses, 'reviewers', (SELECT jsonb_agg(reviewer ORDER BY reviewed_at) FROM assent.relative_review WHERE application_id = wanted))
    || assent.own_subject(a.deceased_id, NULL, gen_random_uuid())
  RETURNING id INTO entry_id;
  verdict := 'OPEN';
  salt := assent.salt_of(a.deceased_id, NULL);
END $$;

REVOKE EXECUTE ON FUNCTION assent.age_at(date, timestamptz), assent.birthday(date, integer),
  assent.guards(bigint, bigint, integer, timestamptz), assent.wards(bigint),
  assent.guardian_power_ends(bigint, bigint, integer), assent.capacity(bigint),
  assent.unguarded(assent.consent_grant, timestamptz), assent.barred(assent.consent_grant, timestamptz),
  assent.is_barred(uuid), assent.guard_grant(uuid, bigint, integer), assent.confirm_grant_for_ward(uuid, bigint),
  assent.role_of_grantor(assent.consent_grant), assent.suspend_unguarded(bigint), assent.guardian_lost(), assent.open_ward(bigint, bigint, jsonb, varchar),
  assent.person_died(), assent.account_is_open(bigint), assent.left_open(bigint),
  assent.review_relative(uuid, varchar, boolean, varchar, bytea, bytea, bytea, bytea),
  assent.open_relative(uuid, bigint, jsonb, varchar) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.guards(bigint, bigint, integer, timestamptz), assent.wards(bigint),
  assent.guardian_power_ends(bigint, bigint, integer), assent.capacity(bigint), assent.is_barred(uuid),
  assent.guard_grant(uuid, bigint, integer), assent.confirm_grant_for_ward(uuid, bigint),
  assent.suspend_unguarded(bigint), assent.open_ward(bigint, bigint, jsonb, varchar),
  assent.account_is_open(bigint), assent.review_relative(uuid, varchar, boolean, varchar, bytea, bytea, bytea, bytea),
  assent.open_relative(uuid, bigint, jsonb, varchar) TO :api;
GRANT SELECT ON assent.guarded_grant, assent.relative_review TO :api;
GRANT SELECT, INSERT (arranging_id, arrangement) ON assent.after_death TO :api;
GRANT SELECT, INSERT (id, applicant_id, deceased_id, relation, interest, items, evidence, max_uses, valid_for_days)
  ON assent.relative_application TO :api;
