-- What people object to (R-24, R-26): a use, a grant, or something of their own record. The bureau answers.

CREATE TABLE assent.objection (
  id uuid PRIMARY KEY,
  -- Who raised it.
  person_id bigint NOT NULL REFERENCES assent.person,
  about varchar(10) NOT NULL CHECK (about IN ('DISCLOSURE', 'GRANT', 'RECORD')),
  -- Id of the disclosure or the grant; of a record the code of its category or item.
  target varchar(60) NOT NULL,
  -- The person's words and the bureau's answer, encrypted apart from the record (consent/crypto/contact-encryption.ts). Null
  -- once the person is erased.
  sealed_text bytea,
  sealed_answer bytea,
  raised_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  answered_at timestamptz,
  answered_by varchar(40) REFERENCES assent.staff,
  CHECK (due_at > raised_at),
  CHECK ((answered_at IS NULL) = (answered_by IS NULL)),
  CHECK (sealed_answer IS NULL OR answered_at IS NOT NULL)
);
CREATE INDEX objection_person ON assent.objection (person_id, raised_at DESC, id DESC);
CREATE INDEX objection_open ON assent.objection (raised_at DESC, id DESC) WHERE answered_at IS NULL;
