import type { Executor } from '../database/executor.js';
import { refuse } from '../kernel/refusal.js';

/**
 * checks that the account is open. It is closed if the person has died or was erased, even if a session still
 * runs.
 * @throws Refusal that does not tell the reason
 */
export async function assertAccountOpen(database: Executor, personId: string): Promise<void> {
  const [row] = await database.query('SELECT assent.account_is_open($1) AS open', [personId]);
  if (!row!.open) refuse('FORBIDDEN', 'This account is closed.');
}
