import type { Level } from '../../schema/item.js';
import type { SealableRow, Seals } from '../crypto/seal.js';
import { arrayLiteral } from '../database/pg-array.js';
import type { Transaction } from '../database/transaction.js';

/**
 * an item of a grant whose level was raised after the grant. It is suspended until the person confirms it again.
 */
export interface SuspendedItem {
  readonly item: string;
  readonly level: Level;
  readonly version: number;
}

/** A raised item as the database tells it, with the row of the person's confirmation. */
interface RaisedItem extends SuspendedItem {
  readonly confirmation: SealableRow | null;
}

/** The items that no confirmation holds which the platform wrote as it is. */
export const withoutConfirmation = <T extends RaisedItem>(seals: Seals, raised: readonly T[]): readonly T[] =>
  raised.filter(({ confirmation }) => !confirmation || !seals.holds('item_confirmation', confirmation));

const suspendedItem = ({ item, level, version }: SuspendedItem): SuspendedItem => ({ item, level, version });

/** Returns the suspended items by grant. A grant without suspended items has no entry. */
export async function suspendedItems(
  { query, seals }: Pick<Transaction, 'query' | 'seals'>,
  grantIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SuspendedItem[]>> {
  const rows = (await query(
    'SELECT grant_id::text, item, level, version, confirmation FROM assent.raised_items($1::uuid[])',
    [arrayLiteral(grantIds)],
  )) as unknown as (RaisedItem & { grant_id: string })[];
  const byGrant = Map.groupBy(withoutConfirmation(seals, rows), (row) => row.grant_id);
  return new Map([...byGrant].map(([grantId, items]) => [grantId, items.map(suspendedItem)]));
}
