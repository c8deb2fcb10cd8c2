-- Guardians (R-10, R-11), and what happens to grants when a guardian or a person is gone (R-13).

-- Whether this guardian acts for this ward at time t. `enddate` is the first day on which the guardianship is over. A
-- court may appoint a guardian for an adult without capacity (民法典 24, 28); every other guardianship ends at the ward's
-- age `until_age` at the latest.
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

-- When a guardian's power over a ward ends by itself; null when no end is known.
CREATE FUNCTION assent.guardian_power_ends(guardian bigint, ward bigint, until_age integer) RETURNS timestamptz
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT least(s.enddate::timestamp AT TIME ZONE 'Asia/Shanghai',
    CASE WHEN s.source <> 'COURT_DECISION' THEN assent.birthday(w.brdy, until_age) END)
  FROM assent.guardianship s JOIN assent.person w ON w.id = s.ward_id
  WHERE s.ward_id = $2 AND s.guardian_id = $1 $$;

-- The wards for whom a guardian acts now.
CREATE FUNCTION assent.wards(guardian bigint)
  RETURNS TABLE (ward_id bigint, relation varchar, source varchar, begndate date, ends_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT s.ward_id, s.relation, s.source, s.begndate, assent.guardian_power_ends($1, s.ward_id, 18)
  FROM assent.guardianship s
  WHERE s.guardian_id = $1 AND assent.guards($1, s.ward_id, 18, assent.now()) ORDER BY s.ward_id $$;

-- What a person may do alone: NONE under 14 (R-10) or where a court has appointed a guardian, LIMITED up to 17 (R-11), else
-- FULL.
CREATE FUNCTION assent.capacity(person bigint) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT CASE
    WHEN assent.age_at(p.brdy, assent.now()) < 14 THEN 'NONE'
    WHEN EXISTS (SELECT FROM assent.guardianship s WHERE s.ward_id = p.id AND s.source = 'COURT_DECISION'
                 AND assent.guards(s.guardian_id, p.id, 18, assent.now())) THEN 'NONE'
    WHEN assent.age_at(p.brdy, assent.now()) < 18 THEN 'LIMITED'
    ELSE 'FULL' END
  FROM assent.person p WHERE p.id = $1 $$;

-- Records, in the transaction that gives a grant, that the grant needs a guardian: with this guardian's consent, or (null)
-- suspended until a guardian confirms it.
CREATE FUNCTION assent.record_guardian_consent(wanted uuid, guardian bigint, until_age integer) RETURNS boolean
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

-- In which role the grant was given, for the ledger.
CREATE FUNCTION assent.role_of_grantor(g assent.consent_grant) RETURNS jsonb LANGUAGE sql IMMUTABLE
  AS $$ SELECT jsonb_build_object('role', CASE WHEN g.provider_id IS NOT NULL THEN 'LEGAL_REP'
          WHEN g.grantor_id <> g.person_id THEN 'GUARDIAN' ELSE 'SELF' END) $$;

-- A guardian confirms a grant that waits for one. A suspension for another reason stays.
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

-- R-11: suspends the grants that no guardian consents to any more. `ward`: null for all wards.
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

-- R-13: a consent ends with the death of the person who gave it, and a guardian's consent with the death of the guardian.
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
    -- The entry states no reason, because recipients read the log too.
    PERFORM assent.record_grant(g.id, 'GRANT_SUSPENDED', assent.role_of_grantor(g));
  END LOOP;
  FOR ward IN SELECT ward_id FROM assent.guardianship WHERE guardian_id = NEW.id LOOP
    PERFORM assent.suspend_unguarded(ward);
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER person_died AFTER UPDATE OF surv_stas ON assent.person FOR EACH ROW
  WHEN (NEW.surv_stas = '2' AND OLD.surv_stas <> '2') EXECUTE FUNCTION assent.person_died();
