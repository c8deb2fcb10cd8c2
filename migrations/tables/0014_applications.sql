-- Applications of institutions for a data use agreement (数据申请), with their documents, and what officers approved of them.

CREATE TABLE assent.application (
  id uuid PRIMARY KEY,
  -- LAPSED is none of them: an application that was returned lapses by time.
  status varchar(10) NOT NULL CHECK (status IN ('DRAFT', 'SUBMITTED', 'IN_REVIEW', 'RETURNED', 'APPROVED', 'REFUSED', 'WITHDRAWN')),
  -- Uniform social credit code (统一社会信用代码, GB 32100).
  uscc varchar(18) NOT NULL CHECK (uscc ~ '^[0-9A-Z]{18}$'),
  name varchar(200) NOT NULL,
  kind varchar(30) NOT NULL CHECK (kind IN ('COMMERCIAL_INSURER', 'COMMERCIAL_BANK')),
  -- The recipient that asks for more, or that the approval has made.
  recipient_code varchar(40) REFERENCES assent.recipient,
  begun_by bigint NOT NULL REFERENCES assent.person,
  contact varchar(200),
  -- The public keys with which the institution will sign; null where it has keys already, or gives them later.
  jwks jsonb CHECK (NOT jsonb_path_exists(jwks, '$.keys[*].d')),
  -- What is asked for: purposes, items with their reasons, impact assessments.
  purposes jsonb NOT NULL CHECK (jsonb_typeof(purposes) = 'array'),
  -- Answers to the questions of the security review.
  answers jsonb NOT NULL CHECK (jsonb_typeof(answers) = 'array'),
  -- Everything that was missing when an officer returned it.
  returned_for jsonb CHECK (jsonb_array_length(returned_for) > 0),
  refused_for varchar(500),
  taken_by varchar(40) REFERENCES assent.staff,
  -- The officers' act that approved it.
  act_id uuid UNIQUE REFERENCES assent.officer_act,
  created_at timestamptz NOT NULL,
  edited_at timestamptz NOT NULL,
  submitted_at timestamptz,
  due_at timestamptz,
  returned_at timestamptz,
  decided_at timestamptz,
  -- consent/crypto/seal.ts
  seal bytea NOT NULL,
  CONSTRAINT application_submitted CHECK (status IN ('DRAFT', 'WITHDRAWN') OR submitted_at IS NOT NULL),
  CONSTRAINT application_is_due CHECK (num_nonnulls(submitted_at, due_at) IN (0, 2) AND due_at > submitted_at),
  CONSTRAINT application_taken CHECK (status NOT IN ('IN_REVIEW', 'RETURNED', 'REFUSED', 'APPROVED') OR taken_by IS NOT NULL),
  CONSTRAINT application_returned CHECK ((returned_at IS NULL) = (returned_for IS NULL) AND (status <> 'RETURNED' OR returned_at IS NOT NULL)),
  CONSTRAINT application_refused CHECK ((status = 'REFUSED') = (refused_for IS NOT NULL)),
  CONSTRAINT application_decided CHECK ((status IN ('APPROVED', 'REFUSED', 'WITHDRAWN')) = (decided_at IS NOT NULL)),
  CONSTRAINT application_takes_an_act CHECK ((status = 'APPROVED') = (act_id IS NOT NULL)),
  CONSTRAINT application_made_a_recipient CHECK (status <> 'APPROVED' OR recipient_code IS NOT NULL)
);
CREATE INDEX application_newest ON assent.application (created_at DESC, id DESC);
CREATE INDEX application_of_person ON assent.application (begun_by, created_at DESC, id DESC);

-- What an institution handed in: one document of a kind for each application. The text of it is in application_file.
CREATE TABLE assent.application_document (
  id uuid PRIMARY KEY,
  application_id uuid NOT NULL REFERENCES assent.application ON DELETE CASCADE,
  kind varchar(60) NOT NULL CHECK (kind ~ '^[A-Z][A-Z_]*(-[A-Z][A-Z_]*)?$'),
  media_type varchar(20) NOT NULL CHECK (media_type IN ('application/pdf', 'application/ofd', 'image/png')),
  -- SHA-256 of the file, hex.
  digest varchar(64) NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  bytes integer NOT NULL CHECK (bytes BETWEEN 1 AND 20971520),
  valid_until date,
  uploaded_at timestamptz NOT NULL,
  seal bytea NOT NULL,
  UNIQUE (application_id, kind)
);

-- The files themselves, encrypted (AES-256-GCM) under keys of the platform.
CREATE TABLE assent.application_file (
  document_id uuid PRIMARY KEY REFERENCES assent.application_document ON DELETE CASCADE,
  sealed_content bytea NOT NULL
);
