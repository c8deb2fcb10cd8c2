-- Consent requests, grants, and the disclosures made under them.

CREATE TABLE assent.consent_request (
  id uuid PRIMARY KEY,
  recipient_code varchar(40) NOT NULL REFERENCES assent.recipient,
  -- How it came. For API the recipient named somebody; for REDIRECT a person came from the recipient's own app.
  channel varchar(11) NOT NULL DEFAULT 'API' CHECK (channel IN ('API', 'REDIRECT')),
  -- Both are null when nobody matched number and name. The request looks the same to the recipient, so that asking
  -- reveals to nobody who is insured. For REDIRECT they are null until somebody has signed in (assent.bind_request).
  person_id bigint REFERENCES assent.person,
  provider_id bigint REFERENCES assent.provider,
  -- Keyed hash of recipient and number that was asked for, whether or not anybody has that number: by it the limits on
  -- pending requests are the same for everybody.
  asked_key bytea CHECK (length(asked_key) = 32),
  -- The recipient's own key of this request, so that a retry does not ask twice, and a keyed hash of what it asked for.
  idempotency_key varchar(200),
  content_digest bytea CHECK (length(content_digest) = 32),
  purpose varchar(40) NOT NULL,
  catalogue_version integer NOT NULL,
  items jsonb NOT NULL CHECK (jsonb_array_length(items) > 0),
  mode varchar(10) NOT NULL CHECK (mode IN ('ONE_TIME', 'LIMITED', 'MULTI_USE')),
  max_uses integer,
  valid_for_days integer NOT NULL CHECK (valid_for_days > 0),
  records_from date,
  records_to date,
  reference varchar(200),
  -- A grant of the same recipient and number that ends when this request is granted (R-07), if the recipient named one.
  replaces uuid,
  -- The registered product under whose name it asks, if it named one.
  product_code varchar(40),
  notice text NOT NULL,
  status varchar(10) NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'APPROVED', 'DENIED', 'CANCELLED', 'EXPIRED')),
  reason varchar(500),
  -- In which role somebody denied it. Of an approval the ledger tells.
  denied_as varchar(10) CHECK (denied_as IN ('SELF', 'GUARDIAN', 'AGENT', 'LEGAL_REP')),
  created_at timestamptz NOT NULL DEFAULT assent.now(),
  -- From when the person's list shows it: at once, or later if many recipients ask at the same time.
  delivered_at timestamptz NOT NULL DEFAULT assent.now(),
  expires_at timestamptz NOT NULL,
  decided_at timestamptz,
  -- consent/crypto/seal.ts
  seal bytea NOT NULL DEFAULT '',
  CHECK (person_id IS NULL OR provider_id IS NULL),
  CHECK (records_from <= records_to),
  CHECK ((status = 'PENDING') = (decided_at IS NULL)),
  CHECK (denied_as IS NULL OR status = 'DENIED'),
  CHECK ((idempotency_key IS NULL) = (content_digest IS NULL)),
  CHECK (channel <> 'REDIRECT' OR asked_key IS NULL),
  CONSTRAINT uses_fit_mode CHECK (
    CASE mode WHEN 'ONE_TIME' THEN max_uses = 1 WHEN 'LIMITED' THEN max_uses >= 2 ELSE max_uses IS NULL END)
);
CREATE INDEX consent_request_recipient ON assent.consent_request (recipient_code, created_at DESC, id DESC);
CREATE INDEX consent_request_person ON assent.consent_request (person_id, created_at DESC, id DESC);
CREATE INDEX consent_request_provider ON assent.consent_request (provider_id, created_at DESC, id DESC);
-- For the limits on pending requests. The same is asked for once at a time, whether or not anybody has the number.
CREATE UNIQUE INDEX consent_request_pending ON assent.consent_request (asked_key, purpose, coalesce(reference, ''))
  WHERE status = 'PENDING';
CREATE INDEX consent_request_expiring ON assent.consent_request (expires_at) WHERE status = 'PENDING';
CREATE UNIQUE INDEX consent_request_key ON assent.consent_request (recipient_code, idempotency_key);
-- For the recipient's own search.
CREATE INDEX consent_request_reference ON assent.consent_request (recipient_code, reference) WHERE reference IS NOT NULL;
-- For the cool-down after a denial (R-05).
CREATE INDEX consent_request_denied ON assent.consent_request (recipient_code, purpose, decided_at) WHERE status = 'DENIED';

-- Every use checks these conditions. They stand in one function because PostgreSQL parses a function's body once per
-- session, but parses each CHECK of a table anew for each statement: four constraints made a redemption slower.
CREATE FUNCTION assent.uses_are_sound(used integer, max_uses integer, used_that_day integer, max_uses_per_day integer)
  RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN used >= 0 AND coalesce(used <= max_uses, true)
    AND used_that_day >= 0 AND coalesce(used_that_day <= max_uses_per_day, true);
END $$;

-- The conditions on a grant's terms stand in a trigger (grant_terms_are_sound) and not in CHECKs: terms never change, so
-- it is enough to check them once, and a redemption need not pay for it.
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
  items jsonb NOT NULL,
  mode varchar(10) NOT NULL,
  max_uses integer,
  max_uses_per_day integer,
  records_from date,
  records_to date,
  notice_digest varchar(64) NOT NULL,
  strength varchar(4) NOT NULL,
  sensitive_confirmed boolean NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  -- What the grant rests on: the person's proof, or the approval at the counter.
  authentication_id uuid,
  approval_id uuid,
  -- SHA-256 (hex) of the protected records that the person chose (protected_record_choice); null if there are none.
  choices_digest varchar(64),
  -- The state: the only columns of a grant that ever change.
  used integer NOT NULL DEFAULT 0,
  used_on date,
  used_that_day integer NOT NULL DEFAULT 0,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoke_reason varchar(500),
  suspended_at timestamptz,
  -- What began the suspension. Null: nothing that the platform knows, so nothing lifts it but who began it.
  suspended_for varchar(10) CHECK (suspended_for IN ('BREACH', 'GUARDIAN', 'DEATH', 'IDENTITY')),
  superseded_at timestamptz,
  -- The grant that took its place (R-07).
  superseded_by uuid REFERENCES assent.consent_grant,
  -- R-29: the log names nobody. The grant's subject is in it as SHA-256 of a secret opening and the ID number (of a
  -- provider: its code). Only somebody who was given the opening can show whom it is about; without the salt nobody
  -- can compute it again.
  commitment bytea,
  -- The key of the handles by which the log names this grant and its disclosures. It follows from the opening.
  handle_key bytea CHECK (length(handle_key) = 32),
  -- Counts the changes of revoked_at, suspended_at and superseded_at, so that a receipt shows on which side of such a
  -- change it lies.
  revocation_epoch integer NOT NULL DEFAULT 0,
  -- Covers the terms and what they rest on (consent/crypto/seal.ts). The ledger tells the state.
  seal bytea NOT NULL DEFAULT '',
  CONSTRAINT uses_are_sound CHECK (assent.uses_are_sound(used, max_uses, used_that_day, max_uses_per_day))
-- Room for a new version of a used grant on the same page: then no index has to change (HOT update).
) WITH (fillfactor = 60);
CREATE INDEX consent_grant_recipient ON assent.consent_grant (recipient_code, valid_from DESC, id DESC);
CREATE INDEX consent_grant_person ON assent.consent_grant (person_id, valid_from DESC, id DESC);
CREATE INDEX consent_grant_provider ON assent.consent_grant (provider_id, valid_from DESC, id DESC);
-- A freeze works in portions; each begins where the previous one ended.
CREATE INDEX consent_grant_recipient_id ON assent.consent_grant (recipient_code, id);

-- Until when a person has seen who used their grants. It is a mark of their own and proves nothing.
CREATE TABLE assent.uses_seen (
  person_id bigint PRIMARY KEY REFERENCES assent.person,
  seen_at timestamptz NOT NULL
);

-- A request to take a use, as assent.redeem_together() is given it.
CREATE TYPE assent.use_request AS (
  grant_id uuid,
  recipient varchar,
  key varchar,
  -- SHA-256 of the operation and its variables.
  digest bytea,
  -- What the disclosure shall be named.
  id uuid,
  items jsonb,
  -- Version of the agreement by which the caller has decided.
  agreement integer,
  -- Names the proof of the caller's key; null without one.
  proof bytea,
  -- Digests of the comparisons that it asks for.
  asserts bytea[],
  -- Thumbprint of the recipient's key that the token of the request was asked for with; null without a token.
  signer bytea,
  -- Who asks, by the recipient's own staff number, and the secret opening of the commitment to it; null where nobody is said.
  operator varchar,
  operator_opening bytea
);

-- One redemption. Use numbers are 1..k without gaps and without doubles.
-- There is no foreign key to the grant: redeem() alone writes here, while it holds the grant's lock, and a grant is
-- never deleted. A subject's disclosures are found by its grants; an index by person would be written at a random place
-- by each redemption.
CREATE TABLE assent.disclosure (
  id uuid PRIMARY KEY,
  grant_id uuid NOT NULL,
  use_number integer NOT NULL CHECK (use_number > 0),
  recipient_code varchar(40) NOT NULL,
  person_id bigint,
  provider_id bigint,
  idempotency_key varchar(200) NOT NULL,
  -- SHA-256 of the operation and its variables.
  operation_digest bytea NOT NULL CHECK (length(operation_digest) = 32),
  items jsonb NOT NULL,
  disclosed_at timestamptz NOT NULL,
  -- How often a retry with the same key was answered: the only column that changes.
  retries smallint NOT NULL DEFAULT 0,
  -- Names the proof of the recipient's key that came with it (RFC 9449): a proof takes one use.
  proof_digest bytea UNIQUE CHECK (length(proof_digest) = 32),
  -- Who asked, by the recipient's own staff number, and the opening of the ledger's commitment to it; null where nobody was said.
  operator varchar(40),
  operator_opening bytea,
  UNIQUE (grant_id, use_number),
  UNIQUE (grant_id, idempotency_key)
);
CREATE INDEX disclosure_recipient ON assent.disclosure (recipient_code, disclosed_at DESC, id DESC);

-- R-12: the protected records that a person chose to share with a grant, one a row: a visit with all that belongs to it, a
-- filing, or a benefit. Chosen when the grant is given and, like its terms, never changed.
CREATE TABLE assent.protected_record_choice (
  grant_id uuid NOT NULL REFERENCES assent.consent_grant,
  kind varchar(10) NOT NULL CHECK (kind IN ('VISIT', 'FILING', 'BENEFIT')),
  record_id varchar(64) NOT NULL,
  PRIMARY KEY (grant_id, kind, record_id)
);
