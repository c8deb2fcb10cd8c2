import { itemOf } from '../../schema/catalogue.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import type { Strength } from '../kernel/strength.js';

/** The strength that an item requires as declared in code. Comparing an item may require less than returning it. */
export const declaredStrength = ({ item, delivery }: ItemDelivery): Strength => {
  const { strength, verifyStrength } = itemOf(item);
  return delivery === 'VERIFY' ? verifyStrength : strength;
};

/**
 * Whether an item needs the second, separate confirmation (R-02, PIPL 29). The bare ID number is declared not
 * sensitive: its level is 3 by policy and not by law, so comparing it needs no second confirmation.
 */
export const isSensitive = ({ item }: Pick<ItemDelivery, 'item'>): boolean => itemOf(item).sensitive;
