-- The subjects of data: people and providers, and who is whose guardian. Of the roles, only the importer writes here; the
-- API asks by the functions of code/people.sql.

CREATE TABLE assent.person (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  psn_no varchar(30) NOT NULL UNIQUE,
  -- Keyed blind indexes: an HMAC of the ID number, and one of number and name together.
  -- Checked when a statement ends: an import takes all numbers of a file at once, so two people may exchange theirs.
  certno_index bytea NOT NULL UNIQUE DEFERRABLE INITIALLY IMMEDIATE CHECK (length(certno_index) = 32),
  certno_name_index bytea NOT NULL CHECK (length(certno_name_index) = 32),
  -- A blind index of person number and name. It shows that the name has changed, and not whose names are the same.
  name_index bytea CHECK (length(name_index) = 32),
  brdy date NOT NULL,
  surv_stas varchar(20) NOT NULL,
  -- Null once the person is erased (R-29): what was encrypted under it can never be decrypted again.
  salt bytea DEFAULT assent.new_salt() CHECK (length(salt) = 16),
  -- What is needed without reading the record, each encrypted under keys of its own (consent/crypto/contact-encryption.ts):
  -- where messages go, the number that a grant's commitment is made of, and what a page calls the person, as 王*明. Null once
  -- the person is erased.
  sealed_mobile bytea,
  sealed_certno bytea,
  sealed_label bytea,
  -- The openings of the commitments of the person's grants are derived from it. It opens no value.
  opening_salt bytea DEFAULT assent.new_salt() CHECK (length(opening_salt) = 16),
  -- Version of the master key that encrypts all of the subject's values, or to which a rotation is bringing them
  -- (assent keys rotate).
  key_version integer NOT NULL DEFAULT 1,
  -- Since when a file says that the number is another human's, and nobody has decided: no grant can be used meanwhile.
  held_since timestamptz
);

-- A change of identity beyond a correction, which an import has held for an operator to decide (assent identity).
CREATE TABLE assent.identity_review (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES assent.person,
  -- A blind index of what the file says. The next import of the same values finds the decision by it.
  proposal bytea NOT NULL CHECK (length(proposal) = 32),
  -- Which of name, number, birth date and sex would change.
  changed varchar(20)[] NOT NULL,
  held_at timestamptz NOT NULL DEFAULT assent.now(),
  verdict varchar(20) CHECK (verdict IN ('CORRECTION', 'ANOTHER', 'REFUSED')),
  decided_at timestamptz,
  decided_by varchar(100),
  CHECK ((verdict IS NULL) = (decided_at IS NULL)),
  UNIQUE (person_id, proposal)
);
CREATE UNIQUE INDEX identity_review_open ON assent.identity_review (person_id) WHERE decided_at IS NULL;

-- The blind indexes of erased people's numbers: no import brings them back (R-22).
CREATE TABLE assent.erased_number (
  certno_index bytea PRIMARY KEY,
  erased_at timestamptz NOT NULL DEFAULT assent.now()
);

CREATE TABLE assent.provider (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  fixmedins_code varchar(12) NOT NULL UNIQUE CHECK (fixmedins_code ~ '^[HP][0-9]{11}$'),
  -- As in the public list of designated institutions: what a page calls the provider without reading its record.
  fixmedins_name varchar(200),
  -- Blind index of the legal representative's ID number (定点医药机构法定代表人).
  representative_index bytea CHECK (length(representative_index) = 32),
  salt bytea NOT NULL DEFAULT assent.new_salt() CHECK (length(salt) = 16),
  opening_salt bytea NOT NULL DEFAULT assent.new_salt() CHECK (length(opening_salt) = 16),
  -- Version of the master key that encrypts all of the subject's values, or to which a rotation is bringing them
  -- (assent keys rotate).
  key_version integer NOT NULL DEFAULT 1
);
CREATE INDEX provider_representative ON assent.provider (representative_index);

-- R-10: who may act for whom, by which source, and from when to when.
CREATE TABLE assent.guardianship (
  ward_id bigint NOT NULL REFERENCES assent.person,
  guardian_id bigint NOT NULL REFERENCES assent.person,
  relation varchar(20) NOT NULL,
  source varchar(40) NOT NULL,
  begndate date NOT NULL,
  enddate date,
  PRIMARY KEY (ward_id, guardian_id),
  CHECK (ward_id <> guardian_id)
);
CREATE INDEX guardianship_guardian ON assent.guardianship (guardian_id);
