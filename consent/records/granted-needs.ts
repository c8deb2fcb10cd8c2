import { findItem } from '../../schema/catalogue.js';
import { covers, type Delivery, type ItemDelivery } from '../kernel/delivery.js';
import type { Need } from './need.js';

/** How an item is granted; undefined if it is not. */
export const grantedDelivery = (
  need: Pick<Need, 'item'>,
  granted: readonly ItemDelivery[],
): Delivery | undefined => granted.find(({ item }) => item === need.item)?.delivery;

/** The needed items that are not granted, or not in the needed way. */
export const itemsNotGranted = (needs: readonly Need[], granted: readonly ItemDelivery[]): string[] => [
  ...new Set(needs.filter((need) => !isGranted(need, granted)).map(({ item }) => item)),
];

function isGranted(need: Need, granted: readonly ItemDelivery[]): boolean {
  const delivery = grantedDelivery(need, granted);
  if (delivery === undefined) return false;
  if (need.use === 'VERIFIED') return covers(delivery, 'VERIFY');
  // Default deny: an item that the catalogue does not have is not shown.
  if (findItem(need.item)?.verifyOnly !== false) return false;
  // Repeated filtering reveals the exact value, so only a recipient that may see the value may filter by it.
  return need.use === 'FILTERED' ? delivery === 'RETURN' : delivery !== 'VERIFY';
}
