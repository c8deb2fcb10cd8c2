import type { Delivery } from '../kernel/delivery.js';
import type { GrantMode } from '../kernel/grant-mode.js';
import type { Strength } from '../kernel/strength.js';

/**
 * A purpose (用途): why a recipient asks. It fixes the items that may be requested, how often, for how long, how far
 * back, and how strongly the person must authenticate. Purposes are data: a new one needs a new row and no new code.
 */
export interface Purpose {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly subject: 'PERSON' | 'PROVIDER';
  /** The kinds of organisation that may ask. Only recipients can make consent requests. */
  readonly requesters: readonly string[];
  /** false if the purpose rests on law instead of consent. Nobody can request consent for it. */
  readonly consentRequired: boolean;
  readonly required: readonly PurposeItem[];
  readonly optional: readonly PurposeItem[];
  readonly modes: readonly PurposeMode[];
  readonly minimumStrength: Strength;
  /**
   * the age of the person up to which a guardian decides or confirms. It is 18 if insurance or money is at stake:
   * from 14 on the person acts and a guardian confirms. It is 14 otherwise: from then on the person decides alone.
   */
  readonly guardianUntilAge: 14 | 18;
  /** How far back records may reach, counted at each use. 0 means records in force only, null means no limit. */
  readonly lookbackMonths: number | null;
}

export interface PurposeItem {
  readonly item: string;
  readonly delivery: Delivery;
}

export interface PurposeMode {
  readonly mode: GrantMode;
  readonly maxUses: number | null;
  readonly maxUsesPerDay: number | null;
  readonly maxValidityDays: number;
}

/** The codes of all items of the purpose. */
export const itemsOf = ({ required, optional }: Purpose): string[] =>
  [...required, ...optional].map(({ item }) => item);

/** Returns the delivery of an item in this purpose; null if the purpose does not have the item. */
export const deliveryIn = (purpose: Purpose, item: string): Delivery | null =>
  [...purpose.required, ...purpose.optional].find((entry) => entry.item === item)?.delivery ?? null;

export const modeIn = (purpose: Purpose, mode: GrantMode): PurposeMode | null =>
  purpose.modes.find((entry) => entry.mode === mode) ?? null;
