-- The schema, and the few functions that the definition of a table uses.
--
-- Such a function (in a default or a CHECK) has a history like the table itself: PostgreSQL does not check old rows
-- again when its body changes. It therefore stands here, beside the table that uses it, and not in code/.

CREATE SCHEMA assent;
REVOKE ALL ON SCHEMA assent FROM PUBLIC;

-- The clock of the platform is the database's. It is one function, so that tests can set it. It is clock_timestamp()
-- and not now(), so that a transaction that waited for a lock judges by the time at which it got the lock.
CREATE FUNCTION assent.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';

-- 128 random bits without an extension. Deleting a subject's salt is what erases the subject (R-29).
CREATE FUNCTION assent.new_salt() RETURNS bytea LANGUAGE sql VOLATILE
  AS $$ SELECT decode(replace(gen_random_uuid()::text, '-', ''), 'hex') $$;

-- Which steps of tables/ were applied, and the digest of the functions, policies and privileges that are in force (under
-- the name `code`). Written by api/database/migrate.ts.
CREATE TABLE assent.migration (
  name text PRIMARY KEY,
  digest text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Which secrets belong to this database, by the name of their file: a digest of each, which tells nothing of it. A command
-- that has others in its hands refuses before it changes anything (api/database/known-secrets.ts).
CREATE TABLE assent.known_secret (
  name text PRIMARY KEY,
  fingerprint text NOT NULL,
  since timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Names this database for good, in every copy and backup of it.
CREATE TABLE assent.deployment (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid()
);
INSERT INTO assent.deployment DEFAULT VALUES;

-- Numbers that SQL and TypeScript both need. Each migration fills the table from consent/kernel/limits.ts;
-- code/limits.sql makes a function of each.
CREATE TABLE assent.limit (
  name text PRIMARY KEY CHECK (name ~ '^[a-z_]+$'),
  value integer NOT NULL
);
