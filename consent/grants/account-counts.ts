import { suspendedItems } from '../catalogue/suspended-items.js';
import { arrayLiteral } from '../database/pg-array.js';
import type { Transaction } from '../database/transaction.js';
import { representedProviders } from '../people/subject.js';

/** What waits for a person, in numbers (migrations/code/account-counts.sql). */
export interface AccountCounts {
  readonly toDecide: number;
  readonly awaitingMe: number;
  readonly toReconfirm: number;
  readonly active: number;
  readonly newUses: number;
}

/** the grants of which an item waits to be confirmed. */
async function grantsToReconfirm(database: Transaction, personId: string): Promise<number> {
  const rows = await database.query(
    `SELECT g.id::text FROM assent.consent_grant g
     WHERE (g.person_id = $1 OR g.provider_id = ANY($2::bigint[]))
       AND assent.grant_status(g, assent.now()) NOT IN ('REVOKED', 'EXPIRED', 'SUPERSEDED')`,
    [personId, arrayLiteral(await representedProviders(database, personId))],
  );
  const waiting = await suspendedItems(
    database,
    rows.map(({ id }) => id as string),
  );
  return waiting.size;
}

export async function accountCounts(database: Transaction, personId: string): Promise<AccountCounts> {
  const [row] = await database.query('SELECT * FROM assent.account_counts($1)', [personId]);
  const { to_decide, awaiting, active, new_uses } = row as Record<string, number>;
  return {
    toDecide: to_decide!,
    awaitingMe: awaiting!,
    toReconfirm: await grantsToReconfirm(database, personId),
    active: active!,
    newUses: new_uses!,
  };
}

/** The person has seen who used their grants until now. */
export const markUsesSeen = async (database: Transaction, personId: string): Promise<void> => {
  await database.query('SELECT assent.mark_uses_seen($1)', [personId]);
};
