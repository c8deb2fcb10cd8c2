import type { Client } from 'pg';
import type { Fingerprints } from '../secrets/fingerprints.js';

/** The secrets at hand are not those of the database. */
export class ForeignSecrets extends Error {
  override readonly name = 'ForeignSecrets';

  constructor(directory: string, faults: readonly string[]) {
    super(
      `The secrets in ${directory} are not those of this database: ${faults.join('; ')}. Nothing was changed. Set ` +
        'ASSENT_VAR to the directory that has them, or bring them back from a backup. If they are lost for good, see ' +
        '“Lost secrets” in docs/operations.md.',
    );
  }
}

const MASTER_KEY = /^master\.(\d+)\.key$/;

/** What the database knows; empty for a database that is new. */
async function readKnown(client: Client): Promise<Map<string, string>> {
  const { rows: found } = await client.query(
    "SELECT to_regclass('assent.known_secret') IS NOT NULL AS exists",
  );
  if (!found[0].exists) return new Map();
  const { rows } = await client.query('SELECT name, fingerprint FROM assent.known_secret ORDER BY name');
  return new Map(rows.map(({ name, fingerprint }) => [name, fingerprint]));
}

/** Whether nothing is encrypted with this version of the master key any more, so that its file may be gone. */
async function isSpent(client: Client, name: string): Promise<boolean> {
  const version = MASTER_KEY.exec(name)?.[1];
  if (version === undefined) return false;
  const { rows } = await client.query(
    `SELECT EXISTS (SELECT FROM assent.person WHERE key_version = $1 AND salt IS NOT NULL)
         OR EXISTS (SELECT FROM assent.provider WHERE key_version = $1) AS used,
       EXISTS (SELECT FROM assent.known_secret WHERE name ~ '^master' AND name <> $2) AS others`,
    [version, name],
  );
  return rows[0].others && !rows[0].used;
}

/**
 * Refuses secrets that are not those of the database. Changes nothing. A secret that the database does not know yet may be
 * a new version that was just made.
 * @throws ForeignSecrets
 */
export async function assertOwnSecrets(
  client: Client,
  found: Fingerprints,
  directory: string,
): Promise<void> {
  const faults: string[] = [];
  for (const [name, fingerprint] of await readKnown(client)) {
    const own = found.get(name);
    if (own === undefined) {
      if (!(await isSpent(client, name))) faults.push(`${name} is missing`);
    } else if (own !== fingerprint) faults.push(`${name} is another one`);
  }
  if (faults.length > 0) throw new ForeignSecrets(directory, faults);
}

/** The file of this secret is about to be deleted. */
export const forgetSecret = (client: Client, name: string): Promise<unknown> =>
  client.query('DELETE FROM assent.known_secret WHERE name = $1', [name]);

/** Stores what belongs to the database from now on, and forgets what is gone. @returns the names that changed */
export async function rememberSecrets(client: Client, found: Fingerprints): Promise<string[]> {
  const known = await readKnown(client);
  const changed = [...found].filter(([name, fingerprint]) => known.get(name) !== fingerprint);
  for (const [name, fingerprint] of changed)
    await client.query(
      `INSERT INTO assent.known_secret (name, fingerprint) VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET fingerprint = excluded.fingerprint, since = excluded.since`,
      [name, fingerprint],
    );
  const gone = [...known.keys()].filter((name) => !found.has(name));
  if (gone.length > 0) await client.query('DELETE FROM assent.known_secret WHERE name = ANY($1)', [gone]);
  return [...changed.map(([name]) => name), ...gone];
}
