/** How an item is given (rules R-08): match or not, masked, or in clear; ordered from least to most intrusive. */
export const DELIVERIES = ['VERIFY', 'MASKED', 'RETURN'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** An item together with how it is given. */
export interface ItemDelivery {
  readonly item: string;
  readonly delivery: Delivery;
}

/**
 * Whether what was `allowed` covers what is `wanted`. Who may see the value may also have it compared; who may
 * see it masked may not, for a comparison tells more than the mask.
 */
export const covers = (allowed: Delivery, wanted: Delivery): boolean =>
  allowed === wanted || allowed === 'RETURN';
