-- Evidence: what the ledger's entries say of whom, what was released with them, and the log that a sequencer makes of
-- them (consent/ledger/). Integration never blocks a redemption: nothing below is written by one but its own entry.

ALTER TABLE assent.ledger_entry DROP CONSTRAINT ledger_entry_kind_check;
ALTER TABLE assent.ledger_entry ADD CONSTRAINT ledger_entry_kind CHECK (kind IN (
  'GRANT_GIVEN', 'GRANT_REVOKED', 'GRANT_SUSPENDED', 'GRANT_REINSTATED', 'DISCLOSURE', 'REFUSAL', 'REREAD', 'OWN_ACCESS',
  'OWN_EXPORT', 'RELATIVE_ACCESS', 'AGREEMENT_CHANGED', 'RECIPIENT_SUSPENDED', 'RECIPIENT_REINSTATED',
  'CATALOGUE_PUBLISHED', 'COUNTER_SESSION', 'AUTHENTICATOR_CHANGED', 'PERSON_ERASED'));
DROP INDEX assent.ledger_entry_opens;
CREATE INDEX ledger_entry_opens ON assent.ledger_entry (xact)
  WHERE kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS', 'PERSON_ERASED');

-- R-29: the log names nobody. A grant's subject is SHA-256 of a secret opening and the ID number (a provider's: its
-- code), so that only who was given the opening can show whom it is about; without the salt nobody can make it again.
-- `revocation_epoch` counts what stopped the grant or set it going again, so that a receipt tells which side of it it is on.
ALTER TABLE assent.consent_grant
  ADD COLUMN commitment bytea CHECK (length(commitment) = 32),
  ADD COLUMN revocation_epoch integer NOT NULL DEFAULT 0;

DROP TRIGGER grant_stays_as_given ON assent.consent_grant;
CREATE TRIGGER grant_stays_as_given BEFORE UPDATE ON assent.consent_grant FOR EACH ROW WHEN (
  NEW.used NOT IN (OLD.used, OLD.used + 1) OR OLD.revoked_at IS NOT NULL OR OLD.superseded_at IS NOT NULL OR
  (OLD.commitment IS NOT NULL AND NEW.commitment IS DISTINCT FROM OLD.commitment) OR
  (OLD.id, OLD.request_id, OLD.recipient_code, OLD.person_id, OLD.provider_id, OLD.grantor_id,
     OLD.purpose, OLD.catalogue_version, OLD.items, OLD.mode, OLD.max_uses, OLD.max_uses_per_day,
     OLD.records_from, OLD.records_to, OLD.notice_digest, OLD.strength, OLD.sensitive_confirmed, OLD.valid_from,
     OLD.valid_until)
  IS DISTINCT FROM
  (NEW.id, NEW.request_id, NEW.recipient_code, NEW.person_id, NEW.provider_id, NEW.grantor_id,
     NEW.purpose, NEW.catalogue_version, NEW.items, NEW.mode, NEW.max_uses, NEW.max_uses_per_day,
     NEW.records_from, NEW.records_to, NEW.notice_digest, NEW.strength, NEW.sensitive_confirmed, NEW.valid_from,
     NEW.valid_until)
) EXECUTE FUNCTION assent.refuse_change();

CREATE FUNCTION assent.next_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revocation_epoch := OLD.revocation_epoch + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER grant_epoch BEFORE UPDATE OF revoked_at, suspended_at, superseded_at ON assent.consent_grant
  FOR EACH ROW WHEN ((OLD.revoked_at, OLD.suspended_at, OLD.superseded_at)
    IS DISTINCT FROM (NEW.revoked_at, NEW.suspended_at, NEW.superseded_at)) EXECUTE FUNCTION assent.next_epoch();

-- SHA-256 of what left with an entry, written in the entry's own transaction after the reading and before the commit:
-- an entry without one has released nothing.
CREATE TABLE assent.release (
  entry_id bigint PRIMARY KEY,
  response_digest bytea NOT NULL CHECK (length(response_digest) = 32)
);
CREATE TRIGGER release_is_append_only BEFORE UPDATE OR DELETE ON assent.release
  FOR EACH ROW EXECUTE FUNCTION assent.refuse_change();
CREATE TRIGGER release_is_never_emptied BEFORE TRUNCATE ON assent.release
  FOR EACH STATEMENT EXECUTE FUNCTION assent.refuse_change();

-- The log: entries in their final order (RFC 6962), as the bytes that were hashed.
CREATE TABLE assent.ledger_leaf (
  index bigint PRIMARY KEY CHECK (index >= 0),
  entry_id bigint NOT NULL UNIQUE,
  -- To find the leaf that proves a grant or a disclosure.
  given_grant_id uuid,
  disclosure_id uuid,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  entry bytea NOT NULL CHECK (length(entry) BETWEEN 1 AND 65535)
);
CREATE UNIQUE INDEX ledger_leaf_given ON assent.ledger_leaf (given_grant_id) WHERE given_grant_id IS NOT NULL;
CREATE UNIQUE INDEX ledger_leaf_disclosed ON assent.ledger_leaf (disclosure_id) WHERE disclosure_id IS NOT NULL;
CREATE TRIGGER leaf_is_append_only BEFORE UPDATE OR DELETE ON assent.ledger_leaf
  FOR EACH ROW EXECUTE FUNCTION assent.refuse_change();
CREATE TRIGGER leaf_is_never_emptied BEFORE TRUNCATE ON assent.ledger_leaf
  FOR EACH STATEMENT EXECUTE FUNCTION assent.refuse_change();

-- C2SP tlog-tiles of height 8; a tile only ever grows, so a partial one is the beginning of what is here.
CREATE TABLE assent.ledger_tile (
  level smallint CHECK (level BETWEEN 0 AND 7),
  index bigint CHECK (index >= 0),
  hashes bytea NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
  PRIMARY KEY (level, index)
);

CREATE TABLE assent.ledger_checkpoint (
  size bigint PRIMARY KEY CHECK (size >= 0),
  root bytea NOT NULL CHECK (length(root) = 32),
  -- Signed note (C2SP tlog-checkpoint): what was published.
  note text NOT NULL,
  signed_at timestamptz NOT NULL DEFAULT assent.now()
);

-- Why a grant may not be used now, other than by its own columns.
CREATE FUNCTION assent.barred(g assent.consent_grant, t timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT FROM assent.recipient r WHERE r.code = g.recipient_code AND r.suspended_at IS NOT NULL)
    OR EXISTS (SELECT FROM assent.person p WHERE p.id = g.person_id AND (p.surv_stas = '2'
         -- R-10: under 14 only a guardian's grant stands; age counts at each call.
         OR (g.grantor_id = g.person_id AND extract(year FROM age((t AT TIME ZONE 'Asia/Shanghai')::date, p.brdy)) < 14)));
END $$;

CREATE FUNCTION assent.said_at(t timestamptz) RETURNS text LANGUAGE sql IMMUTABLE
  AS $$ SELECT to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

-- The subject of an entry that belongs to no grant: a commitment of its own, so that two of them don't tell that they
-- are about one person. Its opening is SHA-256 of salt and nonce.
CREATE FUNCTION assent.own_subject(person bigint, provider bigint, nonce uuid) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT jsonb_build_object('nonce', nonce, 'subject', encode(sha256(sha256(s.salt || uuid_send(nonce)) || convert_to(s.number, 'UTF8')), 'hex'))
  FROM (SELECT salt, psn_no AS number FROM assent.person WHERE id = $1
        UNION ALL SELECT salt, fixmedins_code FROM assent.provider WHERE id = $2) AS s $$;

-- What a new grant's commitment is made of, told only to the transaction that gives it.
CREATE FUNCTION assent.grant_identity(wanted uuid, OUT salt bytea, OUT certno bytea, OUT provider_code varchar)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT assent.salt_of(g.person_id, g.provider_id),
    (SELECT b.certno FROM assent.basic_identity b WHERE b.person_id = g.person_id ORDER BY record_id DESC LIMIT 1),
    (SELECT p.fixmedins_code FROM assent.provider p WHERE p.id = g.provider_id)
  FROM assent.consent_grant g
  WHERE g.id = wanted AND g.commitment IS NULL AND g.xmin = pg_current_xact_id()::xid $$;
CREATE POLICY commitment ON assent.basic_identity FOR SELECT TO :owner USING (true);

CREATE FUNCTION assent.commit_grant(wanted uuid, commitment bytea) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.consent_grant AS g SET commitment = $2
  WHERE g.id = wanted AND g.commitment IS NULL AND g.xmin = pg_current_xact_id()::xid $$;

-- To make a grant's opening again, for whoever may show whom it is about.
CREATE FUNCTION assent.grant_salt(wanted uuid) RETURNS bytea
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT assent.salt_of(g.person_id, g.provider_id) FROM assent.consent_grant g WHERE g.id = wanted $$;

DROP FUNCTION assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer);
-- Takes one use, or answers a retry, or changes nothing. Verdicts:
--   TAKEN       a use was taken and its disclosure recorded
--   REPLAYED    this key was answered before: the same disclosure again, recorded as a re-read
--   KEY_REUSED  this key belongs to another operation, or to one of more than 24 hours ago
--   BLOCKED     the grant's state says no; ask consent/gate/decide.ts why
--   STALE       decided by an agreement that has changed since; decide again
--   MISSING     no such grant of this recipient
CREATE FUNCTION assent.redeem(
  wanted uuid, recipient varchar, key varchar, digest bytea, new_id uuid, asked jsonb, agreement_version integer,
  OUT verdict text, OUT disclosure_id uuid, OUT use_number integer, OUT used integer, OUT disclosed_at timestamptz,
  OUT salt bytea, OUT entry_id bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE
  g assent.consent_grant;
  d assent.disclosure;
  t timestamptz;
  day date;
BEGIN
  -- Revoke and redeem serialise here.
  SELECT * INTO g FROM assent.consent_grant WHERE id = wanted AND recipient_code = recipient FOR NO KEY UPDATE;
  IF NOT FOUND THEN verdict := 'MISSING'; RETURN; END IF;
  t := assent.now();
  used := g.used;

  IF g.revoked_at IS NOT NULL OR g.superseded_at IS NOT NULL OR g.suspended_at IS NOT NULL
    OR t < g.valid_from OR t >= g.valid_until OR assent.barred(g, t)
  THEN verdict := 'BLOCKED'; RETURN; END IF;

  SELECT * INTO d FROM assent.disclosure WHERE grant_id = wanted AND idempotency_key = key;
  IF FOUND AND (d.operation_digest <> digest OR t >= d.disclosed_at + interval '24 hours') THEN
    verdict := 'KEY_REUSED'; RETURN;
  END IF;

  IF NOT EXISTS (SELECT FROM assent.agreement a WHERE a.recipient_code = recipient AND a.version = agreement_version)
  THEN verdict := 'STALE'; RETURN; END IF;

  IF d.id IS NOT NULL THEN
    salt := assent.salt_of(g.person_id, g.provider_id);
    verdict := 'REPLAYED'; disclosure_id := d.id; use_number := d.use_number; disclosed_at := d.disclosed_at;
    entry_id := assent.record_reread(g, d, t, d.items, 'RETRY');
    RETURN;
  END IF;

  day := (t AT TIME ZONE 'Asia/Shanghai')::date;
  UPDATE assent.consent_grant AS c SET
    used = c.used + 1,
    used_on = day,
    used_that_day = CASE WHEN c.used_on = day THEN c.used_that_day + 1 ELSE 1 END,
    last_used_at = t
  WHERE c.id = wanted
    AND (c.max_uses IS NULL OR c.used < c.max_uses)
    AND (c.max_uses_per_day IS NULL OR c.used_on IS DISTINCT FROM day OR c.used_that_day < c.max_uses_per_day)
  RETURNING c.used INTO used;
  IF NOT FOUND THEN verdict := 'BLOCKED'; used := g.used; RETURN; END IF;

  salt := assent.salt_of(g.person_id, g.provider_id);
  verdict := 'TAKEN'; disclosure_id := new_id; use_number := used; disclosed_at := t;
  INSERT INTO assent.disclosure (id, grant_id, use_number, recipient_code, person_id, provider_id, idempotency_key,
    operation_digest, items, disclosed_at)
  VALUES (new_id, wanted, used, recipient, g.person_id, g.provider_id, key, digest, asked, t);
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, disclosure_id, content)
  VALUES ('DISCLOSURE', t, g.person_id, g.provider_id, recipient, wanted, new_id,
    jsonb_build_object('subject', encode(g.commitment, 'hex'), 'purpose', g.purpose, 'recipient', recipient, 'items', asked,
      'mode', g.mode, 'useNumber', used, 'maxUses', g.max_uses, 'operationDigest', encode(digest, 'hex'),
      'noticeDigest', g.notice_digest, 'strength', g.strength, 'revocationEpoch', g.revocation_epoch))
  RETURNING id INTO entry_id;
END $$;

CREATE FUNCTION assent.record_reread(g assent.consent_grant, d assent.disclosure, t timestamptz, asked jsonb, why text)
  RETURNS bigint LANGUAGE sql VOLATILE AS $$
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, disclosure_id, content)
  VALUES ('REREAD', t, g.person_id, g.provider_id, g.recipient_code, g.id, d.id,
    jsonb_build_object('subject', encode(g.commitment, 'hex'), 'purpose', g.purpose, 'recipient', g.recipient_code, 'items', asked,
      'mode', g.mode, 'useNumber', d.use_number, 'maxUses', g.max_uses, 'operationDigest', encode(d.operation_digest, 'hex'),
      'noticeDigest', g.notice_digest, 'strength', g.strength, 'revocationEpoch', g.revocation_epoch, 'why', why))
  RETURNING id $$;

DROP FUNCTION assent.reread(uuid, varchar, jsonb, integer);
-- Reading again what a redemption opened: the same items or fewer, for 15 minutes, while the grant stands.
CREATE FUNCTION assent.reread(wanted uuid, recipient varchar, asked jsonb, window_seconds integer,
  OUT verdict text, OUT salt bytea, OUT entry_id bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE d assent.disclosure; g assent.consent_grant; t timestamptz;
BEGIN
  SELECT * INTO d FROM assent.disclosure WHERE id = wanted AND recipient_code = recipient;
  IF NOT FOUND THEN verdict := 'MISSING'; RETURN; END IF;
  SELECT * INTO g FROM assent.consent_grant WHERE id = d.grant_id FOR SHARE;
  t := assent.now();
  IF t >= d.disclosed_at + make_interval(secs => least(window_seconds, 900)) THEN verdict := 'LATE'; RETURN; END IF;
  IF g.revoked_at IS NOT NULL OR g.superseded_at IS NOT NULL OR g.suspended_at IS NOT NULL OR t >= g.valid_until
    OR assent.barred(g, t)
  THEN verdict := 'BLOCKED'; RETURN; END IF;
  IF EXISTS (SELECT FROM jsonb_array_elements(asked) AS a WHERE NOT d.items @> jsonb_build_array(a))
  THEN verdict := 'WIDER'; RETURN; END IF;
  entry_id := assent.record_reread(g, d, t, asked, 'PAGE');
  verdict := 'OPEN'; salt := assent.salt_of(g.person_id, g.provider_id);
END $$;

-- The last thing said before the commit of whatever releases data to somebody else.
CREATE FUNCTION assent.release(entry bigint, digest bytea) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  INSERT INTO assent.release (entry_id, response_digest)
  SELECT id, digest FROM assent.ledger_entry
  WHERE id = entry AND xact = pg_current_xact_id() AND kind IN ('DISCLOSURE', 'REREAD', 'RELATIVE_ACCESS');
  IF NOT FOUND THEN RAISE EXCEPTION 'entry % is not one of this transaction', entry; END IF;
END $$;

CREATE OR REPLACE FUNCTION assent.open_own(reader bigint, provider bigint, asked jsonb, strength varchar,
  OUT opened boolean, OUT salt bytea) LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE subject bigint := CASE WHEN provider IS NULL THEN reader END;
BEGIN
  IF EXISTS (SELECT FROM assent.person p WHERE p.id = reader AND p.surv_stas = '2') THEN opened := false; RETURN; END IF;
  IF provider IS NOT NULL AND provider NOT IN (SELECT assent.represented_providers(reader)) THEN opened := false; RETURN; END IF;
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, content)
  VALUES ('OWN_ACCESS', assent.now(), subject, provider,
    jsonb_build_object('items', asked, 'strength', strength) || assent.own_subject(subject, provider, gen_random_uuid()));
  opened := true;
  salt := assent.salt_of(subject, provider);
END $$;

CREATE OR REPLACE FUNCTION assent.record_grant(wanted uuid, event varchar, detail jsonb) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, content)
  SELECT event, CASE event WHEN 'GRANT_GIVEN' THEN g.valid_from WHEN 'GRANT_REVOKED' THEN g.revoked_at ELSE assent.now() END,
    g.person_id, g.provider_id, g.recipient_code, g.id,
    jsonb_build_object('subject', encode(g.commitment, 'hex'), 'purpose', g.purpose, 'recipient', g.recipient_code, 'items', g.items,
      'mode', g.mode, 'maxUses', g.max_uses, 'maxUsesPerDay', g.max_uses_per_day, 'recordsFrom', g.records_from,
      'recordsTo', g.records_to, 'validUntil', assent.said_at(g.valid_until), 'noticeDigest', g.notice_digest,
      'catalogueVersion', g.catalogue_version, 'strength', g.strength, 'revocationEpoch', g.revocation_epoch,
      'channel', 'ONLINE', 'role', CASE WHEN g.provider_id IS NOT NULL THEN 'LEGAL_REP' ELSE 'SELF' END) || detail
  FROM assent.consent_grant g
  WHERE g.id = wanted AND CASE event
    WHEN 'GRANT_GIVEN' THEN g.revoked_at IS NULL
    WHEN 'GRANT_REVOKED' THEN g.revoked_at IS NOT NULL
    WHEN 'GRANT_SUSPENDED' THEN g.suspended_at IS NOT NULL
    WHEN 'GRANT_REINSTATED' THEN g.suspended_at IS NULL
    ELSE false END $$;

CREATE OR REPLACE FUNCTION assent.record_refusal(wanted uuid, refusal varchar, asked jsonb, repeated integer) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, content)
  SELECT 'REFUSAL', assent.now(), g.person_id, g.provider_id, g.recipient_code, g.id,
    jsonb_build_object('subject', encode(g.commitment, 'hex'), 'purpose', g.purpose, 'recipient', g.recipient_code,
      'refusal', refusal, 'items', asked, 'repeated', repeated)
  FROM assent.consent_grant g WHERE g.id = wanted $$;

CREATE OR REPLACE FUNCTION assent.opened_person() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT person_id FROM assent.ledger_entry
  WHERE xact = pg_current_xact_id_if_assigned()
    AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS')
  ORDER BY id DESC LIMIT 1 $$;
CREATE OR REPLACE FUNCTION assent.opened_provider() RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT provider_id FROM assent.ledger_entry
  WHERE xact = pg_current_xact_id_if_assigned()
    AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS')
  ORDER BY id DESC LIMIT 1 $$;

-- What the sequencer reads of an entry; it sees no person.
CREATE VIEW assent.ledger_sequence AS
  SELECT e.id, e.kind, assent.said_at(e.at) AS at, e.grant_id, e.disclosure_id, e.content,
    encode(r.response_digest, 'hex') AS response_digest, before.id AS disclosure_before
  FROM assent.ledger_entry e
  LEFT JOIN assent.release r ON r.entry_id = e.id
  LEFT JOIN assent.disclosure before ON e.kind = 'DISCLOSURE'
    AND before.grant_id = e.grant_id AND before.use_number = (e.content->>'useNumber')::integer - 1;

REVOKE EXECUTE ON FUNCTION assent.barred(assent.consent_grant, timestamptz), assent.said_at(timestamptz), assent.next_epoch(),
  assent.own_subject(bigint, bigint, uuid), assent.grant_identity(uuid), assent.commit_grant(uuid, bytea), assent.grant_salt(uuid),
  assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer),
  assent.record_reread(assent.consent_grant, assent.disclosure, timestamptz, jsonb, text),
  assent.reread(uuid, varchar, jsonb, integer), assent.release(bigint, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.redeem(uuid, varchar, varchar, bytea, uuid, jsonb, integer),
  assent.reread(uuid, varchar, jsonb, integer), assent.release(bigint, bytea), assent.grant_identity(uuid),
  assent.commit_grant(uuid, bytea), assent.grant_salt(uuid) TO :api;
GRANT EXECUTE ON FUNCTION assent.said_at(timestamptz) TO :api;
GRANT SELECT ON assent.release, assent.ledger_sequence, assent.ledger_leaf, assent.ledger_tile, assent.ledger_checkpoint TO :api;

-- The sequencer's own role: it adds to the log and reads what is to be added, and can change neither grants nor entries.
GRANT USAGE ON SCHEMA assent TO :ledger;
GRANT EXECUTE ON FUNCTION assent.now(), assent.said_at(timestamptz) TO :ledger;
GRANT SELECT ON assent.ledger_sequence, assent.ledger_leaf, assent.ledger_tile, assent.ledger_checkpoint TO :ledger;
GRANT SELECT ON SEQUENCE assent.ledger_entry_id_seq TO :ledger;
GRANT INSERT ON assent.ledger_leaf, assent.ledger_tile, assent.ledger_checkpoint TO :ledger;
GRANT UPDATE (hashes) ON assent.ledger_tile TO :ledger;
GRANT UPDATE (note, signed_at) ON assent.ledger_checkpoint TO :ledger;
