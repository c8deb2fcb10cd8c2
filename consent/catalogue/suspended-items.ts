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

/** A raised item as the database tells it, with the row of a confirmation by the person, if there is one. */
export interface RaisedItemRow {
  readonly raised: SealableRow;
  readonly confirmation: SealableRow | null;
}

/**
 * The items of one grant that were raised and not confirmed again. Of raises and of confirmations only those count that the
 * platform wrote as they are, so that none made by SQL stands in the place of another.
 */
export function suspendedIn(seals: Seals, rows: readonly RaisedItemRow[]): SuspendedItem[] {
  const raised = rows.filter((row) => seals.holds('raised_item', row.raised));
  const newest = [...Map.groupBy(raised, ({ raised: { item } }) => item).values()].map((versions) => {
    const version = Math.max(...versions.map((row) => Number(row.raised.version)));
    return versions.filter((row) => row.raised.version === version);
  });
  return newest
    .filter(
      (same) =>
        !same.some(({ confirmation }) => confirmation && seals.holds('item_confirmation', confirmation)),
    )
    .map(([row]) => ({
      item: row!.raised.item as string,
      level: row!.raised.level as Level,
      version: row!.raised.version as number,
    }));
}

/** Returns the suspended items by grant. A grant without suspended items has no entry. */
export async function suspendedItems(
  { query, seals }: Pick<Transaction, 'query' | 'seals'>,
  grantIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SuspendedItem[]>> {
  const rows = (await query(
    'SELECT grant_id::text, raised, confirmation FROM assent.raised_items($1::uuid[])',
    [arrayLiteral(grantIds)],
  )) as unknown as (RaisedItemRow & { grant_id: string })[];
  const byGrant = [...Map.groupBy(rows, (row) => row.grant_id)].map(
    ([grantId, items]) => [grantId, suspendedIn(seals, items)] as const,
  );
  return new Map(byGrant.filter(([, items]) => items.length > 0));
}
