import type { Transaction } from '../database/transaction.js';
import { itemsOf } from '../purposes/purpose.js';
import { findPurpose } from '../purposes/registry.js';
import { readDirectory } from './directory.js';

/** A number below this is not told: it could single out a recipient. Others are rounded to a multiple of {@link STEP}. */
const FEWEST = 10;
const STEP = 5;

/** A count as everybody may see it; null where it is small. */
export const publicCount = (count: number): number | null =>
  count < FEWEST ? null : Math.max(FEWEST, Math.round(count / STEP) * STEP);

/** How many recipients may ask for each item, by their agreements in force. Exact: to be told as {@link publicCount}. */
export async function recipientsByItem(tx: Transaction): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { standing, agreement } of await readDirectory(tx)) {
    if (standing !== 'LIVE') continue;
    const agreed = agreement!.purposes.flatMap(({ code, items }) => {
      const purpose = findPurpose(code);
      return purpose ? (items ?? itemsOf(purpose)) : [];
    });
    for (const item of new Set(agreed)) counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  return counts;
}
