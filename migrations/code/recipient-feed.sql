-- The feed that a recipient polls: how its notices are numbered and read, and what it is told of before it happens.

-- A page of a recipient's feed after the notice of this number; the recipient has received what is before it. First numbers
-- what came since, up to the notice below which no other can be committed (consent/database/commit-watermark.ts): so the
-- numbers have no gaps, and no notice comes before one that was read.
CREATE FUNCTION assent.read_notices(recipient varchar, read_to integer, committed_to bigint, most integer, marks boolean)
  RETURNS TABLE (sequence integer, received_at timestamptz, id bigint, kind varchar, at timestamptz, grant_id uuid,
    consent_request_id uuid, key_thumbprint bytea)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
#variable_conflict use_column
DECLARE last_number integer; last_notice bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('notices ' || recipient, 0));
  SELECT f.sequence, f.notice_id INTO last_number, last_notice FROM assent.recipient_feed f
  WHERE f.recipient_code = recipient ORDER BY f.sequence DESC LIMIT 1;
  INSERT INTO assent.recipient_feed (recipient_code, sequence, notice_id)
  SELECT recipient, coalesce(last_number, 0) + row_number() OVER (ORDER BY n.id), n.id FROM (
    SELECT n.id FROM assent.recipient_notice n
    WHERE n.recipient_code = recipient AND n.id > coalesce(last_notice, 0) AND n.id <= committed_to
    ORDER BY n.id LIMIT most) AS n;
  UPDATE assent.recipient_feed f SET received_at = assent.now()
  WHERE marks AND f.recipient_code = recipient AND f.sequence <= read_to AND f.received_at IS NULL;
  RETURN QUERY
    SELECT f.sequence, f.received_at, n.id, n.kind, n.at, n.grant_id, n.consent_request_id, n.key_thumbprint
    FROM assent.recipient_feed f JOIN assent.recipient_notice n ON n.id = f.notice_id
    WHERE f.recipient_code = recipient AND f.sequence > read_to ORDER BY f.sequence LIMIT most;
END $$;

-- Tells the recipients of the next grants and agreements that are about to end, each once. A grant that was given for no
-- longer than that is not told: its recipient was told its end a moment ago. Returns how many grants were looked at.
CREATE FUNCTION assent.tell_of_ends(most integer) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE
  t CONSTANT timestamptz := assent.now();
  ahead CONSTANT interval := make_interval(days => assent.grant_expiring_days());
  done assent.end_notice_progress;
  looked uuid[];
BEGIN
  SELECT * INTO done FROM assent.end_notice_progress FOR UPDATE;
  SELECT array_agg(next.id ORDER BY next.valid_until, next.id) INTO looked FROM (
    SELECT g.id, g.valid_until FROM assent.consent_grant g
    WHERE (g.valid_until, g.id) > (done.valid_until, done.grant_id) AND g.valid_until <= t + ahead
    ORDER BY g.valid_until, g.id LIMIT most) AS next;
  INSERT INTO assent.recipient_notice (recipient_code, kind, at, grant_id)
  SELECT g.recipient_code, 'GRANT_EXPIRING', t, g.id FROM assent.consent_grant g
  WHERE g.id = ANY (looked) AND g.valid_from < g.valid_until - ahead
    AND coalesce(assent.grant_standing(g, t), '') NOT IN ('REVOKED', 'SUPERSEDED', 'EXPIRED', 'EXHAUSTED');
  IF cardinality(looked) = most THEN
    UPDATE assent.end_notice_progress SET (valid_until, grant_id) =
      (SELECT g.valid_until, g.id FROM assent.consent_grant g WHERE g.id = looked[most]);
  ELSE
    UPDATE assent.end_notice_progress SET valid_until = t + ahead, grant_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
    WHERE valid_until < t + ahead;
  END IF;
  INSERT INTO assent.recipient_notice (recipient_code, kind, at)
  SELECT a.recipient_code, 'AGREEMENT_ENDING', t FROM assent.agreement a
  WHERE a.valid_until BETWEEN assent.city_day(t) AND assent.city_day(t) + assent.agreement_ending_days()
    AND NOT EXISTS (
      SELECT FROM assent.recipient_notice n
      WHERE n.recipient_code = a.recipient_code AND n.kind = 'AGREEMENT_ENDING' AND n.at >= a.applied_at);
  RETURN coalesce(cardinality(looked), 0);
END $$;

-- Other terms, or another end, of the agreement: by file, by officers or by a statement of SQL. Its version rises with each
-- catalogue too, which changes no terms.
CREATE FUNCTION assent.notify_of_terms() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  INSERT INTO assent.recipient_notice (recipient_code, kind, at)
  VALUES (NEW.recipient_code, 'AGREEMENT_CHANGED', assent.now());
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_terms AFTER UPDATE OF purposes, valid_until ON assent.agreement FOR EACH ROW
  WHEN ((OLD.purposes, OLD.valid_until) IS DISTINCT FROM (NEW.purposes, NEW.valid_until))
  EXECUTE FUNCTION assent.notify_of_terms();
