ALTER TABLE assent.challenge DROP COLUMN subject_key;

-- When messages were sent to one person or one mobile, under a keyed hash of either.
CREATE TABLE assent.sms_quota (
  key_hash bytea PRIMARY KEY CHECK (octet_length(key_hash) = 32),
  sent_at timestamptz[] NOT NULL
);

-- Takes one message out of the quota: 0, or in how many seconds to try again. Holds over several processes
-- because the row is locked from reading to counting.
CREATE FUNCTION assent.take_sms(key bytea, most int, period interval) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  moment CONSTANT timestamptz := assent.now();
  recent timestamptz[];
BEGIN
  INSERT INTO assent.sms_quota AS q (key_hash, sent_at) VALUES (key, '{}')
    ON CONFLICT (key_hash) DO UPDATE SET sent_at = q.sent_at RETURNING q.sent_at INTO recent;
  recent := array(SELECT t FROM unnest(recent) t WHERE t > moment - period ORDER BY t);
  IF cardinality(recent) >= most THEN
    RETURN greatest(1, ceil(extract(epoch FROM recent[1] + period - moment)));
  END IF;
  UPDATE assent.sms_quota q SET sent_at = recent || moment WHERE q.key_hash = key;
  RETURN 0;
END $$;

-- Housekeeping: what expired an hour ago decides nothing any more.
CREATE OR REPLACE FUNCTION assent.forget_expired_authentication() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  DELETE FROM assent.challenge WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.seen_once WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.sms_quota
   WHERE NOT EXISTS (SELECT FROM unnest(sent_at) t WHERE t > assent.now() - interval '1 hour');
$$;

DROP FUNCTION assent.take_allowance(bytea, int[], int[], boolean), assent.give_back_allowance(bytea);
DROP TABLE assent.allowance;

REVOKE ALL ON FUNCTION assent.take_sms(bytea, int, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.take_sms(bytea, int, interval) TO :api;
