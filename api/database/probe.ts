import { randomUUID } from 'node:crypto';
import { personCategories, providerCategories } from '../../schema/catalogue.js';
import type { Pools } from './pool.js';

export type ServingRole = keyof Pools;

const ZEROS = Buffer.alloc(32);
const RECORDS = [...personCategories, ...providerCategories]
  .map(({ table }) => `(SELECT count(*) FROM record.${table} WHERE "#entry" = -1)`)
  .join(' + ');

/** What each role must be able to do while the platform serves. Each is tried as it is done, and changes nothing. */
const TRIALS: Readonly<Record<ServingRole, (pool: Pools[ServingRole]) => Promise<boolean>>> = {
  // A redemption of a grant that there is not.
  gate: async (pool) => {
    const { rows } = await pool.query(
      "SELECT verdict FROM assent.redeem($1::uuid, 'NOBODY', 'probe', $2::bytea, $3::uuid, '[]'::jsonb, 0)",
      [randomUUID(), ZEROS, randomUUID()],
    );
    return rows[0].verdict === 'MISSING';
  },
  // The views, by an entry that there is not.
  reader: async (pool) => (await pool.query(`SELECT (${RECORDS})::integer AS seen`)).rows[0].seen === 0,
  consent: (pool) =>
    done(pool, 'SELECT FROM assent.consent_grant g, assent.ledger_checkpoint c, assent.agreement a LIMIT 0'),
  identity: (pool) => done(pool, 'SELECT FROM assent.find_person($1)', [ZEROS]),
  dispatch: (pool) => done(pool, 'SELECT FROM assent.messages_waiting() m, assent.use_notice_progress p'),
};

const done = async (pool: Pools[ServingRole], text: string, values: unknown[] = []): Promise<boolean> => {
  await pool.query(text, values);
  return true;
};

/** Roles that can't do what serving needs of them: no connection, no such role, no privilege, no such function or view. */
export async function failingRoles(pools: Pools): Promise<ServingRole[]> {
  const roles = Object.keys(TRIALS) as ServingRole[];
  const tried = await Promise.all(roles.map((role) => TRIALS[role](pools[role]).catch(() => false)));
  return roles.filter((_, at) => !tried[at]);
}
