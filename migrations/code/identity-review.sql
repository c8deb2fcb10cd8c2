-- A person number that becomes another human's. An import whose file says so changes nothing: it holds the change, and no
-- grant of the person can be used until an operator has decided (assent identity). Person and recipients are told.

-- Called by the import. A later proposal replaces one that nobody has decided. Does nothing for a proposal that is known.
CREATE FUNCTION assent.hold_identity(whom bigint, proposed bytea, would_change varchar[]) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE g assent.consent_grant; t timestamptz := assent.now();
BEGIN
  PERFORM FROM assent.person WHERE id = whom FOR UPDATE;
  IF EXISTS (SELECT FROM assent.identity_review r WHERE r.person_id = whom AND r.proposal = proposed) THEN RETURN; END IF;
  DELETE FROM assent.identity_review WHERE person_id = whom AND decided_at IS NULL;
  INSERT INTO assent.identity_review (person_id, proposal, changed, held_at) VALUES (whom, proposed, would_change, t);
  IF (SELECT held_since FROM assent.person WHERE id = whom) IS NOT NULL THEN RETURN; END IF;
  FOR g IN
    SELECT * FROM assent.consent_grant c
    WHERE c.person_id = whom AND c.suspended_at IS NULL AND NOT assent.grant_has_ended(c, t) ORDER BY c.id FOR UPDATE
  LOOP
    UPDATE assent.consent_grant SET suspended_at = t, suspended_for = 'IDENTITY' WHERE id = g.id;
    -- The entry states no reason, because recipients read the log too.
    PERFORM assent.record_grant(g.id, 'GRANT_SUSPENDED', assent.role_of_grantor(g));
  END LOOP;
  UPDATE assent.person SET held_since = t WHERE id = whom;
  INSERT INTO assent.message (person_id, text) SELECT whom, text FROM assent.told_party WHERE event = 'IDENTITY_HELD';
END $$;

-- Decides the open review of a person number. CORRECTION: the same human; the next import applies what the file says.
-- REFUSED: the file is wrong; what it says is rejected from now on. ANOTHER: the number belongs to another human now. The
-- record then stays with the human whose it is, under a number that no file has, and the next import begins a new one.
CREATE FUNCTION assent.decide_identity(number varchar, decision varchar, decider varchar) RETURNS boolean
  LANGUAGE plpgsql VOLATILE AS $$
DECLARE whom bigint; review bigint; g assent.consent_grant; t timestamptz := assent.now();
BEGIN
  SELECT id INTO whom FROM assent.person WHERE psn_no = number FOR UPDATE;
  UPDATE assent.identity_review SET verdict = decision, decided_at = t, decided_by = decider
  WHERE person_id = whom AND decided_at IS NULL RETURNING id INTO review;
  IF review IS NULL THEN RETURN false; END IF;
  UPDATE assent.person SET held_since = NULL WHERE id = whom;
  IF decision = 'ANOTHER' THEN
    UPDATE assent.person SET psn_no = 'former ' || whom WHERE id = whom;
    UPDATE assent.consent_request SET status = 'CANCELLED', decided_at = t WHERE person_id = whom AND status = 'PENDING';
  END IF;
  FOR g IN
    SELECT * FROM assent.consent_grant c
    WHERE c.person_id = whom AND NOT assent.grant_has_ended(c, t) ORDER BY c.id FOR UPDATE
  LOOP
    IF decision = 'ANOTHER' THEN
      UPDATE assent.consent_grant SET revoked_at = t, revoke_reason = 'the person number was given to another person' WHERE id = g.id;
      PERFORM assent.record_grant(g.id, 'GRANT_REVOKED', assent.role_of_grantor(g));
    ELSIF g.suspended_for = 'IDENTITY' THEN
      PERFORM assent.resume_grant(g.id, assent.role_of_grantor(g));
    END IF;
  END LOOP;
  INSERT INTO assent.message (person_id, text)
  SELECT whom, text FROM assent.told_party
  WHERE event = CASE decision WHEN 'ANOTHER' THEN 'IDENTITY_OF_ANOTHER' ELSE 'IDENTITY_STANDS' END;
  RETURN true;
END $$;
