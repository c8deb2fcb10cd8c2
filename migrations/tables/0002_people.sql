-- The subjects of data: people and providers, and who is whose guardian. Of the roles, only the importer writes here; the
-- API asks by the functions of code/people.sql.

CREATE TABLE assent.person (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  psn_no varchar(30) NOT NULL UNIQUE,
  -- Keyed blind indexes: an HMAC of the ID number, and one of number and name together.
  certno_index bytea NOT NULL UNIQUE CHECK (length(certno_index) = 32),
  certno_name_index bytea NOT NULL CHECK (length(certno_name_index) = 32),
  brdy date NOT NULL,
  surv_stas varchar(20) NOT NULL,
  -- Null once the person is erased (R-29): what was encrypted under it can never be decrypted again.
  salt bytea DEFAULT assent.new_salt() CHECK (length(salt) = 16),
  -- What is needed without reading the record, each encrypted under keys of its own (consent/crypto/contact-encryption.ts):
  -- where messages go, and the number that a grant's commitment is made of. Null once the person is erased.
  sealed_mobile bytea,
  sealed_certno bytea,
  -- The openings of the commitments of the person's grants are derived from it. It opens no value.
  opening_salt bytea DEFAULT assent.new_salt() CHECK (length(opening_salt) = 16),
  -- Version of the master key that encrypts all of the subject's values, or to which a rotation is bringing them
  -- (assent keys rotate).
  key_version integer NOT NULL DEFAULT 1
);

CREATE TABLE assent.provider (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  fixmedins_code varchar(12) NOT NULL UNIQUE CHECK (fixmedins_code ~ '^[HP][0-9]{11}$'),
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
