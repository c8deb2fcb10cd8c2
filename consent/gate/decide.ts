import { findItem } from '../../schema/catalogue.js';
import type { SuspendedItem } from '../catalogue/suspended-items.js';
import { type GrantState, grantStatus } from '../grants/grant.js';
import { cityDay } from '../kernel/city-time.js';
import { covers, type ItemDelivery } from '../kernel/delivery.js';
import type { GrantMode } from '../kernel/grant-mode.js';
import { LIMITS } from '../kernel/limits.js';
import { Refusal } from '../kernel/refusal.js';
import type { Purpose } from '../purposes/purpose.js';
import { type AgreementTerms, agreedPurpose, notAgreed } from '../recipients/agreement.js';
import { Need } from '../records/need.js';

/** A grant as read for judging: its terms, its state and its counters. */
export interface GrantFacts extends GrantState {
  readonly id: string;
  readonly recipientCode: string;
  readonly personId: string | null;
  readonly providerId: string | null;
  readonly grantorId: string;
  readonly items: readonly ItemDelivery[];
  readonly mode: GrantMode;
  readonly maxUsesPerDay: number | null;
  readonly usedOn: string | null;
  readonly usedThatDay: number;
  readonly lastUsedAt: Date | null;
  readonly recordsFrom: string | null;
  readonly recordsTo: string | null;
}

export interface Facts {
  readonly grant: GrantFacts;
  readonly purpose: Purpose;
  readonly agreement: AgreementTerms | null;
  readonly recipientSuspendedAt: Date | null;
  /** Items of the grant whose level was raised after it was given and that the person has not confirmed again. */
  readonly suspendedItems: readonly SuspendedItem[];
  /** null when the subject is a provider. */
  readonly person: { readonly age: number; readonly deceased: boolean } | null;
  /** Whether the database knows a further reason, such as a guardian who is no longer one. */
  readonly barred: boolean;
  readonly now: Date;
}

/** What may be disclosed: exactly the needed items, each as granted or less. */
export interface Permit {
  readonly items: readonly ItemDelivery[];
}

type Rule = (needs: readonly Need[], facts: Facts) => Refusal | null;

const secondsUntilMidnight = (now: Date): number =>
  Math.ceil((Date.parse(`${cityDay(now)}T24:00:00+08:00`) - now.getTime()) / 1000);

const at = (time: Date | null | undefined) => ({ at: (time as Date).toISOString() });

const somethingIsSelected: Rule = (needs) =>
  needs.length > 0
    ? null
    : new Refusal(
        'NOTHING_SELECTED',
        'Select at least one item below person, provider or verify. No use was taken.',
      );

const grantStands: Rule = (_needs, { grant, now }) => {
  switch (grantStatus(grant, now)) {
    case 'REVOKED':
      return new Refusal(
        'GRANT_REVOKED',
        'The grant was revoked. Nothing can be read under it.',
        at(grant.revokedAt),
      );
    case 'SUPERSEDED':
      return new Refusal('GRANT_SUPERSEDED', 'A newer grant stands in its place.', at(grant.supersededAt));
    case 'EXPIRED':
      return new Refusal('GRANT_EXPIRED', 'The grant has ended. Ask for a new one.', at(grant.validUntil));
    case 'SUSPENDED':
      return new Refusal('GRANT_SUSPENDED', 'The grant is suspended.', at(grant.suspendedAt));
    default:
      return null;
  }
};

/** while a recipient is suspended, none of its grants can be used. */
const recipientStands: Rule = (_needs, { recipientSuspendedAt }) =>
  recipientSuspendedAt &&
  new Refusal('GRANT_SUSPENDED', 'The recipient is suspended.', at(recipientSuspendedAt));

/** a consent ends when the person who gave it dies. */
const personLives: Rule = (_needs, { person, now }) =>
  person?.deceased ? new Refusal('GRANT_SUSPENDED', 'The grant can’t be used any more.', at(now)) : null;

/** a grant that a person under 14 gave for themselves is not valid. Age is counted at the time of the call. */
const personIsOfAge: Rule = (_needs, { person, grant, now }) =>
  person && person.age < LIMITS.ownActAge && grant.grantorId === grant.personId
    ? new Refusal('GRANT_SUSPENDED', 'A guardian must give this grant.', at(now))
    : null;

/** Whatever bars a grant in the database bars it here, told as little as the rest. */
const nothingBarsIt: Rule = (_needs, { barred, now }) =>
  barred ? new Refusal('GRANT_SUSPENDED', 'The grant can’t be used now.', at(now)) : null;

const agreementOpensIt: Rule = (needs, { agreement, purpose, now }) => {
  const agreed = agreedPurpose(agreement, purpose.code, cityDay(now));
  if (!agreed)
    return new Refusal(
      'PURPOSE_NOT_ALLOWED',
      `The agreement does not open the purpose ${purpose.code} any more.`,
    );
  const items = notAgreed(
    agreed,
    needs.map(({ item }) => item),
  );
  return items.length > 0
    ? new Refusal('ITEM_NOT_ALLOWED', `Outside the agreement: ${items.join(', ')}.`, { items })
    : null;
};

const itemsAreGranted: Rule = (needs, { grant }) => {
  const items = itemsNotGranted(needs, grant.items);
  return items.length === 0
    ? null
    : new Refusal(
        'ITEM_NOT_GRANTED',
        `Not granted, or not in this way: ${items.join(', ')}. No use was taken.`,
        { items },
      );
};

/** an item whose level was raised is suspended until the person confirms it; other items stay usable. */
const itemsAreConfirmed: Rule = (needs, { suspendedItems }) => {
  const waiting = suspendedItems.filter(({ item }) => needs.some((need) => need.item === item));
  if (waiting.length === 0) return null;
  const items = waiting.map(({ item }) => item);
  const message = `Catalogue version ${waiting[0]!.version} raised the level of ${items.join(', ')}: the person must confirm again. No use was taken.`;
  return new Refusal('ITEM_NOT_GRANTED', message, { items });
};

const usesAreLeft: Rule = (_needs, { grant, now }) =>
  grantStatus(grant, now) === 'EXHAUSTED'
    ? new Refusal(
        'GRANT_EXHAUSTED',
        grant.maxUses === 1 ? 'Its one use is taken.' : `All ${grant.maxUses} uses are taken.`,
        at(grant.lastUsedAt ?? now),
      )
    : null;

const dayIsNotFull: Rule = (_needs, { grant, now }) =>
  grant.maxUsesPerDay !== null && grant.usedOn === cityDay(now) && grant.usedThatDay >= grant.maxUsesPerDay
    ? new Refusal('GRANT_DAILY_LIMIT', `Uses a day: at most ${grant.maxUsesPerDay}.`, {
        retryAfterSeconds: secondsUntilMidnight(now),
      })
    : null;

/** Whether the items may be disclosed. Only a new agreement or a new catalogue version changes the answer. */
const ITEM_RULES: readonly Rule[] = [agreementOpensIt, itemsAreGranted, itemsAreConfirmed];
/** Whether the grant can be used at all, for any item. */
const STATE_RULES: readonly Rule[] = [
  grantStands,
  recipientStands,
  personLives,
  personIsOfAge,
  nothingBarsIt,
];
/** What only a new use must satisfy. A retry was counted when it was first answered. */
const USE_RULES: readonly Rule[] = [usesAreLeft, dayIsNotFull];

function grantedDelivery(need: Need, items: readonly ItemDelivery[]) {
  return items.find(({ item }) => item === need.item)?.delivery;
}

/** The needed items that are not granted, or not in the needed way. */
export const itemsNotGranted = (needs: readonly Need[], granted: readonly ItemDelivery[]): string[] => [
  ...new Set(needs.filter((need) => !isGranted(need, granted)).map(({ item }) => item)),
];

function isGranted(need: Need, items: readonly ItemDelivery[]): boolean {
  const delivery = grantedDelivery(need, items);
  if (delivery === undefined) return false;
  if (need.use === 'VERIFIED') return covers(delivery, 'VERIFY');
  // Default deny: an item that the catalogue does not have is not shown.
  if (findItem(need.item)?.verifyOnly !== false) return false;
  // Repeated filtering reveals the exact value, so only a recipient that may see the value may filter by it.
  return need.use === 'FILTERED' ? delivery === 'RETURN' : delivery !== 'VERIFY';
}

/** Each needed item once, with the granted delivery, or VERIFY when it is only compared. */
function permittedItems(needs: readonly Need[], granted: readonly ItemDelivery[]): ItemDelivery[] {
  const shown = new Set(needs.filter(({ use }) => use !== 'VERIFIED').map(({ item }) => item));
  return [...new Set(needs.map(({ item }) => item))].map((item) => ({
    item,
    delivery: shown.has(item) ? grantedDelivery({ item, use: 'SHOWN' }, granted)! : 'VERIFY',
  }));
}

function judge(rules: readonly Rule[], needs: readonly Need[], facts: Facts): Permit | Refusal {
  for (const rule of rules) {
    const refusal = rule(needs, facts);
    if (refusal) return refusal;
  }
  return { items: permittedItems(needs, facts.grant.items) };
}

const FOR_A_USE = [somethingIsSelected, ...STATE_RULES, ...USE_RULES, ...ITEM_RULES];
const FOR_A_RETRY = [somethingIsSelected, ...STATE_RULES, ...ITEM_RULES];
const FOR_ITEMS = [somethingIsSelected, ...ITEM_RULES];

/**
 * Decides whether these items may be disclosed under this grant now. A pure and total function: every combination of
 * facts yields a permit or one refusal, and nothing is read, counted or recorded here. The state of the grant is judged
 * before its items, so a grant that has ended says so whatever was asked.
 */
export const decide = (needs: readonly Need[], facts: Facts): Permit | Refusal =>
  judge(FOR_A_USE, needs, facts);

/** The same for a retry of a redemption that was answered before: it needs no use. */
export const decideRetry = (needs: readonly Need[], facts: Facts): Permit | Refusal =>
  judge(FOR_A_RETRY, needs, facts);

/** The part of `decide` that needs no fresh facts; the database holds the rest under the grant's lock. */
export const decideItems = (needs: readonly Need[], facts: Facts): Permit | Refusal =>
  judge(FOR_ITEMS, needs, facts);
