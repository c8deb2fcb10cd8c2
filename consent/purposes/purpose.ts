import type { Delivery } from '../kernel/delivery.js';
import type { GrantMode } from '../kernel/grant-mode.js';
import type { Strength } from '../kernel/strength.js';

/**
 * Purpose (用途): why a recipient asks. Each fixes the most that may be asked, how often, how long, how far back
 * and how strongly the person must be authenticated. Data, not code: a purpose is added by adding a row.
 */
export interface Purpose {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly subject: 'PERSON' | 'PROVIDER';
  /** Kinds of organisation that may ask; only recipients among them reach the API's consent requests. */
  readonly requesters: readonly string[];
  /** false: rests on law and not on consent, so it can't be asked for here. */
  readonly consentRequired: boolean;
  readonly required: readonly PurposeItem[];
  readonly optional: readonly PurposeItem[];
  readonly modes: readonly PurposeMode[];
  readonly minimumStrength: Strength;
  /**
   * until this age of the person a guardian has a say. 18 where insurance or money is at stake: from 14 on the
   * person acts and a guardian confirms. 14 for everything else, which is the person’s own from then on.
   */
  readonly guardianUntilAge: 14 | 18;
  /** How far back records may reach, counted at each use; 0: only what is in force; null: without limit. */
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

/** How the purpose would have this item delivered, or null where it has no place in it. */
export const deliveryIn = (purpose: Purpose, item: string): Delivery | null =>
  [...purpose.required, ...purpose.optional].find((entry) => entry.item === item)?.delivery ?? null;

export const modeIn = (purpose: Purpose, mode: GrantMode): PurposeMode | null =>
  purpose.modes.find((entry) => entry.mode === mode) ?? null;
