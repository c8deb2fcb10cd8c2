/** How an item is given, from least to most intrusive: only whether it matches, masked, or in clear. */
export const DELIVERIES = ['VERIFY', 'MASKED', 'RETURN'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** An item together with how it is given. */
export interface ItemDelivery {
  readonly item: string;
  readonly delivery: Delivery;
}

/**
 * Whether the `allowed` delivery includes the `wanted` one. RETURN includes every other delivery. MASKED does not include
 * VERIFY, because a comparison can tell more than the masked value does.
 */
export const covers = (allowed: Delivery, wanted: Delivery): boolean =>
  allowed === wanted || allowed === 'RETURN';
