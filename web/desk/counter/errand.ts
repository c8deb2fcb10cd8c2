import type { DeskGrantFragment, DeskRequestFragment, DeskSessionFragment } from '../../api/gql/graphql';

/** What the person came for: to answer a request, or to confirm raised items of a grant again. */
export type Errand =
  | { readonly kind: 'REQUEST'; readonly request: DeskRequestFragment }
  | { readonly kind: 'ITEMS'; readonly grant: DeskGrantFragment };

/** What the person gives: never more than was asked. Optional items start as not given. */
export interface Choice {
  readonly optional: ReadonlySet<string>;
  /** null: as many as asked. */
  readonly maxUses: number | null;
}

export const NOTHING_OPTIONAL: Choice = { optional: new Set(), maxUses: null };

export interface NamedItem {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly level: number;
}

export const institutionOf = (errand: Errand) =>
  errand.kind === 'REQUEST' ? errand.request.recipient : errand.grant.recipient;

export const purposeOf = (errand: Errand) =>
  errand.kind === 'REQUEST' ? errand.request.purpose : errand.grant.purpose;

/** The notice that is shown, and the number that the papers carry. */
export const noticeOf = (errand: Errand) =>
  errand.kind === 'REQUEST'
    ? { id: errand.request.id, text: errand.request.notice, digest: errand.request.noticeDigest }
    : { id: errand.grant.id, text: errand.grant.notice ?? '', digest: errand.grant.noticeDigest };

export const givenItems = (errand: Errand, { optional }: Choice): readonly NamedItem[] =>
  errand.kind === 'REQUEST'
    ? errand.request.items
        .filter(({ required, item }) => required || optional.has(item.code))
        .map(({ item }) => item)
    : errand.grant.suspendedItems.map(({ item, level }) => ({ ...item, level }));

/** Sensitive items are confirmed separately (PIPL 29). Where FACE is asked for without any, all are: those of a child. */
export function sensitiveItems(errand: Errand, choice: Choice): readonly NamedItem[] {
  const items = givenItems(errand, choice);
  const sensitive = items.filter(({ level }) => level >= 3);
  const everyItem = errand.kind === 'REQUEST' && errand.request.requiredStrength === 'FACE';
  return sensitive.length === 0 && everyItem ? items : sensitive;
}

/** The terms of approveAtCounter. Items are always named: leaving them out would give everything that was asked. */
export function termsOf(request: DeskRequestFragment, choice: Choice) {
  const errand: Errand = { kind: 'REQUEST', request };
  const uses = choice.maxUses;
  return {
    id: request.id,
    items: givenItems(errand, choice).map(({ code }) => code),
    sensitiveConfirmed: sensitiveItems(errand, choice).length > 0,
    // LIMITED needs two uses at least, so a single one is ONE_TIME.
    ...(uses !== null && { mode: uses === 1 ? ('ONE_TIME' as const) : ('LIMITED' as const), maxUses: uses }),
  };
}

/** A short number of an approval, which is said aloud and typed by the reviewer. */
export const spokenNumber = (id: string): string => id.replaceAll('-', '').slice(-6).toUpperCase();

/** The approval that waits for a reviewer, if what was signed last does. */
export const waitingIn = ({ approvals }: DeskSessionFragment) =>
  approvals[0]?.state === 'WAITING' ? approvals[0].id : null;
