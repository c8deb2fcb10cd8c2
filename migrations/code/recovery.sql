-- After the database was restored to an earlier moment (assent recover). The owner of the database runs these.

-- Suspends a grant that may have been used or stopped after that moment, and tells its grantor. One that is suspended already
-- gets this time, so that what would have lifted the earlier suspension does not lift this one. False if it has ended.
CREATE FUNCTION assent.suspend_for_recovery(wanted uuid, told text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE g assent.consent_grant; t timestamptz;
BEGIN
  SELECT * INTO g FROM assent.consent_grant WHERE id = wanted FOR UPDATE;
  t := assent.now();
  IF NOT FOUND OR assent.grant_has_ended(g, t) THEN RETURN false; END IF;
  UPDATE assent.consent_grant SET suspended_at = t WHERE id = wanted;
  PERFORM assent.record_grant(wanted, 'GRANT_SUSPENDED', assent.role_of_grantor(g) || '{"why": "RECOVERY"}');
  INSERT INTO assent.message (person_id, text) VALUES (g.grantor_id, told);
  RETURN true;
END $$;

-- Ends what was open at that moment and may have been used up or ended since: sessions, proofs, challenges, links. The
-- checkpoints go too: under their name the log has shown more than there is, so it goes on under another one.
CREATE FUNCTION assent.finish_recovery(lost bigint) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE assent.session SET ended_at = assent.now() WHERE ended_at IS NULL;
  DELETE FROM assent.authentication WHERE spent_at IS NULL;
  DELETE FROM assent.challenge c WHERE NOT EXISTS (SELECT FROM assent.authentication a WHERE a.challenge_id = c.id);
  DELETE FROM assent.federated_sign_in;
  DELETE FROM assent.export_ticket;
  DELETE FROM assent.ledger_checkpoint;
  INSERT INTO assent.ledger_entry (kind, at, content) VALUES ('LOG_RECOVERED', assent.now(), jsonb_build_object('lost', lost));
END $$;
