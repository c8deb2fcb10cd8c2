-- Guardians (R-10, R-11), and what happens to grants when a guardian or a person is gone (R-13).

-- Lifts the suspension of a grant when a cause of it has gone, if no other remains: a freeze, a guardian who is awaited, a
-- person who has died. Records it, and the recipient is told.
CREATE FUNCTION assent.resume_grant(wanted uuid, detail jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE g assent.consent_grant;
BEGIN
  SELECT * INTO g FROM assent.consent_grant WHERE id = wanted FOR UPDATE;
  IF g.suspended_at IS NULL OR g.suspended_for IS NULL OR assent.grant_has_ended(g, assent.now())
    OR EXISTS (SELECT FROM assent.guarded_grant n WHERE n.grant_id = g.id AND n.awaits_since IS NOT NULL)
    OR EXISTS (SELECT FROM assent.person p WHERE p.id = g.person_id AND p.surv_stas = '2')
    OR EXISTS (SELECT FROM assent.frozen_grant z WHERE z.grant_id = g.id AND z.reinstated_at IS NULL)
  THEN RETURN false; END IF;
  UPDATE assent.consent_grant SET suspended_at = NULL WHERE id = g.id;
  PERFORM assent.record_grant(g.id, 'GRANT_REINSTATED', detail);
  RETURN true;
END $$;

-- Records, in the transaction that gives a grant, that the grant needs a guardian: with the consent of the guardian who gave
-- it, or (null) suspended until a guardian confirms it. Both rows come sealed.
CREATE FUNCTION assent.record_guardian_consent(needed jsonb, consented jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE
  n assent.guarded_grant := jsonb_populate_record(NULL::assent.guarded_grant, needed);
  c assent.guardian_consent := jsonb_populate_record(NULL::assent.guardian_consent, consented);
  g assent.consent_grant;
  t timestamptz := assent.now();
BEGIN
  SELECT * INTO g FROM assent.consent_grant WHERE id = n.grant_id AND used = 0 AND xmin = pg_current_xact_id()::xid FOR UPDATE;
  IF NOT FOUND OR c.guardian_id IS DISTINCT FROM nullif(g.grantor_id, g.person_id)
    OR (c.id IS NOT NULL AND NOT assent.guards(c.guardian_id, g.person_id, n.until_age, t))
  THEN RETURN false; END IF;
  INSERT INTO assent.guarded_grant VALUES (n.grant_id, n.until_age, CASE WHEN c.id IS NULL THEN t END, n.seal);
  IF c.id IS NULL THEN
    UPDATE assent.consent_grant SET suspended_at = t, suspended_for = 'GUARDIAN' WHERE id = g.id;
  ELSE
    PERFORM assent.store_guardian_consent(c, g.id, g.authentication_id);
  END IF;
  RETURN true;
END $$;

-- Stores a sealed consent to this grant, which rests on this proof.
CREATE FUNCTION assent.store_guardian_consent(c assent.guardian_consent, of_grant uuid, proof uuid) RETURNS void
  LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM assent.assert_present(c.given_at);
  IF c.grant_id <> of_grant OR c.authentication_id IS DISTINCT FROM proof THEN
    RAISE EXCEPTION 'the consent of a guardian rests on nothing' USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO assent.guardian_consent (id, grant_id, guardian_id, authentication_id, given_at, seal)
  VALUES (c.id, c.grant_id, c.guardian_id, c.authentication_id, c.given_at, c.seal);
END $$;

-- In which role the grant was given, for the ledger.
CREATE FUNCTION assent.role_of_grantor(g assent.consent_grant) RETURNS jsonb LANGUAGE sql IMMUTABLE
  AS $$ SELECT jsonb_build_object('role', CASE WHEN g.provider_id IS NOT NULL THEN 'LEGAL_REP'
          WHEN g.grantor_id <> g.person_id THEN 'GUARDIAN' ELSE 'SELF' END) $$;

-- A guardian confirms a grant that waits for one, by a sealed consent. It rests on a proof that this transaction has spent for
-- the grant. A suspension for another reason stays.
CREATE FUNCTION assent.confirm_grant_for_ward(consented jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE
  c assent.guardian_consent := jsonb_populate_record(NULL::assent.guardian_consent, consented);
  g assent.consent_grant;
  need assent.guarded_grant;
  t timestamptz;
BEGIN
  SELECT * INTO g FROM assent.consent_grant WHERE id = c.grant_id FOR UPDATE;
  t := assent.now();
  SELECT * INTO need FROM assent.guarded_grant WHERE grant_id = g.id AND awaits_since IS NOT NULL FOR UPDATE;
  IF NOT FOUND OR c.authentication_id IS NULL OR assent.grant_has_ended(g, t)
    OR NOT assent.guards(c.guardian_id, g.person_id, need.until_age, t)
  THEN RETURN false; END IF;
  PERFORM assent.store_guardian_consent(c, g.id, (
    SELECT a.id FROM assent.authentication a WHERE a.id = c.authentication_id AND a.person_id = c.guardian_id
      AND a.action = 'APPROVE' AND a.target = g.id AND a.spent_at IS NOT NULL AND a.xmin = pg_current_xact_id()::xid));
  UPDATE assent.guarded_grant SET awaits_since = NULL WHERE grant_id = g.id;
  PERFORM assent.resume_grant(g.id, '{"role": "GUARDIAN"}');
  RETURN true;
END $$;

-- R-11: suspends the grants that no guardian consents to any more. `ward`: null for all wards.
CREATE FUNCTION assent.suspend_unguarded(ward bigint) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE g assent.consent_grant; t timestamptz; suspended integer := 0; unguarded uuid[] := '{}';
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
    UPDATE assent.guardian_consent c SET lost_at = t, lost_by_death = p.surv_stas = '2'
    FROM assent.person p WHERE p.id = c.guardian_id AND c.grant_id = g.id AND c.lost_at IS NULL;
    unguarded := unguarded || g.id;
    CONTINUE WHEN g.suspended_at IS NOT NULL;
    UPDATE assent.consent_grant SET suspended_at = t, suspended_for = 'GUARDIAN' WHERE id = g.id;
    PERFORM assent.record_grant(g.id, 'GRANT_SUSPENDED', assent.role_of_grantor(g));
    suspended := suspended + 1;
  END LOOP;
  PERFORM assent.tell('GUARDIAN_LOST', unguarded, NULL);
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
    UPDATE assent.consent_grant SET suspended_at = assent.now(), suspended_for = 'DEATH' WHERE id = g.id;
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

-- R-13: somebody was dead by mistake, and the source has corrected it. Their grants go on, and so do those of their wards to
-- which they consented as guardian, unless another guardian has confirmed one meanwhile.
CREATE FUNCTION assent.person_lives() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE g assent.consent_grant; c assent.guardian_consent; t timestamptz := assent.now(); resumed uuid[] := '{}';
BEGIN
  FOR c IN
    SELECT lost.* FROM assent.guardian_consent lost
    JOIN assent.guarded_grant n ON n.grant_id = lost.grant_id AND n.awaits_since IS NOT NULL
    WHERE lost.guardian_id = NEW.id AND lost.lost_by_death ORDER BY lost.grant_id, lost.id FOR UPDATE OF lost, n
  LOOP
    SELECT * INTO g FROM assent.consent_grant WHERE id = c.grant_id FOR UPDATE;
    CONTINUE WHEN NOT assent.guards(NEW.id, g.person_id,
        (SELECT until_age FROM assent.guarded_grant WHERE grant_id = g.id), t)
      OR EXISTS (SELECT FROM assent.guardian_consent later WHERE later.grant_id = g.id AND later.id > c.id);
    UPDATE assent.guardian_consent SET lost_at = NULL, lost_by_death = false WHERE id = c.id;
    UPDATE assent.guarded_grant SET awaits_since = NULL WHERE grant_id = g.id;
    IF assent.resume_grant(g.id, assent.role_of_grantor(g)) THEN resumed := resumed || g.id; END IF;
  END LOOP;
  FOR g IN SELECT * FROM assent.consent_grant WHERE person_id = NEW.id AND suspended_at IS NOT NULL ORDER BY id FOR UPDATE LOOP
    -- As with the death, the entry states no reason.
    IF assent.resume_grant(g.id, assent.role_of_grantor(g)) THEN resumed := resumed || g.id; END IF;
  END LOOP;
  PERFORM assent.tell('DEATH_CORRECTED', resumed, NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER person_lives AFTER UPDATE OF surv_stas ON assent.person FOR EACH ROW
  WHEN (NEW.surv_stas <> '2' AND OLD.surv_stas = '2') EXECUTE FUNCTION assent.person_lives();
