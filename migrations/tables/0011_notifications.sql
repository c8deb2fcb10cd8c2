-- Who is told what: people by message, recipients by their feed of notices.

-- Messages to people (an outbox): written in the transaction that they are about, sent after its commit, and tried again
-- until they are delivered.
CREATE TABLE assent.message (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Names a sealed message. Null: a function of the database wrote it, by a template that the sender knows.
  ref uuid UNIQUE,
  person_id bigint NOT NULL REFERENCES assent.person,
  text varchar(500) NOT NULL,
  written_at timestamptz NOT NULL DEFAULT assent.now(),
  attempts smallint NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT assent.now(),
  sent_at timestamptz,
  -- No mobile is registered. The person sees it at the counter and in the person's own lists only.
  undeliverable_at timestamptz,
  -- Covers to whom, what and when (consent/crypto/seal.ts): nothing is sent that the platform did not write.
  seal bytea NOT NULL DEFAULT ''
);
CREATE INDEX message_due ON assent.message (due_at) WHERE sent_at IS NULL AND undeliverable_at IS NULL;

-- Who is told of which event by a message, and in which words. Each migration fills the table from
-- consent/notifications/who-is-told.ts.
CREATE TABLE assent.told_party (
  event varchar(30) NOT NULL,
  party varchar(20) NOT NULL CHECK (party IN ('SUBJECT', 'GUARDIAN', 'GRANTOR', 'REPRESENTATIVE', 'PERSON')),
  text varchar(300) NOT NULL,
  PRIMARY KEY (event, party)
);

-- What a recipient must know without trying a grant or looking at a request (R-06, R-38). What tells of a request tells the
-- same of a number that nobody has.
CREATE TABLE assent.recipient_notice (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recipient_code varchar(40) NOT NULL REFERENCES assent.recipient,
  kind varchar(20) NOT NULL CHECK (kind IN ('GRANT_GIVEN', 'GRANT_REVOKED', 'GRANT_SUSPENDED', 'GRANT_REINSTATED',
    'GRANT_SUPERSEDED', 'GRANT_EXPIRING', 'RECORD_CORRECTED', 'REQUEST_DENIED', 'REQUEST_EXPIRED', 'AGREEMENT_CHANGED',
    'AGREEMENT_ENDING', 'KEY_CHANGED', 'KEY_EXPIRING')),
  at timestamptz NOT NULL,
  grant_id uuid REFERENCES assent.consent_grant,
  consent_request_id uuid REFERENCES assent.consent_request,
  -- SHA-256 thumbprint of the key that it is about.
  key_thumbprint bytea REFERENCES assent.recipient_key,
  CHECK ((key_thumbprint IS NOT NULL) = (kind LIKE 'KEY_%')),
  CHECK ((grant_id IS NOT NULL) = (kind LIKE 'GRANT_%' OR kind = 'RECORD_CORRECTED')),
  CHECK ((consent_request_id IS NOT NULL) = (kind = 'GRANT_GIVEN' OR kind LIKE 'REQUEST_%'))
);
CREATE INDEX recipient_notice_key ON assent.recipient_notice (key_thumbprint, at) WHERE key_thumbprint IS NOT NULL;
CREATE INDEX recipient_notice_feed ON assent.recipient_notice (recipient_code, id);

-- The feed that a recipient polls: its notices, numbered from 1 without gaps when it first reads them, so that whoever writes
-- a notice waits for nobody. `received_at`: the recipient has read on after it.
CREATE TABLE assent.recipient_feed (
  recipient_code varchar(40) NOT NULL REFERENCES assent.recipient,
  sequence integer NOT NULL CHECK (sequence > 0),
  notice_id bigint NOT NULL UNIQUE REFERENCES assent.recipient_notice,
  received_at timestamptz,
  PRIMARY KEY (recipient_code, sequence)
);
CREATE INDEX recipient_feed_unread ON assent.recipient_feed (recipient_code, sequence) WHERE received_at IS NULL;

-- The last grant whose end was told beforehand, in the order in which grants end (assent.tell_of_ends).
CREATE TABLE assent.end_notice_progress (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  valid_until timestamptz NOT NULL,
  grant_id uuid NOT NULL
);
INSERT INTO assent.end_notice_progress (valid_until, grant_id) VALUES (assent.now(), '00000000-0000-0000-0000-000000000000');
CREATE INDEX consent_grant_end ON assent.consent_grant (valid_until, id);

-- R-36: up to which entry of the ledger people have been told of uses (consent/notifications/use-notices.ts). They are told
-- afterwards, so that no redemption waits for it. The person's own list shows every use at once.
CREATE TABLE assent.use_notice_progress (one boolean PRIMARY KEY DEFAULT true CHECK (one), entry_id bigint NOT NULL);
INSERT INTO assent.use_notice_progress (entry_id) VALUES (0);
