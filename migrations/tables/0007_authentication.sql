-- How people authenticate: challenges and their single-use proofs, passkeys, sign-in by the city's identity provider, and
-- what may be used only once or only so often.

-- A column `seal` holds a MAC over what makes its row mean something, by a key that the database does not hold
-- (consent/crypto/seal.ts). A row without a right one counts as not there. One made by SQL alone has the default.

-- person_id is null when the ID number is unknown or may not sign in by itself. Such a challenge looks like any other and
-- can never be completed, so that nobody learns who is insured.
CREATE TABLE assent.challenge (
  id uuid PRIMARY KEY,
  method text NOT NULL CHECK (method IN ('SMS', 'SCAN', 'FACE')),
  -- A passkey answers a challenge of method SCAN and its proof has strength SCAN; `passkey` tells the two apart.
  passkey boolean NOT NULL DEFAULT false CONSTRAINT challenge_passkey_is_scan CHECK (NOT passkey OR method = 'SCAN'),
  action text NOT NULL CHECK (action IN ('SIGN_IN', 'APPROVE', 'REVOKE', 'VIEW', 'EXPORT', 'ADD_PASSKEY', 'ARRANGE')),
  target uuid,
  person_id bigint,
  -- Under which key wrong answers are counted, also when the ID number is unknown, so that those tries run out too.
  subject_key bytea CHECK (octet_length(subject_key) = 32),
  -- An e-voucher states itself who signs in, so the person is known only when the challenge completes.
  awaits_identity boolean NOT NULL,
  code_hash bytea CHECK (octet_length(code_hash) = 32),
  attempts_left smallint NOT NULL DEFAULT 5 CHECK (attempts_left BETWEEN 0 AND 5),
  created_at timestamptz NOT NULL DEFAULT assent.now(),
  expires_at timestamptz NOT NULL,
  completed_at timestamptz,
  seal bytea NOT NULL DEFAULT '',
  CHECK (expires_at > created_at AND expires_at <= created_at + interval '5 minutes'),
  CHECK ((method = 'SMS') = (code_hash IS NOT NULL)),
  CONSTRAINT challenge_counts_guesses CHECK ((method = 'SMS') = (subject_key IS NOT NULL)),
  CHECK (NOT awaits_identity OR (method = 'SCAN' AND action = 'SIGN_IN' AND person_id IS NULL)),
  CHECK (action = 'SIGN_IN' OR person_id IS NOT NULL),
  CHECK (action <> 'SIGN_IN' OR target IS NULL),
  CHECK (action NOT IN ('APPROVE', 'REVOKE') OR target IS NOT NULL),
  CHECK (completed_at IS NULL OR person_id IS NOT NULL OR awaits_identity)
);
CREATE INDEX challenge_expires_at ON assent.challenge (expires_at);

-- A ticket that the e-voucher or face service handed over for a challenge which a page of the portal started. It is signed by
-- the service, names the challenge and is good once; the page never sees it.
CREATE TABLE assent.handed_ticket (
  challenge_id uuid PRIMARY KEY REFERENCES assent.challenge ON DELETE CASCADE,
  ticket text NOT NULL CHECK (length(ticket) BETWEEN 1 AND 4096)
);

-- The proof of a completed challenge. It is kept after use, as evidence of how the person was authenticated.
CREATE TABLE assent.authentication (
  id uuid PRIMARY KEY,
  challenge_id uuid NOT NULL UNIQUE,
  person_id bigint NOT NULL,
  strength text NOT NULL CHECK (strength IN ('SMS', 'SCAN', 'FACE')),
  passkey boolean NOT NULL DEFAULT false CONSTRAINT authentication_passkey_is_scan CHECK (NOT passkey OR strength = 'SCAN'),
  -- Which identity provider vouched for the person, where it was not a challenge of ours.
  identity_provider text CONSTRAINT identity_provider_only_signs_in CHECK (identity_provider IS NULL OR action = 'SIGN_IN'),
  action text NOT NULL CHECK (action IN ('SIGN_IN', 'APPROVE', 'REVOKE', 'VIEW', 'EXPORT', 'ADD_PASSKEY', 'ARRANGE')),
  target uuid,
  created_at timestamptz NOT NULL DEFAULT assent.now(),
  expires_at timestamptz NOT NULL,
  spent_at timestamptz,
  seal bytea NOT NULL DEFAULT '',
  CHECK (expires_at > created_at AND expires_at <= created_at + interval '5 minutes'),
  CHECK (action <> 'SIGN_IN' OR target IS NULL),
  CHECK (action NOT IN ('APPROVE', 'REVOKE') OR target IS NOT NULL),
  -- A sign-in spends its proof at once.
  CHECK (action <> 'SIGN_IN' OR spent_at IS NOT NULL)
);
CREATE INDEX authentication_unspent ON assent.authentication (person_id, action, target)
  WHERE spent_at IS NULL;

-- Identifiers of signed tokens that are valid for one use in whichever process (RFC 7523, RFC 9449).
CREATE TABLE assent.replay_guard (
  kind text NOT NULL CHECK (kind IN ('TOKEN_REQUEST', 'EVOUCHER', 'FACE')),
  id_hash bytea NOT NULL CHECK (octet_length(id_hash) = 32),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (kind, id_hash)
);
CREATE INDEX replay_guard_expires_at ON assent.replay_guard (expires_at);

-- DPoP proofs that were used at the API (RFC 9449, 11.1). Unlogged, because a row means nothing after some minutes: writing
-- one costs no flush, and after a crash of the database the table is empty.
CREATE UNLOGGED TABLE assent.dpop_proof (
  digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
  expires_at timestamptz NOT NULL
);

-- How much of a large allowance was taken in the window that began then, as of the codes for the whole city.
CREATE TABLE assent.budget (
  key_hash bytea PRIMARY KEY CHECK (octet_length(key_hash) = 32),
  began_at timestamptz NOT NULL,
  taken integer NOT NULL CHECK (taken > 0)
);

-- When somebody used up a part of a quota. The key is a keyed hash of an ID number, a person, a mobile or an address.
CREATE TABLE assent.quota (
  key_hash bytea PRIMARY KEY CHECK (octet_length(key_hash) = 32),
  -- Oldest first.
  taken_at timestamptz[] NOT NULL
);

-- Sessions, one for each sign-in. The token that the client holds names a random secret; here is its digest. Rows are kept
-- for 180 days after the end, because a device that signed in is known by them.
CREATE TABLE assent.session (
  id uuid PRIMARY KEY,
  digest bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
  kind text NOT NULL CHECK (kind IN ('PERSON', 'STAFF', 'MEMBER')),
  person_id bigint REFERENCES assent.person CONSTRAINT session_is_somebodys CHECK (kind <> 'PERSON' OR person_id IS NOT NULL),
  -- The proof of the sign-in. One proof makes one session.
  authentication_id uuid NOT NULL UNIQUE,
  strength text NOT NULL CHECK (strength IN ('SMS', 'SCAN', 'FACE')),
  -- What the client called itself, in words that the person recognises.
  device varchar(80) NOT NULL,
  -- Keyed hash of the device's cookie: the one that it sent, or was given.
  device_key bytea NOT NULL CHECK (octet_length(device_key) = 32),
  -- Where it sent none: keyed hash of what such a client is recognised by for a day.
  client_key bytea CHECK (octet_length(client_key) = 32),
  signed_in_at timestamptz NOT NULL,
  last_used_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  seal bytea NOT NULL DEFAULT '',
  CHECK (expires_at > signed_in_at AND expires_at <= signed_in_at + interval '30 minutes')
);
CREATE INDEX session_person ON assent.session (person_id, signed_in_at);
CREATE INDEX session_signed_in_at ON assent.session (signed_in_at);

-- Passkeys (WebAuthn). The API's role reads and changes them only by functions, which record each change in the ledger.
CREATE TABLE assent.passkey (
  id uuid PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES assent.person,
  -- WebAuthn, section 4: at most 1023 bytes.
  credential_id bytea NOT NULL UNIQUE CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
  -- As a COSE key.
  public_key bytea NOT NULL CHECK (octet_length(public_key) BETWEEN 1 AND 2048),
  -- Signature counter, where the authenticator keeps one. If it does not rise, somebody has copied the key.
  counter bigint NOT NULL CHECK (counter BETWEEN 0 AND 4294967295),
  multi_device boolean NOT NULL,
  backed_up boolean NOT NULL,
  transports text[] NOT NULL,
  name varchar(60) NOT NULL CHECK (name <> ''),
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  -- Made anew with each use, since it covers the counter.
  seal bytea NOT NULL DEFAULT '',
  CHECK (multi_device OR NOT backed_up)
);
CREATE INDEX passkey_person ON assent.passkey (person_id, created_at);

-- Registrations that have begun. Completing one deletes its row.
CREATE TABLE assent.passkey_registration (
  id uuid PRIMARY KEY,
  person_id bigint NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Sign-ins through the city's identity provider, from the redirect until the client has its session. Values that appear in
-- a URL are kept as hashes only. They are not enough to sign in: the client's verifier, which is in no URL, is needed too.
CREATE TABLE assent.federated_sign_in (
  id uuid PRIMARY KEY,
  state_hash bytea NOT NULL UNIQUE CHECK (octet_length(state_hash) = 32),
  -- SHA-256 of the client's verifier.
  client_challenge bytea NOT NULL CHECK (octet_length(client_challenge) = 32),
  expires_at timestamptz NOT NULL,
  -- Set when the identity provider has answered. No person: it refused, or we do not know the person.
  code_hash bytea UNIQUE CHECK (octet_length(code_hash) = 32),
  person_id bigint,
  strength text CHECK (strength IN ('SMS', 'SCAN', 'FACE')),
  seal bytea NOT NULL DEFAULT '',
  CHECK ((person_id IS NULL) = (strength IS NULL)),
  CHECK (person_id IS NULL OR code_hash IS NOT NULL)
);

-- Links to download one's own record (R-24, R-25): each is valid once and for minutes. Only the digest of its secret is kept.
CREATE TABLE assent.export_ticket (
  digest bytea PRIMARY KEY CHECK (length(digest) = 32),
  person_id bigint NOT NULL REFERENCES assent.person,
  format varchar(4) NOT NULL CHECK (format IN ('JSON', 'CSV')),
  strength varchar(4) NOT NULL CHECK (strength = 'FACE'),
  expires_at timestamptz NOT NULL,
  seal bytea NOT NULL DEFAULT ''
);
