-- Recipients, agreements, consent requests, grants, disclosures and the ledger's entries.

CREATE TABLE assent.recipient (
  code varchar(40) PRIMARY KEY,
  name varchar(200) NOT NULL,
  kind varchar(30) NOT NULL CHECK (kind IN ('COMMERCIAL_INSURER', 'COMMERCIAL_BANK')),
  client_id varchar(100) NOT NULL UNIQUE,
  -- Public keys only; a private one must never reach this table.
  jwks jsonb NOT NULL CHECK (NOT jsonb_path_exists(jwks, '$.keys[*].d')),
  suspended_at timestamptz,
  max_requests_per_second integer NOT NULL DEFAULT 2000 CHECK (max_requests_per_second > 0)
);

-- 数据使用协议 (R-18): what one recipient may ever ask for. Each purpose names its impact assessment (R-19).
CREATE TABLE assent.agreement (
  recipient_code varchar(40) PRIMARY KEY REFERENCES assent.recipient,
  version integer NOT NULL CHECK (version > 0),
  purposes jsonb NOT NULL CHECK (NOT jsonb_path_exists(purposes, '$[*] ? (!exists(@.impactAssessment))')),
  valid_until date,
  applied_at timestamptz NOT NULL DEFAULT assent.now()
);

CREATE TABLE assent.consent_request (
  id uuid PRIMARY KEY,
  recipient_code varchar(40) NOT NULL REFERENCES assent.recipient,
  -- Both null: nobody matched number and name. The request looks the same to the recipient (default: nobody
  -- learns who is insured by asking).
  person_id bigint REFERENCES assent.person,
  provider_id bigint REFERENCES assent.provider,
  purpose varchar(40) NOT NULL,
  catalogue_version integer NOT NULL,
  items jsonb NOT NULL CHECK (jsonb_array_length(items) > 0),
  mode varchar(10) NOT NULL CHECK (mode IN ('ONE_TIME', 'LIMITED', 'MULTI_USE')),
  max_uses integer,
  valid_for_days integer NOT NULL CHECK (valid_for_days > 0),
  records_from date,
  records_to date,
  reference varchar(200),
  notice text NOT NULL,
  status varchar(10) NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'APPROVED', 'DENIED', 'CANCELLED')),
  reason varchar(500),
  created_at timestamptz NOT NULL DEFAULT assent.now(),
  expires_at timestamptz NOT NULL,
  decided_at timestamptz,
  CHECK (person_id IS NULL OR provider_id IS NULL),
  CHECK (records_from <= records_to),
  CHECK ((status = 'PENDING') = (decided_at IS NULL)),
  CONSTRAINT uses_fit_mode CHECK (
    CASE mode WHEN 'ONE_TIME' THEN max_uses = 1 WHEN 'LIMITED' THEN max_uses >= 2 ELSE max_uses IS NULL END)
);
CREATE INDEX consent_request_recipient ON assent.consent_request (recipient_code, created_at DESC, id DESC);
CREATE INDEX consent_request_person ON assent.consent_request (person_id, created_at DESC, id DESC);
CREATE INDEX consent_request_provider ON assent.consent_request (provider_id, created_at DESC, id DESC);

CREATE TABLE assent.consent_grant (
  id uuid PRIMARY KEY,
  request_id uuid NOT NULL UNIQUE REFERENCES assent.consent_request,
  recipient_code varchar(40) NOT NULL REFERENCES assent.recipient,
  person_id bigint REFERENCES assent.person,
  provider_id bigint REFERENCES assent.provider,
  -- Who gave it: the person, or the provider's legal representative.
  grantor_id bigint NOT NULL REFERENCES assent.person,
  purpose varchar(40) NOT NULL,
  catalogue_version integer NOT NULL,
  items jsonb NOT NULL CHECK (jsonb_array_length(items) > 0),
  mode varchar(10) NOT NULL CHECK (mode IN ('ONE_TIME', 'LIMITED', 'MULTI_USE')),
  max_uses integer,
  max_uses_per_day integer,
  records_from date,
  records_to date,
  notice_digest varchar(64) NOT NULL,
  strength varchar(4) NOT NULL CHECK (strength IN ('SMS', 'SCAN', 'FACE')),
  sensitive_confirmed boolean NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  -- The state, in a grant's only columns that ever change.
  used integer NOT NULL DEFAULT 0 CHECK (used >= 0),
  used_on date,
  used_that_day integer NOT NULL DEFAULT 0 CHECK (used_that_day >= 0),
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoke_reason varchar(500),
  suspended_at timestamptz,
  superseded_at timestamptz,
  CHECK ((person_id IS NULL) <> (provider_id IS NULL)),
  CHECK (valid_from < valid_until),
  CHECK (records_from <= records_to),
  CONSTRAINT uses_within_limit CHECK (used <= max_uses),
  CONSTRAINT uses_within_day CHECK (used_that_day <= max_uses_per_day),
  CONSTRAINT uses_fit_mode CHECK (
    CASE mode WHEN 'ONE_TIME' THEN max_uses = 1 WHEN 'LIMITED' THEN max_uses >= 2
              ELSE max_uses IS NULL AND max_uses_per_day IS NOT NULL END)
);
CREATE INDEX consent_grant_recipient ON assent.consent_grant (recipient_code, valid_from DESC, id DESC);
CREATE INDEX consent_grant_person ON assent.consent_grant (person_id, valid_from DESC, id DESC);
CREATE INDEX consent_grant_provider ON assent.consent_grant (provider_id, valid_from DESC, id DESC);

-- Granted is a subset of requested: held here too, so that a bug in the engine can't widen what a person saw.
CREATE FUNCTION assent.grant_within_request() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE request assent.consent_request;
BEGIN
  SELECT * INTO STRICT request FROM assent.consent_request WHERE id = NEW.request_id;
  IF request.status NOT IN ('PENDING', 'APPROVED')
    OR (NEW.recipient_code, NEW.purpose) IS DISTINCT FROM (request.recipient_code, request.purpose)
    OR NEW.person_id IS DISTINCT FROM request.person_id
    OR NEW.provider_id IS DISTINCT FROM request.provider_id
    OR NEW.max_uses > request.max_uses
    OR (request.mode = 'ONE_TIME' AND NEW.mode <> 'ONE_TIME')
    OR (request.mode = 'LIMITED' AND NEW.mode = 'MULTI_USE')
    OR NEW.valid_until > NEW.valid_from + make_interval(days => request.valid_for_days)
    OR (request.records_from IS NOT NULL AND NEW.records_from IS DISTINCT FROM greatest(NEW.records_from, request.records_from))
    OR (request.records_to IS NOT NULL AND NEW.records_to IS DISTINCT FROM least(NEW.records_to, request.records_to))
    OR EXISTS (
      SELECT FROM jsonb_array_elements(NEW.items) AS given
      WHERE NOT EXISTS (
        SELECT FROM jsonb_array_elements(request.items) AS asked
        WHERE asked->>'item' = given->>'item' AND asked->>'delivery' = given->>'delivery'))
    OR EXISTS (
      SELECT FROM jsonb_array_elements(request.items) AS asked
      WHERE (asked->>'required')::boolean AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(NEW.items) AS given WHERE given->>'item' = asked->>'item'))
    OR NEW.used <> 0
  THEN
    RAISE EXCEPTION 'grant % is wider than its request', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER grant_within_request BEFORE INSERT ON assent.consent_grant
  FOR EACH ROW EXECUTE FUNCTION assent.grant_within_request();

-- Terms never change, terminal states are final, a use is never given back once committed. Column by column and in
-- the trigger's own condition, for every redemption pays for it; a test holds the list to the table.
CREATE FUNCTION assent.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% may not change so', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER grant_stays_as_given BEFORE UPDATE ON assent.consent_grant FOR EACH ROW WHEN (
  NEW.used NOT IN (OLD.used, OLD.used + 1) OR OLD.revoked_at IS NOT NULL OR OLD.superseded_at IS NOT NULL OR
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

CREATE FUNCTION assent.request_stays_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'PENDING'
    OR (to_jsonb(OLD) - '{status,reason,decided_at}'::text[]) IS DISTINCT FROM (to_jsonb(NEW) - '{status,reason,decided_at}'::text[])
  THEN
    RAISE EXCEPTION 'consent request % is closed', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER request_stays_decided BEFORE UPDATE ON assent.consent_request
  FOR EACH ROW EXECUTE FUNCTION assent.request_stays_decided();

-- One redemption. Use numbers are 1..k without gaps and without doubles.
CREATE TABLE assent.disclosure (
  id uuid PRIMARY KEY,
  grant_id uuid NOT NULL REFERENCES assent.consent_grant,
  use_number integer NOT NULL CHECK (use_number > 0),
  recipient_code varchar(40) NOT NULL,
  person_id bigint,
  provider_id bigint,
  idempotency_key varchar(200) NOT NULL,
  -- SHA-256 of the operation and its variables.
  operation_digest bytea NOT NULL CHECK (length(operation_digest) = 32),
  items jsonb NOT NULL,
  disclosed_at timestamptz NOT NULL,
  UNIQUE (grant_id, use_number),
  UNIQUE (grant_id, idempotency_key)
);
CREATE INDEX disclosure_recipient ON assent.disclosure (recipient_code, disclosed_at DESC, id DESC);
CREATE INDEX disclosure_person ON assent.disclosure (person_id, disclosed_at DESC, id DESC) WHERE person_id IS NOT NULL;
CREATE INDEX disclosure_provider ON assent.disclosure (provider_id, disclosed_at DESC, id DESC) WHERE provider_id IS NOT NULL;

-- Entries of the ledger, each written in the transaction it records. `content` is what a later sequencer hashes
-- and publishes; the columns beside it are ours, to find entries by, and are never published (R-29).
CREATE TABLE assent.ledger_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind varchar(20) NOT NULL CHECK (kind IN (
    'GRANT_GIVEN', 'GRANT_REVOKED', 'DISCLOSURE', 'REFUSAL', 'REREAD', 'OWN_ACCESS', 'AGREEMENT_CHANGED',
    'PERSON_ERASED')),
  at timestamptz NOT NULL,
  xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
  person_id bigint,
  provider_id bigint,
  recipient_code varchar(40),
  grant_id uuid,
  disclosure_id uuid,
  content jsonb NOT NULL
);
-- What the policies of the data tables look up: which subject did this transaction say it would read?
CREATE INDEX ledger_entry_opens ON assent.ledger_entry (xact)
  WHERE kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'PERSON_ERASED');

CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE ON assent.ledger_entry
  FOR EACH ROW EXECUTE FUNCTION assent.refuse_change();
CREATE TRIGGER ledger_is_never_emptied BEFORE TRUNCATE ON assent.ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION assent.refuse_change();

-- The words of GrantStatus, for lists. consent/grants/grant.ts says the same; a test holds the two together.
CREATE FUNCTION assent.grant_status(g assent.consent_grant, at timestamptz) RETURNS text
  LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN g.revoked_at IS NOT NULL THEN 'REVOKED'
    WHEN g.superseded_at IS NOT NULL THEN 'SUPERSEDED'
    WHEN at >= g.valid_until THEN 'EXPIRED'
    WHEN g.suspended_at IS NOT NULL THEN 'SUSPENDED'
    WHEN g.used >= g.max_uses THEN 'EXHAUSTED'
    ELSE 'ACTIVE' END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA assent FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.grant_status(assent.consent_grant, timestamptz) TO :api;
GRANT SELECT ON assent.recipient, assent.agreement, assent.consent_request, assent.consent_grant,
  assent.disclosure, assent.ledger_entry TO :api;
GRANT INSERT ON assent.consent_request TO :api;
GRANT UPDATE (status, reason, decided_at) ON assent.consent_request TO :api;
-- `used` may be named and must be 0 (grant_within_request): only the gate counts.
GRANT INSERT (id, request_id, recipient_code, person_id, provider_id, grantor_id, purpose, catalogue_version, items,
  mode, max_uses, max_uses_per_day, records_from, records_to, notice_digest, strength, sensitive_confirmed,
  valid_from, valid_until, used) ON assent.consent_grant TO :api;
GRANT UPDATE (revoked_at, revoke_reason) ON assent.consent_grant TO :api;
