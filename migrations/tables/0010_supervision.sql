-- Acts of the bureau's officers: suspending and freezing recipients (R-34), publishing the catalogue (R-07).

-- Each act takes two different people: one proposes it, another confirms it within a day.
CREATE TABLE assent.officer_act (
  id uuid PRIMARY KEY,
  kind varchar(20) NOT NULL CHECK (kind IN (
    'SUSPEND_RECIPIENT', 'REINSTATE_RECIPIENT', 'FREEZE_RECIPIENT', 'LIFT_FREEZE', 'PUBLISH_CATALOGUE',
    'APPROVE_APPLICATION', 'ACTIVATE_RECIPIENT', 'CHANGE_AGREEMENT', 'END_AGREEMENT', 'REGISTER_PRODUCT')),
  -- Null where it is about nobody, and for the approval of an institution that is no recipient yet.
  recipient_code varchar(40) REFERENCES assent.recipient,
  -- The application or the product that it is about.
  subject varchar(60),
  -- What an agreement is to be: validFrom, validUntil and purposes, as far as the kind has them.
  terms jsonb,
  -- Items whose level a new catalogue version raises, with their new level.
  raises jsonb CHECK (jsonb_array_length(raises) > 0),
  reason varchar(500) NOT NULL,
  -- SHA-256 (hex) of all that it would do, and the difference that it makes, as both officers see them.
  digest varchar(64) NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  diff jsonb NOT NULL CHECK (jsonb_typeof(diff) = 'array'),
  proposed_by varchar(40) NOT NULL REFERENCES assent.staff,
  proposed_at timestamptz NOT NULL DEFAULT assent.now(),
  confirmed_by varchar(40) REFERENCES assent.staff,
  confirmed_at timestamptz,
  -- Whoever proposed it took it back before anybody confirmed it.
  withdrawn_at timestamptz,
  -- consent/crypto/seal.ts
  seal bytea NOT NULL DEFAULT '',
  CHECK ((kind = 'PUBLISH_CATALOGUE') = (raises IS NOT NULL)),
  CHECK (kind = 'APPROVE_APPLICATION' OR (kind = 'PUBLISH_CATALOGUE') = (recipient_code IS NULL)),
  CHECK ((kind IN ('APPROVE_APPLICATION', 'REGISTER_PRODUCT')) = (subject IS NOT NULL)),
  CHECK ((kind IN ('APPROVE_APPLICATION', 'CHANGE_AGREEMENT', 'END_AGREEMENT')) = (terms IS NOT NULL)),
  CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
  CONSTRAINT act_takes_two CHECK (confirmed_by <> proposed_by),
  CONSTRAINT withdrawn_act_has_no_effect CHECK (confirmed_at IS NULL OR withdrawn_at IS NULL)
);

CREATE INDEX officer_act_newest ON assent.officer_act (proposed_at DESC, id DESC);

-- R-07: versions of the catalogue that the bureau published after the one that the code declares.
CREATE TABLE assent.catalogue_version (
  version integer PRIMARY KEY CHECK (version > 1),
  published_at timestamptz NOT NULL,
  act_id uuid NOT NULL UNIQUE REFERENCES assent.officer_act,
  -- The last grant that was looked at for whom to tell, in the order of ids; and when all of them had been.
  told_through uuid,
  told_at timestamptz,
  seal bytea NOT NULL DEFAULT ''
);

-- Who was told that items of a grant wait for them: once for each version, however many grants there are.
CREATE TABLE assent.raise_notice (
  version integer NOT NULL REFERENCES assent.catalogue_version,
  person_id bigint NOT NULL REFERENCES assent.person,
  PRIMARY KEY (version, person_id)
);

CREATE TABLE assent.raised_item (
  version integer NOT NULL REFERENCES assent.catalogue_version,
  item varchar(60) NOT NULL,
  level smallint NOT NULL CHECK (level IN (2, 3)),
  seal bytea NOT NULL DEFAULT '',
  PRIMARY KEY (item, version)
);

-- The person confirmed an item of a grant again, after a version of the catalogue had raised its level.
CREATE TABLE assent.item_confirmation (
  grant_id uuid NOT NULL REFERENCES assent.consent_grant,
  item varchar(60) NOT NULL,
  version integer NOT NULL REFERENCES assent.catalogue_version,
  -- The person's proof, or their approval at the counter.
  authentication_id uuid REFERENCES assent.authentication,
  approval_id uuid REFERENCES assent.counter_approval,
  confirmed_at timestamptz NOT NULL DEFAULT assent.now(),
  seal bytea NOT NULL DEFAULT '',
  PRIMARY KEY (grant_id, item, version),
  CONSTRAINT confirmation_rests_on_one CHECK (num_nonnulls(authentication_id, approval_id) = 1)
);

-- R-34: the freeze of all grants of a recipient. Grants are frozen in portions; the recipient is suspended from the start.
CREATE TABLE assent.recipient_freeze (
  id uuid PRIMARY KEY REFERENCES assent.officer_act,
  recipient_code varchar(40) NOT NULL REFERENCES assent.recipient,
  frozen_at timestamptz NOT NULL,
  -- The last grant that was looked at, in the order of ids. Null: none yet.
  done_through uuid,
  finished_at timestamptz,
  lifted_at timestamptz,
  thawed_at timestamptz,
  -- Covers whom and when. The ledger tells whether it was lifted.
  seal bytea NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX recipient_freeze_one ON assent.recipient_freeze (recipient_code) WHERE lifted_at IS NULL;

CREATE TABLE assent.frozen_grant (
  grant_id uuid NOT NULL REFERENCES assent.consent_grant,
  freeze_id uuid NOT NULL REFERENCES assent.recipient_freeze,
  suspended_at timestamptz NOT NULL,
  reinstated_at timestamptz,
  PRIMARY KEY (freeze_id, grant_id)
);
CREATE INDEX frozen_grant_still ON assent.frozen_grant (freeze_id) WHERE reinstated_at IS NULL;

-- PIPL 57: everybody whom a grant to this recipient ever concerned is told, whether the grant is still valid or not.
CREATE TABLE assent.breach_notice (
  freeze_id uuid NOT NULL REFERENCES assent.recipient_freeze,
  person_id bigint REFERENCES assent.person,
  provider_id bigint REFERENCES assent.provider,
  noticed_at timestamptz NOT NULL,
  UNIQUE NULLS NOT DISTINCT (person_id, provider_id, freeze_id),
  CHECK ((person_id IS NULL) <> (provider_id IS NULL))
);
