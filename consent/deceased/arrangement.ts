import type { Executor } from '../database/executor.js';
import { refuse } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';

/** whether near relatives may read the record after death, as the person arranges in life (PIPL 49). */
export const AFTER_DEATH = ['OPEN', 'CLOSED'] as const;
export type AfterDeath = (typeof AFTER_DEATH)[number];

/** OPEN unless somebody arranged otherwise. */
export async function afterDeathOf(database: Executor, personId: string): Promise<AfterDeath> {
  const [row] = await database.query(
    'SELECT arrangement FROM assent.after_death WHERE arranging_id = $1 ORDER BY id DESC LIMIT 1',
    [personId],
  );
  return (row?.arrangement as AfterDeath | undefined) ?? 'OPEN';
}

/** @throws Refusal: nobody with a borrowed phone closes a record to a family, or opens it */
export async function arrangeAfterDeath(
  database: Executor,
  { personId, strength }: { readonly personId: string; readonly strength: Strength },
  arrangement: AfterDeath,
): Promise<AfterDeath> {
  if (strength !== 'FACE')
    refuse('STRENGTH_REQUIRED', 'Sign in by face to arrange this.', { required: 'FACE' });
  await database.query('INSERT INTO assent.after_death (arranging_id, arrangement) VALUES ($1, $2)', [
    personId,
    arrangement,
  ]);
  return arrangement;
}
