-- Authentication of people: challenges, single-use proofs, and what may be used only once.
-- Time is assent.now() throughout.

-- person_id is null when the ID number is unknown or may not sign in by itself: such a challenge looks like
-- any other and can never be completed, so that nobody learns who is insured.
CREATE TABLE assent.challenge (
  id uuid PRIMARY KEY,
  method text NOT NULL CHECK (method IN ('SMS', 'SCAN', 'FACE')),
  action text NOT NULL CHECK (action IN ('SIGN_IN', 'APPROVE', 'REVOKE', 'VIEW')),
  target uuid,
  person_id bigint,
  -- An e-voucher says itself who signs in: the person is known only when the challenge completes.
  awaits_identity boolean NOT NULL,
  code_hash bytea CHECK (octet_length(code_hash) = 32),
  attempts_left smallint NOT NULL DEFAULT 5 CHECK (attempts_left BETWEEN 0 AND 5),
  created_at timestamptz NOT NULL DEFAULT assent.now(),
  expires_at timestamptz NOT NULL,
  completed_at timestamptz,
  CHECK (expires_at > created_at AND expires_at <= created_at + interval '5 minutes'),
  CHECK ((method = 'SMS') = (code_hash IS NOT NULL)),
  CHECK (NOT awaits_identity OR (method = 'SCAN' AND action = 'SIGN_IN' AND person_id IS NULL)),
  CHECK (action = 'SIGN_IN' OR person_id IS NOT NULL),
  CHECK (action <> 'SIGN_IN' OR target IS NULL),
  CHECK (action NOT IN ('APPROVE', 'REVOKE') OR target IS NOT NULL),
  CHECK (completed_at IS NULL OR person_id IS NOT NULL OR awaits_identity)
);
CREATE INDEX challenge_expires_at ON assent.challenge (expires_at);

-- Attempts only run down, and a completed challenge is final.
CREATE FUNCTION assent.challenge_only_closes() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF old.completed_at IS NOT NULL THEN
    RAISE EXCEPTION 'challenge % is completed', old.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF new.attempts_left > old.attempts_left THEN
    RAISE EXCEPTION 'attempts are not given back' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER challenge_only_closes BEFORE UPDATE ON assent.challenge
  FOR EACH ROW EXECUTE FUNCTION assent.challenge_only_closes();

-- A completed challenge's proof. Kept after use: it is the evidence of how a person was authenticated.
CREATE TABLE assent.authentication (
  id uuid PRIMARY KEY,
  challenge_id uuid NOT NULL UNIQUE,
  person_id bigint NOT NULL,
  strength text NOT NULL CHECK (strength IN ('SMS', 'SCAN', 'FACE')),
  action text NOT NULL CHECK (action IN ('SIGN_IN', 'APPROVE', 'REVOKE', 'VIEW')),
  target uuid,
  created_at timestamptz NOT NULL DEFAULT assent.now(),
  expires_at timestamptz NOT NULL,
  spent_at timestamptz,
  CHECK (expires_at > created_at AND expires_at <= created_at + interval '5 minutes'),
  CHECK (action <> 'SIGN_IN' OR target IS NULL),
  CHECK (action NOT IN ('APPROVE', 'REVOKE') OR target IS NOT NULL),
  -- Signing in happens at once: nothing is left to be spent elsewhere.
  CHECK (action <> 'SIGN_IN' OR spent_at IS NOT NULL)
);
CREATE INDEX authentication_unspent ON assent.authentication (person_id, action, target)
  WHERE spent_at IS NULL;

CREATE FUNCTION assent.authentication_spent_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF old.spent_at IS NOT NULL THEN
    RAISE EXCEPTION 'authentication % is spent', old.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER authentication_spent_once BEFORE UPDATE ON assent.authentication
  FOR EACH ROW EXECUTE FUNCTION assent.authentication_spent_once();

-- Identifiers of signed things that are good for one use, whichever process sees them (RFC 7523, RFC 9449).
CREATE TABLE assent.seen_once (
  kind text NOT NULL CHECK (kind IN ('TOKEN_REQUEST', 'EVOUCHER', 'FACE')),
  id_hash bytea NOT NULL CHECK (octet_length(id_hash) = 32),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (kind, id_hash)
);
CREATE INDEX seen_once_expires_at ON assent.seen_once (expires_at);

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
CREATE FUNCTION assent.forget_expired_authentication() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  DELETE FROM assent.challenge WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.seen_once WHERE expires_at < assent.now() - interval '1 hour';
  DELETE FROM assent.sms_quota
   WHERE NOT EXISTS (SELECT FROM unnest(sent_at) t WHERE t > assent.now() - interval '1 hour');
$$;

REVOKE ALL ON FUNCTION assent.take_sms(bytea, int, interval) FROM PUBLIC;
REVOKE ALL ON FUNCTION assent.forget_expired_authentication() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.take_sms(bytea, int, interval) TO :api;
GRANT EXECUTE ON FUNCTION assent.forget_expired_authentication() TO :api;
GRANT SELECT, INSERT, UPDATE (attempts_left, completed_at) ON assent.challenge TO :api;
GRANT SELECT, INSERT, UPDATE (spent_at) ON assent.authentication TO :api;
GRANT INSERT ON assent.seen_once TO :api;
