-- After the database was restored to an earlier moment (assent recover). The owner of the database runs these.

-- Suspends grants that may have been used or stopped after that moment, and tells whom they concern. It has no cause that
-- may pass (`suspended_for`), also where there was one, so that nothing lifts it. Those that have ended are left alone.
-- Returns how many.
CREATE FUNCTION assent.suspend_for_recovery(wanted uuid[]) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE g assent.consent_grant; t timestamptz; done uuid[] := '{}';
BEGIN
  FOR g IN SELECT * FROM assent.consent_grant WHERE id = ANY (wanted) ORDER BY id FOR UPDATE LOOP
    t := assent.now();
    CONTINUE WHEN assent.grant_has_ended(g, t);
    UPDATE assent.consent_grant SET suspended_at = t, suspended_for = NULL WHERE id = g.id;
    PERFORM assent.record_grant(g.id, 'GRANT_SUSPENDED', assent.role_of_grantor(g) || '{"why": "RECOVERY"}');
    done := done || g.id;
  END LOOP;
  PERFORM assent.tell('RECOVERED', done, NULL);
  RETURN cardinality(done);
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
