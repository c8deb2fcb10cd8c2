-- Institutions (机构) and the people who act for them here (机构人员).

CREATE TABLE assent.institution (
  -- 统一社会信用代码 (GB 32100).
  uscc varchar(18) PRIMARY KEY CHECK (uscc ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
  name varchar(200) NOT NULL CHECK (name <> ''),
  kind varchar(30) NOT NULL CHECK (kind IN ('COMMERCIAL_INSURER', 'COMMERCIAL_BANK')),
  contact varchar(200),
  -- Null until it is a recipient.
  recipient_code varchar(40) UNIQUE REFERENCES assent.recipient,
  added_at timestamptz NOT NULL,
  -- consent/crypto/seal.ts
  seal bytea NOT NULL
);

-- An account of one employee of one institution. Its ledger entries count its versions, and only the newest row counts.
CREATE TABLE assent.member (
  code varchar(40) PRIMARY KEY CHECK (code ~ '^M-[0-9A-Z]{12}$'),
  uscc varchar(18) NOT NULL REFERENCES assent.institution,
  roles jsonb NOT NULL CHECK (jsonb_array_length(roles) BETWEEN 1 AND 4 AND roles <@ '["OWNER", "DEVELOPER", "HANDLER", "AUDITOR"]'),
  -- Blind index of the employee's own ID number: accounts with the same one are one human, where two must act.
  certno_index bytea NOT NULL CHECK (length(certno_index) = 32),
  -- The name, encrypted apart from any record (consent/crypto/contact-encryption.ts).
  sealed_name bytea NOT NULL,
  -- What the account rests on: two officers and the letter of appointment, a member who invited, or an application.
  vouched_by jsonb NOT NULL CHECK (vouched_by ?| ARRAY['officers', 'member', 'application']),
  version integer NOT NULL CHECK (version > 0),
  -- Of an invitation: SHA-256 of the secret in its link, which is good once.
  invitation_digest bytea UNIQUE CHECK (length(invitation_digest) = 32),
  invitation_expires_at timestamptz,
  added_at timestamptz NOT NULL,
  -- Null until the invitation was taken up.
  joined_at timestamptz,
  disabled_at timestamptz,
  disabled_for varchar(500),
  seal bytea NOT NULL,
  CHECK ((invitation_digest IS NULL) = (invitation_expires_at IS NULL)),
  CHECK (joined_at IS NOT NULL OR invitation_digest IS NOT NULL)
);
CREATE UNIQUE INDEX member_one_account ON assent.member (uscc, certno_index) WHERE disabled_at IS NULL;
CREATE INDEX member_of_institution ON assent.member (uscc, code);
CREATE INDEX member_certno ON assent.member (certno_index);

-- Challenges by which a member proves that the institution holds the private half of a key: each is good once, for minutes.
CREATE TABLE assent.key_challenge (
  -- SHA-256 of the challenge.
  digest bytea PRIMARY KEY CHECK (length(digest) = 32),
  software_id uuid NOT NULL REFERENCES assent.software,
  member varchar(40) NOT NULL REFERENCES assent.member,
  -- Of a key for sealing: the challenge was encrypted to it.
  thumbprint bytea CHECK (length(thumbprint) = 32),
  expires_at timestamptz NOT NULL
);

ALTER TABLE assent.software ADD FOREIGN KEY (registered_by) REFERENCES assent.member, ADD FOREIGN KEY (confirmed_by) REFERENCES assent.member;
ALTER TABLE assent.recipient_key ADD FOREIGN KEY (added_by) REFERENCES assent.member, ADD FOREIGN KEY (confirmed_by) REFERENCES assent.member;
