import { itemOf } from '../../schema/catalogue.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { refuse } from '../kernel/refusal.js';
import { type Strength, strongest } from '../kernel/strength.js';
import type { Purpose } from '../purposes/purpose.js';

/** What an item asks of its owner before it is given so: less for a comparison than for the value. */
const strengthOf = ({ item, delivery }: ItemDelivery): Strength => {
  const { strength, verifyStrength } = itemOf(item);
  return delivery === 'VERIFY' ? verifyStrength : strength;
};

/**
 * The strictest of purpose and items (就高从严, GB/T 43697-2024); never below SMS for a third party.
 * @param everyItem R-10: every item of a child counts as level 3
 */
export const requiredStrength = (
  purpose: Purpose,
  items: readonly ItemDelivery[],
  everyItem = false,
): Strength => strongest([everyItem ? 'FACE' : 'SMS', purpose.minimumStrength, ...items.map(strengthOf)]);

/**
 * Items that need the second, separate confirmation (R-02, PIPL 29). The bare ID number is level 3 by policy but
 * not sensitive by law, so comparing it needs none (rules.md section 1).
 */
export const isSensitive = ({ item }: Pick<ItemDelivery, 'item'>): boolean => itemOf(item).sensitive;

/** @throws Refusal unless sensitive items were confirmed a second time */
export function assertConfirmed(
  confirmed: boolean,
  granted: readonly ItemDelivery[],
  everyItem: boolean,
): void {
  const items = granted.filter((one) => everyItem || isSensitive(one)).map(({ item }) => item);
  if (items.length > 0 && !confirmed)
    refuse(
      'SENSITIVE_CONFIRMATION_REQUIRED',
      'Sensitive items need a second, separate confirmation (PIPL 29).',
      { items },
    );
}
