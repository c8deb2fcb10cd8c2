import type { GrantMode, RequestPageQuery } from '../../api/gql/graphql';

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
  /** Ids of the specially protected records that are given, ticked one by one. */
  readonly ticked: ReadonlySet<string>;
}

/** What a part of the request page takes that shows a choice and changes it. */
export interface Choosing {
  readonly request: AskedRequest;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}

export const NOTHING_OPTIONAL: Choice = {
  optional: new Set(),
  maxUses: null,
  days: null,
  recordsFrom: null,
  ticked: new Set(),
};

export const chosenItems = (request: AskedRequest, { optional }: Choice): AskedItem[] =>
  request.items.filter(({ required, item }) => required || optional.has(item.code));

/** Every item of a ward who decides nothing alone counts as sensitive. */
const everyItemSensitive = ({ about }: AskedRequest): boolean => about?.ward?.capacity === 'NONE';

export const sensitiveItems = (request: AskedRequest, items: readonly AskedItem[]): AskedItem[] =>
  items.filter(({ item }) => item.level >= 3 || everyItemSensitive(request));

/** The most that may be given in the mode that goes with the chosen uses; null where the platform tells none. */
export const boundsOf = (request: AskedRequest, choice: Choice) =>
  request.narrowable?.byMode.find(({ mode }) => mode === modeOf(request, choice)) ?? null;

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

/** What is given, as previewApproval takes it. Items are always named: leaving them out would give everything that was asked. */
export function given(request: AskedRequest, choice: Choice, now: number) {
  const uses = choice.maxUses;
  const end = endOf(request, choice, now);
  return {
    id: request.id,
    items: chosenItems(request, choice).map(({ item }) => item.code),
    ...(uses !== null && { mode: modeOf(request, choice), maxUses: uses }),
    ...(end && { validUntil: end }),
    ...(choice.recordsFrom !== null && { recordsFrom: choice.recordsFrom }),
    ...(choice.ticked.size > 0 && { specialDiseases: [...choice.ticked] }),
  };
}

/** The separate confirmation is needed for sensitive items, and for every item beside a protected record. */
export const needsConfirmation = (request: AskedRequest, choice: Choice): boolean =>
  choice.ticked.size > 0 || sensitiveItems(request, chosenItems(request, choice)).length > 0;

/** The input of approveConsentRequest. */
export const approval = (request: AskedRequest, choice: Choice, authentication: string, now: number) => ({
  ...given(request, choice, now),
  authentication,
  sensitiveConfirmed: needsConfirmation(request, choice),
});
