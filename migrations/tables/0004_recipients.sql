-- Recipients, and the agreement under which each may ask.

CREATE TABLE assent.recipient (
  code varchar(40) PRIMARY KEY,
  name varchar(200) NOT NULL,
  kind varchar(30) NOT NULL CHECK (kind IN ('COMMERCIAL_INSURER', 'COMMERCIAL_BANK')),
  -- R-03: where a person reaches the recipient.
  contact varchar(200),
  -- Hosts of the recipient that its software may name in its addresses.
  hosts jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(hosts) = 'array'),
  suspended_at timestamptz,
  -- Since when its agreement may come into force. Null: it has applied, and officers have not activated it.
  activated_at timestamptz,
  max_requests_per_second integer NOT NULL DEFAULT 2000 CHECK (max_requests_per_second > 0),
  -- consent/crypto/seal.ts
  seal bytea NOT NULL DEFAULT ''
);

-- 接入系统: a system of a recipient that calls us. Each is one OAuth client with keys of its own.
CREATE TABLE assent.software (
  id uuid PRIMARY KEY,
  recipient_code varchar(40) NOT NULL REFERENCES assent.recipient,
  client_id varchar(100) NOT NULL UNIQUE,
  name varchar(200) NOT NULL,
  environment varchar(10) NOT NULL CHECK (environment IN ('SANDBOX', 'PRODUCTION')),
  redirect_uris jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(redirect_uris) = 'array' AND jsonb_array_length(redirect_uris) <= 10),
  -- Where the recipient publishes the keys of this software itself.
  jwks_uri varchar(500),
  -- The member who registered it; null for the one that the operator registers with the agreement.
  registered_by varchar(40),
  registered_at timestamptz NOT NULL,
  -- The other member by whom software that publishes keys for production was confirmed. Until then it is no client.
  confirmed_by varchar(40),
  confirmed_at timestamptz,
  retired_at timestamptz,
  -- consent/crypto/seal.ts
  seal bytea NOT NULL,
  CONSTRAINT software_confirmed_by_another CHECK (confirmed_by IS NULL OR confirmed_by <> registered_by),
  CONSTRAINT software_confirmation CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL))
);
CREATE UNIQUE INDEX software_of_agreement ON assent.software (recipient_code) WHERE registered_by IS NULL;
CREATE INDEX software_recipient ON assent.software (recipient_code, registered_at, id);

-- The keys of software, those that are retired too: a thumbprint (RFC 7638) is here once for ever, whichever recipient it is
-- of. Rows are never deleted. A key that has no `confirmed_at` waits for a second member, and nothing accepts it.
CREATE TABLE assent.recipient_key (
  thumbprint bytea PRIMARY KEY CHECK (length(thumbprint) = 32),
  software_id uuid NOT NULL REFERENCES assent.software,
  kid varchar(100) NOT NULL,
  -- A key signs or has answers sealed for it, and never both.
  use varchar(10) NOT NULL CHECK (use IN ('SIGNING', 'SEALING')),
  algorithm varchar(20) NOT NULL,
  -- Public keys only; a private one must never reach this table.
  jwk jsonb NOT NULL CHECK (NOT jwk ?| ARRAY['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']),
  -- The members who added and confirmed it; null for a key that came with the agreement or was published.
  added_by varchar(40),
  added_at timestamptz NOT NULL,
  confirmed_by varchar(40),
  confirmed_at timestamptz,
  expires_at timestamptz NOT NULL,
  retired_at timestamptz,
  retired_for varchar(500),
  -- From when on the tokens that it was used for are refused too.
  cut_at timestamptz,
  last_used_at timestamptz,
  -- consent/crypto/seal.ts
  seal bytea NOT NULL,
  UNIQUE (software_id, kid),
  -- In hours: days depend on the time zone of the session.
  CONSTRAINT key_lives_398_days CHECK (expires_at > added_at AND expires_at <= added_at + interval '9552 hours'),
  CONSTRAINT key_confirmed_by_another CHECK (confirmed_by IS NULL OR (added_by IS NOT NULL AND confirmed_at IS NOT NULL AND confirmed_by <> added_by)),
  CONSTRAINT key_cut_is_retired CHECK (cut_at IS NULL OR retired_at IS NOT NULL)
);
CREATE INDEX recipient_key_ends ON assent.recipient_key (expires_at) WHERE retired_at IS NULL;

-- The keys that software publishes at its jwks_uri, by thumbprint, as they were fetched last. No longer good after a day.
CREATE TABLE assent.fetched_key_set (
  software_id uuid PRIMARY KEY REFERENCES assent.software,
  uri varchar(500) NOT NULL,
  thumbprints jsonb NOT NULL CHECK (jsonb_typeof(thumbprints) = 'array'),
  fetched_at timestamptz NOT NULL,
  -- consent/crypto/seal.ts
  seal bytea NOT NULL
);

-- When anybody last tried to fetch them, so that all processes together ask once a minute at most.
CREATE TABLE assent.key_fetch (
  software_id uuid PRIMARY KEY REFERENCES assent.software,
  tried_at timestamptz NOT NULL
);

-- How far back each purpose looks. Each migration fills the table from consent/purposes/, so that
-- the database limits the period by itself. A null is no limit.
CREATE TABLE assent.purpose_lookback (
  purpose varchar(40) PRIMARY KEY,
  months integer CHECK (months >= 0)
);

-- 数据使用协议 (R-18): what one recipient may ever ask for. Each purpose names its impact assessment (R-19).
CREATE TABLE assent.agreement (
  recipient_code varchar(40) PRIMARY KEY REFERENCES assent.recipient,
  version integer NOT NULL CHECK (version > 0),
  purposes jsonb NOT NULL CHECK (NOT jsonb_path_exists(purposes, '$[*] ? (!exists(@.impactAssessment))')),
  valid_until date,
  applied_at timestamptz NOT NULL DEFAULT assent.now(),
  seal bytea NOT NULL DEFAULT ''
);

-- Each version of an agreement that was applied. Rows are only added. A published catalogue raises the version of every
-- agreement without changing its terms, so numbers may be missing here.
CREATE TABLE assent.agreement_version (
  recipient_code varchar(40) NOT NULL REFERENCES assent.recipient,
  version integer NOT NULL CHECK (version > 0),
  purposes jsonb NOT NULL CHECK (NOT jsonb_path_exists(purposes, '$[*] ? (!exists(@.impactAssessment))')),
  valid_until date,
  applied_at timestamptz NOT NULL,
  seal bytea NOT NULL,
  PRIMARY KEY (recipient_code, version)
);

-- The GraphQL documents that agreements name, by the SHA-256 of their UTF-8 text. So a document that somebody changed is
-- another one, and needs no seal: what carries authority is the id in the sealed agreement. Rows are only added.
CREATE TABLE assent.registered_document (
  id varchar(64) PRIMARY KEY,
  document text NOT NULL CHECK (octet_length(document) BETWEEN 1 AND 65536),
  CONSTRAINT id_is_the_digest CHECK (id = encode(sha256(convert_to(document, 'UTF8')), 'hex'))
);

-- Registered products of insurers and banks (商保产品, 信贷产品).
CREATE TABLE assent.product (
  code varchar(40) PRIMARY KEY CHECK (code ~ '^[A-Z][A-Z0-9_-]{0,39}$'),
  recipient_code varchar(40) NOT NULL REFERENCES assent.recipient,
  name varchar(200) NOT NULL,
  kind varchar(20) NOT NULL CHECK (kind IN ('CITY_SUPPLEMENT', 'MEDICAL', 'CRITICAL_ILLNESS', 'ACCIDENT', 'PROVIDER_CREDIT')),
  -- Number under which the financial regulator filed it.
  filing_no varchar(100) NOT NULL,
  purposes jsonb NOT NULL CHECK (jsonb_array_length(purposes) > 0),
  valid_until date,
  -- SHA-256 of the terms, as the ledger has it.
  terms_digest varchar(64) NOT NULL CHECK (terms_digest ~ '^[0-9a-f]{64}$'),
  ended_at timestamptz,
  seal bytea NOT NULL
);
