import type { SealableRow } from '../crypto/seal.js';
import { databaseTime } from '../database/database-time.js';
import type { Executor } from '../database/executor.js';
import { refuse } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';
import type { SealedDatabase } from './relative-application.js';

/** whether near relatives may read the person's record after death. The person decides while alive (PIPL 49). */
export const AFTER_DEATH = ['OPEN', 'CLOSED'] as const;
export type AfterDeath = (typeof AFTER_DEATH)[number];

/** The last arrangement of this person; OPEN if there is none. */
export async function afterDeathOf(database: Executor, personId: string): Promise<AfterDeath> {
  const [row] = await database.query(
    'SELECT arrangement FROM assent.after_death WHERE arranging_id = $1 ORDER BY id DESC LIMIT 1',
    [personId],
  );
  return (row?.arrangement as AfterDeath | undefined) ?? 'OPEN';
}

/** @throws Refusal below FACE, so that whoever holds the person's phone can neither open nor close the record */
export async function arrangeAfterDeath(
  database: SealedDatabase,
  { personId, strength }: { readonly personId: string; readonly strength: Strength },
  arrangement: AfterDeath,
): Promise<AfterDeath> {
  if (strength !== 'FACE')
    refuse(
      'STRENGTH_REQUIRED',
      { en: 'Sign in by face to arrange this.', zh: '作此安排前，请用人脸识别登录。' },
      { required: 'FACE' },
    );
  const row = database.seals.sealed('after_death', {
    arranging_id: personId,
    arrangement,
    arranged_at: (await databaseTime(database)).toISOString(),
  });
  await database.query('SELECT assent.arrange_after_death($1::jsonb)', [row]);
  return arrangement;
}

/** Whether the platform wrote the person's last arrangement as it is, if there is one. If not, the record stays closed. */
export async function isArrangementSealed(
  { query, seals }: SealedDatabase,
  personId: string,
): Promise<boolean> {
  const [found] = await query(
    'SELECT to_jsonb(d) AS row FROM assent.after_death AS d WHERE arranging_id = $1 ORDER BY id DESC LIMIT 1',
    [personId],
  );
  return !found || seals.holds('after_death', found.row as SealableRow);
}
