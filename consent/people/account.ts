import type { Executor } from '../database/executor.js';
import { refuse } from '../kernel/refusal.js';

/**
 * the account of somebody who has died, or was erased, is closed, whatever sessions are left of it.
 * @throws Refusal which does not say why
 */
export async function assertAccountOpen(database: Executor, personId: string): Promise<void> {
  const [row] = await database.query('SELECT assent.account_is_open($1) AS open', [personId]);
  if (!row!.open) refuse('FORBIDDEN', 'This account is closed.');
}
