-- How often somebody may ask for a code, and try one: the same limits at however many processes.

-- When something scarce was taken, under a keyed hash of who took it: an ID number, a person, a mobile, an address.
CREATE TABLE assent.allowance (
  key_hash bytea PRIMARY KEY CHECK (octet_length(key_hash) = 32),
  -- Oldest first.
  taken_at timestamptz[] NOT NULL
);

-- Takes one, or with `taking` false only looks: 0, or in how many seconds to try again. `most` of them within any
-- `seconds`, for each pair of the two lists. Holds over several processes: the row is locked before it is read.
CREATE FUNCTION assent.take_allowance(key bytea, most int[], seconds int[], taking boolean) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  taken timestamptz[];
  moment timestamptz;
  wait double precision := 0;
BEGIN
  LOOP
    INSERT INTO assent.allowance (key_hash, taken_at) VALUES (key, '{}') ON CONFLICT DO NOTHING;
    SELECT a.taken_at INTO taken FROM assent.allowance a WHERE a.key_hash = key FOR UPDATE;
    -- Housekeeping may have come between the two.
    EXIT WHEN FOUND;
  END LOOP;
  moment := assent.now();
  FOR i IN 1 .. cardinality(most) LOOP
    -- The window is full as long as the most-th youngest is in it; null where there are fewer.
    wait := greatest(wait, extract(epoch FROM
      taken[cardinality(taken) - most[i] + 1] + make_interval(secs => seconds[i]) - moment));
  END LOOP;
  IF wait > 0 THEN RETURN ceil(wait); END IF;
  IF taking THEN
    UPDATE assent.allowance a SET taken_at = array(
        SELECT t FROM unnest(taken || moment) t
        WHERE t > moment - make_interval(secs => (SELECT max(s) FROM unnest(seconds) s)) ORDER BY t)
      WHERE a.key_hash = key;
  END IF;
  RETURN 0;
END $$;

-- Gives back what was taken last: a code that was right was no guess.
CREATE FUNCTION assent.give_back_allowance(key bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  UPDATE assent.allowance SET taken_at = trim_array(taken_at, 1) WHERE key_hash = key AND cardinality(taken_at) > 0 $$;

-- Whose tries an answer counts among: also where nobody is known by the ID number, so that those run out as well.
ALTER TABLE assent.challenge ADD COLUMN subject_key bytea CHECK (octet_length(subject_key) = 32);
-- A code that went out before this migration is asked for again.
DELETE FROM assent.challenge WHERE method = 'SMS';
ALTER TABLE assent.challenge ADD CONSTRAINT challenge_counts_guesses CHECK ((method = 'SMS') = (subject_key IS NOT NULL));

-- Housekeeping: what expired an hour ago decides nothing any more, and no limit looks back further than a day.
CREATE OR REPLACE FUNCTION assent.forget_expired_authentication() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  DELETE FROM assent.challenge WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.seen_once WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.allowance
   WHERE coalesce(taken_at[cardinality(taken_at)], '-infinity') < assent.now() - interval '1 day';
$$;

DROP FUNCTION assent.take_sms(bytea, int, interval);
DROP TABLE assent.sms_quota;

REVOKE ALL ON FUNCTION assent.take_allowance(bytea, int[], int[], boolean), assent.give_back_allowance(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.take_allowance(bytea, int[], int[], boolean), assent.give_back_allowance(bytea) TO :api;
