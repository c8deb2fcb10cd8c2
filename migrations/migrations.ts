import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One step of the database: plain SQL up and down. */
export interface SqlMigration {
  readonly name: string;
  readonly up: string;
  readonly down: string;
}

/** Names of the roles as they are called in this database; `:owner`, `:api`, `:import`, `:ledger` in the SQL. */
export interface Roles {
  /** Owns and migrates. */
  readonly owner: string;
  /** Serves the API. */
  readonly api: string;
  /** Imports into the data asset center. */
  readonly import: string;
  /** Sequences the ledger: adds to the log and changes nothing else. */
  readonly ledger: string;
}

// The SQL stands beside this file's source, not beside its compiled form.
const directory = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'migrations');

const quoted = (identifier: string) => `"${identifier.replaceAll('"', '""')}"`;

/** All migrations in order, with the role placeholders filled in. */
export function loadMigrations(roles: Roles): SqlMigration[] {
  const fill = (sql: string) =>
    sql.replace(/(?<![:\w]):(owner|api|import|ledger)\b/g, (_, role: keyof Roles) => quoted(roles[role]));
  const read = (file: string) => fill(readFileSync(join(directory, file), 'utf8'));
  return readdirSync(directory)
    .filter((file) => file.endsWith('.up.sql'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.up.sql'.length);
      return { name, up: read(file), down: read(`${name}.down.sql`) };
    });
}
