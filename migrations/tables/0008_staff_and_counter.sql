-- Accounts of staff, and what happens at a counter (R-28).

-- One account for one employee and one key, permanently: a code in the ledger never comes to mean somebody else.
CREATE TABLE assent.staff (
  code varchar(40) PRIMARY KEY CHECK (code ~ '^[A-Z][A-Z0-9-]{1,39}$'),
  role varchar(10) NOT NULL CHECK (role IN ('CLERK', 'REVIEWER', 'OFFICER')),
  -- Blind index of the employee's own ID number. By it, two accounts are never the same person where two people must act,
  -- and nobody serves or represents themselves at the counter.
  certno_index bytea NOT NULL CHECK (length(certno_index) = 32),
  -- The public key. The private one is in the employee's smart card or key store.
  jwk jsonb NOT NULL CHECK (NOT jwk ?| ARRAY['d', 'k', 'p', 'q']),
  -- SHA-256 thumbprint of the key (RFC 7638): no key ever belongs to two accounts, whatever else their JWK says.
  thumbprint bytea NOT NULL UNIQUE CHECK (length(thumbprint) = 32),
  -- The two officers who enrolled the employee; null for the founding officers, whose ceremony has minutes.
  enrolled_by jsonb CHECK (jsonb_array_length(enrolled_by) = 2),
  minutes_digest varchar(64),
  added_at timestamptz NOT NULL DEFAULT assent.now(),
  disabled_at timestamptz,
  -- consent/crypto/seal.ts
  seal bytea NOT NULL DEFAULT '',
  CONSTRAINT staff_enrolled CHECK ((enrolled_by IS NULL) = (minutes_digest IS NOT NULL))
);
CREATE UNIQUE INDEX staff_one_account ON assent.staff (certno_index) WHERE disabled_at IS NULL;

-- A session at a counter: one person, one clerk, one counter, at most 15 minutes.
CREATE TABLE assent.counter_session (
  id uuid PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES assent.person,
  clerk varchar(40) NOT NULL REFERENCES assent.staff,
  counter varchar(40) NOT NULL CHECK (counter ~ '^[A-Z][A-Z0-9-]{0,39}$'),
  -- What the person showed. No image of it is kept.
  identified_by varchar(8) NOT NULL CHECK (identified_by IN ('EVOUCHER', 'CARD')),
  -- The agent under a power of attorney, as a blind index, and the power itself: matter, scope, term (民法典 165).
  agent_index bytea CHECK (length(agent_index) = 32),
  power jsonb CHECK (jsonb_array_length(power->'recipients') > 0 AND jsonb_array_length(power->'purposes') > 0),
  opened_at timestamptz NOT NULL DEFAULT assent.now(),
  expires_at timestamptz NOT NULL,
  closed_at timestamptz,
  seal bytea NOT NULL DEFAULT '',
  CHECK (expires_at > opened_at AND expires_at <= opened_at + interval '15 minutes'),
  CHECK ((agent_index IS NULL) = (power IS NULL))
);
CREATE UNIQUE INDEX counter_session_of_clerk ON assent.counter_session (clerk) WHERE closed_at IS NULL;
CREATE INDEX counter_session_of_day ON assent.counter_session (clerk, opened_at DESC);

-- A person's approval at the counter, with its evidence. It takes effect when its grant is given.
CREATE TABLE assent.counter_approval (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES assent.counter_session,
  request_id uuid NOT NULL REFERENCES assent.consent_request,
  -- The grant of that request whose raised items are confirmed again (R-07). Null: the request is approved.
  confirms_grant uuid REFERENCES assent.consent_grant,
  -- The terms of the request as the person narrowed them.
  terms jsonb NOT NULL,
  -- SHA-256 digests of the papers, of the signature and of the notice that was shown.
  evidence jsonb NOT NULL CHECK (evidence ?& ARRAY['documents', 'signature', 'notice']),
  two_people boolean NOT NULL,
  reviewer varchar(40) REFERENCES assent.staff,
  grant_id uuid UNIQUE REFERENCES assent.consent_grant,
  created_at timestamptz NOT NULL DEFAULT assent.now(),
  given_at timestamptz,
  -- The reviewer who did not confirm it, and why.
  returned_by varchar(40) REFERENCES assent.staff,
  returned_at timestamptz,
  return_reason varchar(500),
  seal bytea NOT NULL DEFAULT '',
  CHECK (CASE WHEN confirms_grant IS NULL THEN (grant_id IS NULL) = (given_at IS NULL) ELSE grant_id IS NULL END),
  CHECK (num_nonnulls(returned_by, returned_at, return_reason) IN (0, 3)),
  CONSTRAINT given_or_returned CHECK (given_at IS NULL OR returned_at IS NULL),
  CONSTRAINT level_3_takes_two CHECK (given_at IS NULL OR NOT two_people OR reviewer IS NOT NULL)
);
-- One signature is for one approval: a digest of it that comes again was not signed for this request.
CREATE UNIQUE INDEX counter_approval_signature ON assent.counter_approval ((evidence->>'signature'));
CREATE INDEX counter_approval_session ON assent.counter_approval (session_id);
