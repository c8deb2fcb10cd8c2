-- The ledger: entries as they are written, and the log that the sequencer makes of them (consent/ledger/).
-- Integration never blocks a redemption: a redemption writes nothing here but its own entry and its response digest.

-- Each entry is written in the transaction that it records. `content` is what the sequencer publishes, with handles in
-- the place of ids and codes of staff (consent/ledger/entries/handles.ts). The columns beside it serve to find entries
-- and are never published (R-29). The trigger in code/ledger-entry.sql refuses what could not be published.
CREATE TABLE assent.ledger_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind varchar(40) NOT NULL,
  at timestamptz NOT NULL,
  xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
  person_id bigint,
  provider_id bigint,
  recipient_code varchar(40),
  grant_id uuid,
  disclosure_id uuid,
  -- Who looked, where it is not the subject: a guardian, a representative, a near relative.
  reader_id bigint,
  content jsonb NOT NULL,
  -- What the entry opens for reading (code/record.sql): the items that are shown, those that are only compared with, and the
  -- days of the records. The function that writes the entry says it; a null day is no limit.
  opens varchar[],
  compares varchar[],
  -- Digests of the comparisons that the entry answers, each made with a nonce that only the process knows, so that nobody finds
  -- an asserted value by trying. Null: nothing was said about it.
  asserts bytea[],
  opens_from date,
  opens_to date,
  -- Of a preview of an approval: the protected records that it would share, each as its kind and id. Null for every other entry.
  shares varchar[],
  -- The key of the handles of an entry that belongs to no grant.
  handle_key bytea CHECK (length(handle_key) = 32),
  -- Entries that one cause may have brought about wait for this share of the time in which they are shuffled, so that
  -- they are not neighbours in the log. Null: the entry is sequenced at once.
  delay real CHECK (delay BETWEEN 0 AND 1)
);
-- A grant is given once and revoked once, and a disclosure recorded once.
CREATE UNIQUE INDEX ledger_entry_given ON assent.ledger_entry (grant_id) WHERE kind = 'GRANT_GIVEN';
CREATE UNIQUE INDEX ledger_entry_revoked ON assent.ledger_entry (grant_id) WHERE kind = 'GRANT_REVOKED';
CREATE UNIQUE INDEX ledger_entry_disclosure ON assent.ledger_entry (disclosure_id) WHERE kind = 'DISCLOSURE';
CREATE INDEX ledger_entry_recipient_state ON assent.ledger_entry (recipient_code, id)
  WHERE kind IN ('RECIPIENT_SUSPENDED', 'RECIPIENT_REINSTATED');
CREATE INDEX ledger_entry_staff ON assent.ledger_entry ((content->>'staff')) WHERE kind = 'STAFF_CHANGED';
CREATE INDEX ledger_entry_member ON assent.ledger_entry ((content->>'member'), ((content->>'version')::integer)) WHERE kind = 'MEMBER_CHANGED';
CREATE INDEX ledger_entry_key ON assent.ledger_entry ((content->>'thumbprint')) WHERE kind = 'KEY_CHANGED';
CREATE INDEX ledger_entry_delayed ON assent.ledger_entry (id) WHERE delay IS NOT NULL;
-- Accesses by the subject or its relatives, and looks of employees. Partial, so that a redemption does not write to these indexes.
CREATE INDEX ledger_entry_person_looks ON assent.ledger_entry (person_id, at DESC, id DESC)
  WHERE kind IN ('OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS', 'STAFF_LOOK');
CREATE INDEX ledger_entry_provider_looks ON assent.ledger_entry (provider_id, at DESC, id DESC)
  WHERE kind IN ('OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS', 'STAFF_LOOK');

CREATE INDEX ledger_entry_reader_looks ON assent.ledger_entry (reader_id, at DESC, id DESC) WHERE reader_id IS NOT NULL;
-- Re-readings, for the person's list of reads. They are found by grant, as disclosures are.
CREATE INDEX ledger_entry_rereads ON assent.ledger_entry (grant_id, at DESC, id DESC) WHERE kind = 'REREAD';
-- What else the list of what happened shows (code/timeline.sql): changes of grants, passkeys, sessions at a counter, refusals.
CREATE INDEX ledger_entry_person_changes ON assent.ledger_entry (person_id, at DESC, id DESC)
  WHERE kind IN ('GRANT_GIVEN', 'GRANT_REVOKED', 'GRANT_SUPERSEDED', 'GRANT_SUSPENDED', 'GRANT_REINSTATED',
    'AUTHENTICATOR_CHANGED', 'COUNTER_SESSION');
CREATE INDEX ledger_entry_provider_changes ON assent.ledger_entry (provider_id, at DESC, id DESC)
  WHERE kind IN ('GRANT_GIVEN', 'GRANT_REVOKED', 'GRANT_SUPERSEDED', 'GRANT_SUSPENDED', 'GRANT_REINSTATED',
    'AUTHENTICATOR_CHANGED', 'COUNTER_SESSION');
CREATE INDEX ledger_entry_person_refusals ON assent.ledger_entry (person_id, at) WHERE kind = 'REFUSAL';
CREATE INDEX ledger_entry_provider_refusals ON assent.ledger_entry (provider_id, at) WHERE kind = 'REFUSAL';
-- What happened to one grant (consent/ledger/entries/find-entries.ts).
CREATE INDEX ledger_entry_grant_changes ON assent.ledger_entry (grant_id, id)
  WHERE kind IN ('GRANT_GIVEN', 'GRANT_REVOKED', 'GRANT_SUPERSEDED', 'GRANT_SUSPENDED', 'GRANT_REINSTATED');

-- One event in the list of what happened that a person is shown. Every source of that list has these columns (code/timeline.sql).
CREATE TYPE assent.timeline_event AS (
  -- Names the event, and orders those of the same moment.
  id text,
  at timestamptz,
  kind varchar,
  recipient_code varchar,
  request_id uuid,
  grant_id uuid,
  disclosure_id uuid,
  -- The entry of the ledger; null of a use, which is found by its disclosure, and of what the ledger does not record.
  entry_id bigint,
  items jsonb,
  use_number integer,
  -- What became of it, or why it was: a code.
  reason varchar,
  -- SELF, GUARDIAN, LEGAL_REP, AGENT, RELATIVE, STAFF, RECIPIENT, PLATFORM; DECIDER where it is not known which of the first four.
  done_by varchar,
  channel varchar,
  -- How many of its kind it stands for.
  times integer
);

-- After an accident: an entry that the sequencer can't publish as it is. The owner of the database sets it aside, which
-- is itself public (docs/operations.md).
CREATE TABLE assent.ledger_set_aside (
  entry_id bigint PRIMARY KEY REFERENCES assent.ledger_entry,
  at timestamptz NOT NULL DEFAULT assent.now(),
  -- A code such as UNREADABLE.
  why varchar(40) NOT NULL CHECK (why ~ '^[A-Z][A-Z0-9_-]*$')
);

-- SHA-256 of what was released with an entry, recorded right after the answer: the data is read only once the entry is
-- committed. A null digest: nothing was released, or, if it was missed, nobody knows.
CREATE TABLE assent.response_digest (
  entry_id bigint PRIMARY KEY,
  digest bytea CHECK (length(digest) = 32),
  missed boolean NOT NULL DEFAULT false CHECK (NOT (missed AND digest IS NOT NULL))
);

-- The log: the entries in their final order, as the bytes that were hashed (RFC 6962).
CREATE TABLE assent.ledger_leaf (
  index bigint PRIMARY KEY CHECK (index >= 0),
  entry_id bigint NOT NULL UNIQUE,
  -- To find the leaf that proves a grant or a disclosure.
  given_grant_id uuid,
  disclosure_id uuid,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  entry bytea NOT NULL CHECK (length(entry) BETWEEN 1 AND 65535)
);
CREATE INDEX ledger_leaf_given ON assent.ledger_leaf (given_grant_id) WHERE given_grant_id IS NOT NULL;
CREATE INDEX ledger_leaf_disclosed ON assent.ledger_leaf (disclosure_id) WHERE disclosure_id IS NOT NULL;

-- Tiles of height 8 (C2SP tlog-tiles). A tile only grows, so every partial tile is a prefix of the one that is here.
CREATE TABLE assent.ledger_tile (
  level smallint CHECK (level BETWEEN 0 AND 7),
  index bigint CHECK (index >= 0),
  hashes bytea NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
  PRIMARY KEY (level, index)
);

CREATE TABLE assent.ledger_checkpoint (
  size bigint PRIMARY KEY CHECK (size >= 0),
  root bytea NOT NULL CHECK (length(root) = 32),
  -- The signed note that was published (C2SP tlog-checkpoint).
  note text NOT NULL,
  signed_at timestamptz NOT NULL DEFAULT assent.now()
);
