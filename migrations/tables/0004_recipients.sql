-- Recipients, and the agreement under which each may ask.

CREATE TABLE assent.recipient (
  code varchar(40) PRIMARY KEY,
  name varchar(200) NOT NULL,
  kind varchar(30) NOT NULL CHECK (kind IN ('COMMERCIAL_INSURER', 'COMMERCIAL_BANK')),
  client_id varchar(100) NOT NULL UNIQUE,
  -- Public keys only; a private one must never reach this table.
  jwks jsonb NOT NULL CHECK (NOT jsonb_path_exists(jwks, '$.keys[*].d')),
  -- Where the recipient publishes its keys instead: then `jwks` has none, and they are in fetched_key_set.
  jwks_uri varchar(500),
  -- R-03: where a person reaches the recipient.
  contact varchar(200),
  suspended_at timestamptz,
  max_requests_per_second integer NOT NULL DEFAULT 2000 CHECK (max_requests_per_second > 0),
  -- consent/crypto/seal.ts
  seal bytea NOT NULL DEFAULT ''
);

-- The keys that a recipient publishes at its jwks_uri, as they were fetched last. No longer good after a day.
CREATE TABLE assent.fetched_key_set (
  recipient_code varchar(40) PRIMARY KEY REFERENCES assent.recipient,
  uri varchar(500) NOT NULL,
  jwks jsonb NOT NULL CHECK (NOT jsonb_path_exists(jwks, '$.keys[*].d')),
  fetched_at timestamptz NOT NULL,
  -- consent/crypto/seal.ts
  seal bytea NOT NULL
);

-- When anybody last tried to fetch them, so that all processes together ask once a minute at most.
CREATE TABLE assent.key_fetch (
  recipient_code varchar(40) PRIMARY KEY REFERENCES assent.recipient,
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
