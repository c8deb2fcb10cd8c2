import type { Transaction } from '../database/transaction.js';
import { TEXTS } from '../kernel/message-texts.js';
import { queueMessage } from '../notifications/outbox.js';
import { sealedRows } from './accounts.js';
import type { Institution } from './member.js';

/** Tells each OWNER of the institution by a message, in the transaction of the change, so that neither is without the other. */
export async function tellOwners(
  tx: Transaction,
  { uscc, name }: Institution,
  change: string,
): Promise<void> {
  const found = await tx.query(
    'SELECT account, person_id::text AS person_id FROM assent.owners_to_tell($1)',
    [uscc],
  );
  const at = await tx.now();
  const text = TEXTS.memberChanged(name, at, change);
  for (const { account, person_id } of found)
    if (sealedRows(tx.seals, account)) await queueMessage(tx, person_id as string, text, at);
}
