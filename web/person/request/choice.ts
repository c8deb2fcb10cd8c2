import type { GrantMode, RequestPageQuery, Strength } from '../../api/gql/graphql';
import { stronger } from '../../ui/strength';

export type AskedRequest = NonNullable<RequestPageQuery['consentRequest']>;
export type AskedItem = AskedRequest['items'][number];

/** What the person would give of a request: never more than was asked. Optional items start as not given. */
export interface Choice {
  /** Codes of the optional items that are given. */
  readonly optional: ReadonlySet<string>;
  /** null: as many as asked. */
  readonly maxUses: number | null;
  /** Days until the grant ends; null: as asked. */
  readonly days: number | null;
  /** First day of the records; null: as asked. */
  readonly recordsFrom: string | null;
}

/** What a part of the request page takes that shows a choice and changes it. */
export interface Choosing {
  readonly request: AskedRequest;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}

export const NOTHING_OPTIONAL: Choice = { optional: new Set(), maxUses: null, days: null, recordsFrom: null };

export const chosenItems = (request: AskedRequest, { optional }: Choice): AskedItem[] =>
  request.items.filter(({ required, item }) => required || optional.has(item.code));

/** Every item of a ward who decides nothing alone counts as sensitive. */
const everyItemSensitive = ({ about }: AskedRequest): boolean => about?.ward?.capacity === 'NONE';

export const sensitiveItems = (request: AskedRequest, items: readonly AskedItem[]): AskedItem[] =>
  items.filter(({ item }) => item.level >= 3 || everyItemSensitive(request));

/** The strongest that any chosen item or the request itself needs. Dropping items can lower it. */
export function neededStrength(request: AskedRequest, items: readonly AskedItem[]): Strength {
  if (items.length === request.items.length || everyItemSensitive(request)) return request.requiredStrength;
  const needed = items.map(({ item, delivery }) => (delivery === 'VERIFY' ? 'NONE' : item.minimumStrength));
  return needed.reduce<Strength>(stronger, 'SMS');
}

export const usesOf = (request: AskedRequest, { maxUses }: Choice): number | null =>
  maxUses ?? request.maxUses ?? null;

/** LIMITED needs two uses at least, so a single one is ONE_TIME. */
export function modeOf(request: AskedRequest, choice: Choice): GrantMode {
  const uses = usesOf(request, choice);
  if (uses === 1) return 'ONE_TIME';
  return uses === null ? request.mode : 'LIMITED';
}

export function endOf(request: AskedRequest, { days }: Choice, now: number): string | null {
  return days === null || days >= request.validForDays
    ? null
    : new Date(now + days * 86_400_000).toISOString();
}

/** The input of approveConsentRequest. Items are always named: leaving them out would give everything that was asked. */
export function approval(request: AskedRequest, choice: Choice, authentication: string, now: number) {
  const items = chosenItems(request, choice);
  const uses = choice.maxUses;
  return {
    id: request.id,
    authentication,
    items: items.map(({ item }) => item.code),
    sensitiveConfirmed: sensitiveItems(request, items).length > 0,
    ...(uses !== null && { mode: modeOf(request, choice), maxUses: uses }),
    ...(endOf(request, choice, now) && { validUntil: endOf(request, choice, now) }),
    ...(choice.recordsFrom !== null && { recordsFrom: choice.recordsFrom }),
  };
}
