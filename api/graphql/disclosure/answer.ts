import { DisclosureRecord } from '../../../consent/gate/disclosure.js';
import type { ItemDelivery } from '../../../consent/kernel/delivery.js';
import type { DisclosedData } from '../../../consent/records/read-plan.js';

/** A disclosure as resolvers pass it on: its record, and the data if this answer contains any. */
export interface DisclosureAnswer {
  readonly id: string;
  readonly grantId: string;
  readonly useNumber: number;
  readonly disclosedAt: Date;
  readonly items: readonly ItemDelivery[];
  readonly operator?: string | null;
  readonly usesRemaining?: number | null;
  readonly replayed?: boolean;
  readonly data?: DisclosedData;
  readonly entryId?: string;
  /** SHA-256 of `data`. */
  readonly responseDigest?: Buffer;
}

/** The answer for a past disclosure. Its record does not contain the data. */
export const recordedAnswer = ({
  id,
  grantId,
  useNumber,
  disclosedAt,
  items,
  operator,
}: DisclosureRecord): DisclosureAnswer => ({
  id,
  grantId,
  useNumber,
  disclosedAt,
  items,
  operator,
});
