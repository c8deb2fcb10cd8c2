import { itemOf, itemsOfCategory, personItems } from '../../schema/catalogue.js';
import type { Delivery } from '../kernel/delivery.js';
import type { PurposeItem } from './purpose.js';

// Helpers that keep the item lists of purposes short.

const as =
  (delivery: Delivery) =>
  (...codes: string[]): PurposeItem[] =>
    codes.map((code) => ({ item: itemOf(code).code, delivery }));
export const verified = as('VERIFY');
export const masked = as('MASKED');
export const returned = as('RETURN');
export const category = (delivery: Delivery, code: string) =>
  as(delivery)(...itemsOfCategory('PERSON', code).map((item) => item.code));
export const group = (delivery: Delivery, code: string) =>
  as(delivery)(...itemsOfCategory('PROVIDER', code).map((item) => item.code));
export const every = (delivery: Delivery) => as(delivery)(...personItems.map((item) => item.code));
