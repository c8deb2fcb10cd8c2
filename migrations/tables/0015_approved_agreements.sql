-- What officers approved of agreements, and products that institutions drafted.

-- The terms that a confirmed act gives an agreement, from a day on. Rows are only added. Only the newest of a recipient can come into
-- force, once, unless a file was applied after it (code/approved-agreements.sql).
CREATE TABLE assent.approved_agreement (
  act_id uuid PRIMARY KEY REFERENCES assent.officer_act,
  recipient_code varchar(40) NOT NULL REFERENCES assent.recipient,
  application_id uuid UNIQUE REFERENCES assent.application,
  purposes jsonb NOT NULL CHECK (NOT jsonb_path_exists(purposes, '$[*] ? (!exists(@.impactAssessment))')),
  valid_from date NOT NULL,
  -- Null: without an end, as an agreement that a file made may be.
  valid_until date,
  -- SHA-256 (hex) of the sealed agreement on paper (用印协议), where there is one.
  document_digest varchar(64) CHECK (document_digest ~ '^[0-9a-f]{64}$'),
  approved_at timestamptz NOT NULL,
  seal bytea NOT NULL,
  CONSTRAINT approved_until CHECK (valid_until <= valid_from + interval '3 years'),
  CONSTRAINT approved_by_application CHECK (application_id IS NULL OR (valid_until IS NOT NULL AND document_digest IS NOT NULL))
);
CREATE INDEX approved_agreement_newest ON assent.approved_agreement (recipient_code, approved_at DESC);

-- The act by which a version came into force; null where the operator applied a file.
ALTER TABLE assent.agreement_version ADD COLUMN act_id uuid UNIQUE REFERENCES assent.officer_act;

-- A product that an institution would offer. It is nothing until officers register it.
CREATE TABLE assent.product_draft (
  code varchar(40) PRIMARY KEY CHECK (code ~ '^[A-Z][A-Z0-9_-]{0,39}$'),
  recipient_code varchar(40) NOT NULL REFERENCES assent.recipient,
  name varchar(200) NOT NULL,
  kind varchar(20) NOT NULL CHECK (kind IN ('CITY_SUPPLEMENT', 'MEDICAL', 'CRITICAL_ILLNESS', 'ACCIDENT', 'PROVIDER_CREDIT')),
  filing_no varchar(100) NOT NULL,
  purposes jsonb NOT NULL CHECK (jsonb_array_length(purposes) > 0),
  valid_until date,
  drafted_by bigint NOT NULL REFERENCES assent.person,
  drafted_at timestamptz NOT NULL,
  seal bytea NOT NULL
);
