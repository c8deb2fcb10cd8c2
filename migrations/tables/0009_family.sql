-- Grants that need a guardian (R-10, R-11), and the records of the dead (R-13).

-- Grants that need a guardian's consent: given by the guardian, or given by a person of 14 to 17 and confirmed by one.
CREATE TABLE assent.guarded_grant (
  grant_id uuid PRIMARY KEY REFERENCES assent.consent_grant,
  -- The ward's age from which the purpose needs no guardian.
  until_age smallint NOT NULL CHECK (until_age IN (14, 18)),
  -- Since when no guardian consents to it. The grant is suspended meanwhile.
  awaits_since timestamptz,
  -- Covers the grant and the age (consent/crypto/seal.ts).
  seal bytea NOT NULL DEFAULT ''
);

-- Which guardian consented. lost_at is set when that guardian loses the power, and taken back where the guardian was dead by
-- mistake.
CREATE TABLE assent.guardian_consent (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  grant_id uuid NOT NULL REFERENCES assent.guarded_grant,
  guardian_id bigint NOT NULL REFERENCES assent.person,
  -- The guardian's proof; null where the guardian gave the grant at the counter.
  authentication_id uuid,
  given_at timestamptz NOT NULL,
  lost_at timestamptz,
  lost_by_death boolean NOT NULL DEFAULT false,
  seal bytea NOT NULL DEFAULT '',
  CHECK (lost_at IS NOT NULL OR NOT lost_by_death)
);
CREATE UNIQUE INDEX guardian_consent_live ON assent.guardian_consent (grant_id) WHERE lost_at IS NULL;
CREATE INDEX guardian_consent_guardian ON assent.guardian_consent (guardian_id) WHERE lost_at IS NULL;

-- What a person arranged in life for their record after death (PIPL 49). The newest row counts.
CREATE TABLE assent.after_death (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  arranging_id bigint NOT NULL REFERENCES assent.person,
  arrangement varchar(6) NOT NULL CHECK (arrangement IN ('OPEN', 'CLOSED')),
  arranged_at timestamptz NOT NULL DEFAULT assent.now(),
  seal bytea NOT NULL DEFAULT ''
);
CREATE INDEX after_death_arranging ON assent.after_death (arranging_id, id DESC);

-- Applications of near relatives (民法典 1045) for access to a dead person's record, for a lawful interest of their own.
CREATE TABLE assent.relative_application (
  id uuid PRIMARY KEY,
  applicant_id bigint NOT NULL REFERENCES assent.person,
  -- Null when number and name matched nobody; the applicant is not told.
  deceased_id bigint REFERENCES assent.person CHECK (deceased_id <> applicant_id),
  relation varchar(11) NOT NULL
    CHECK (relation IN ('SPOUSE', 'PARENT', 'CHILD', 'SIBLING', 'GRANDPARENT', 'GRANDCHILD')),
  interest varchar(15) NOT NULL CHECK (interest IN ('INHERITANCE', 'INSURANCE_CLAIM', 'MEDICAL_DISPUTE', 'OTHER')),
  items jsonb NOT NULL CHECK (jsonb_array_length(items) > 0),
  -- SHA-256 digests of the papers that prove the death and the kinship.
  evidence jsonb NOT NULL CHECK (evidence @> '[{"kind": "DEATH"}, {"kind": "KINSHIP"}]'),
  max_uses smallint NOT NULL CHECK (max_uses BETWEEN 1 AND 12),
  valid_for_days smallint NOT NULL CHECK (valid_for_days BETWEEN 1 AND 365),
  created_at timestamptz NOT NULL DEFAULT assent.now(),
  status varchar(8) NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'APPROVED', 'REFUSED')),
  decided_at timestamptz,
  valid_until timestamptz,
  used smallint NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND max_uses),
  -- Made anew when it is decided.
  seal bytea NOT NULL DEFAULT '',
  CHECK ((status = 'PENDING') = (decided_at IS NULL)),
  CHECK ((status = 'APPROVED') = (valid_until IS NOT NULL)),
  CHECK (used = 0 OR status = 'APPROVED')
);
CREATE INDEX relative_application_applicant ON assent.relative_application (applicant_id, created_at DESC);
CREATE INDEX relative_application_pending ON assent.relative_application (created_at) WHERE status = 'PENDING';

CREATE TABLE assent.relative_review (
  application_id uuid NOT NULL REFERENCES assent.relative_application,
  reviewer varchar(40) NOT NULL REFERENCES assent.staff,
  approved boolean NOT NULL,
  reason varchar(500),
  reviewed_at timestamptz NOT NULL,
  seal bytea NOT NULL DEFAULT '',
  PRIMARY KEY (application_id, reviewer),
  CHECK (approved = (reason IS NULL))
);
