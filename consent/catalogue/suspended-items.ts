import type { Level } from '../../schema/item.js';
import type { Executor } from '../database/executor.js';
import { arrayLiteral } from '../database/pg-array.js';

/**
 * an item of a grant whose level was raised after the grant. It is suspended until the person confirms it again.
 */
export interface SuspendedItem {
  readonly item: string;
  readonly level: Level;
  readonly version: number;
}

const suspendedItem = ({ item, level, version }: Record<string, unknown>): SuspendedItem => ({
  item: item as string,
  level: level as Level,
  version: version as number,
});

/** Returns the suspended items by grant. A grant without suspended items has no entry. */
export async function suspendedItems(
  database: Executor,
  grantIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SuspendedItem[]>> {
  const rows = await database.query(
    'SELECT grant_id::text, item, level, version FROM assent.suspended_items($1::uuid[])',
    [arrayLiteral(grantIds)],
  );
  const byGrant = Map.groupBy(rows, (row) => row.grant_id as string);
  return new Map([...byGrant].map(([grantId, items]) => [grantId, items.map(suspendedItem)]));
}
