-- Guardians (R-10, R-11), and what happens to grants when a guardian or a person is gone (R-13).

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
  IF NOT FOUND OR assent.grant_has_ended(g, t) OR NOT assent.guards(guardian, g.person_id, need.until_age, t)
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
    WHERE (n.awaits_since IS NULL OR c.suspended_at IS NULL) AND (ward IS NULL OR c.person_id = ward)
      AND NOT assent.grant_has_ended(c, assent.now())
      AND (SELECT assent.lacks_guardian(c, n.until_age, p.brdy, assent.now()) FROM assent.person p WHERE p.id = c.person_id)
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
    SELECT * FROM assent.consent_grant c
    WHERE person_id = NEW.id AND suspended_at IS NULL AND NOT assent.grant_has_ended(c, assent.now()) ORDER BY id FOR UPDATE
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
