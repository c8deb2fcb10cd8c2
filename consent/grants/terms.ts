import { itemOf } from '../../schema/catalogue.js';
import type { Delivery, ItemDelivery } from '../kernel/delivery.js';
import { type GrantMode, within } from '../kernel/grant-mode.js';
import { LIMITS } from '../kernel/limits.js';
import { periodWithin } from '../kernel/record-period.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { earliestRecord } from '../purposes/lookback.js';
import { PROHIBITED_PURPOSES } from '../purposes/prohibited.js';
import { modeIn, type Purpose, type PurposeMode } from '../purposes/purpose.js';
import { findPurpose } from '../purposes/registry.js';
import { type AgreementTerms, agreedPurpose } from '../recipients/agreement.js';
import type { RecipientKind } from '../recipients/recipient.js';
import { assertDeliveriesAllowed, assertItemsAllowed, listed, quoted, refuseWider } from './item-refusals.js';

/** A requested item. The person may drop an item that is not required. */
export interface RequestedItem extends ItemDelivery {
  readonly required: boolean;
}

/** The terms that a request and a grant have in common. */
export interface Terms {
  readonly mode: GrantMode;
  readonly maxUses: number | null;
  readonly recordsFrom: string | null;
  readonly recordsTo: string | null;
}

/** The terms as the recipient states them; unchecked. */
export interface RequestedTerms {
  readonly purpose: string;
  readonly items?: readonly { item: string; delivery: Delivery; required: boolean }[] | null;
  readonly mode: GrantMode;
  readonly maxUses?: number | null;
  readonly validForDays: number;
  readonly recordsFrom?: string | null;
  readonly recordsTo?: string | null;
}

/** What the person changes in the requested terms; unchecked. Whatever is absent stays as requested. */
export interface NarrowedTerms {
  readonly items?: readonly string[] | null;
  readonly mode?: GrantMode | null;
  readonly maxUses?: number | null;
  readonly validUntil?: Date | null;
  readonly recordsFrom?: string | null;
  readonly recordsTo?: string | null;
}

const DAY_MS = 86_400_000;

const opened = (agreement: AgreementTerms | null, today: string): string =>
  listed(
    (agreement?.purposes ?? [])
      .map(({ code }) => code)
      .filter((code) => agreedPurpose(agreement, code, today)),
  ) || 'none today';

/** @throws Refusal unless this kind of recipient may request the purpose and its agreement includes it */
export function allowedPurpose(
  code: string,
  kind: RecipientKind,
  agreement: AgreementTerms | null,
  today: string,
): Purpose {
  const prohibited = Object.hasOwn(PROHIBITED_PURPOSES, code) ? PROHIBITED_PURPOSES[code] : undefined;
  if (prohibited) refuse('PURPOSE_NOT_ALLOWED', `Purpose ${code} is prohibited: ${prohibited}.`);
  const purpose = findPurpose(code);
  if (!purpose) refuse('PURPOSE_NOT_ALLOWED', 'There is no such purpose. The query `purposes` lists them.');
  if (
    !purpose.consentRequired ||
    !purpose.requesters.includes(kind) ||
    !agreedPurpose(agreement, code, today)
  )
    refuse(
      'PURPOSE_NOT_ALLOWED',
      `Your agreement does not open the purpose ${code} (${purpose.nameZh}). It opens ${opened(agreement, today)}.`,
    );
  return purpose;
}

/**
 * Checks that purpose and agreement include every requested item and that none is listed twice. The default is the
 * purpose's required items. @throws Refusal
 */
export function requestedItems(
  asked: RequestedTerms['items'],
  purpose: Purpose,
  agreement: AgreementTerms | null,
  today: string,
): RequestedItem[] {
  const wanted = asked ?? purpose.required.map((entry) => ({ ...entry, required: true }));
  if (wanted.length === 0) throw badInput('items', 'A request asks for at least one item.');
  const codes = wanted.map(({ item }) => item);
  const twice = codes.filter((code, index) => codes.indexOf(code) !== index);
  if (twice.length > 0) throw badInput('items', `Asked for twice: ${quoted(twice)}. Name each item once.`);
  const agreed = agreedPurpose(agreement, purpose.code, today)!;
  assertItemsAllowed(codes, purpose, agreed);
  assertDeliveriesAllowed(wanted, purpose);
  // An item that is optional in the purpose stays optional in the request, so that dropping it never blocks the rest.
  const needed = new Set(purpose.required.map(({ item }) => item));
  return wanted.map(({ item, delivery, required }) => ({
    item: itemOf(item).code,
    delivery,
    required: required && needed.has(item),
  }));
}

function usesFor(mode: PurposeMode, maxUses: number | null | undefined): number | null {
  if (mode.mode === 'MULTI_USE') {
    if (maxUses != null) throw badInput('maxUses', 'MULTI_USE has no total; leave maxUses out.');
    return null;
  }
  if (mode.mode === 'ONE_TIME') {
    if (maxUses != null && maxUses !== 1) refuseWider('maxUses', 1, 'ONE_TIME has one use.');
    return 1;
  }
  if (maxUses == null || maxUses < 2) throw badInput('maxUses', 'LIMITED needs maxUses of at least 2.');
  if (maxUses > mode.maxUses!)
    refuseWider('maxUses', mode.maxUses, `The purpose allows at most ${mode.maxUses} uses.`);
  return maxUses;
}

function allowedMode(purpose: Purpose, mode: GrantMode): PurposeMode {
  const allowed = modeIn(purpose, mode);
  if (allowed) return allowed;
  const limit = purpose.modes.map((entry) => entry.mode);
  return refuseWider('mode', limit, `The purpose allows ${limit.join(', ')}.`);
}

function requestedPeriod(asked: RequestedTerms, purpose: Purpose, now: Date) {
  const recordsFrom = asked.recordsFrom ?? null;
  const recordsTo = asked.recordsTo ?? null;
  if (recordsFrom && recordsTo && recordsFrom > recordsTo)
    throw badInput('recordsFrom', 'The record period ends before it begins.');
  const earliest = earliestRecord(purpose, now);
  if (earliest && recordsFrom && recordsFrom < earliest)
    refuseWider('recordsFrom', earliest, `The purpose looks back to ${earliest} at most.`);
  return { recordsFrom, recordsTo };
}

/** The terms of a request, checked against the limits of the purpose. @throws Refusal */
export function requestTerms(
  asked: RequestedTerms,
  purpose: Purpose,
  now: Date,
): Terms & { validForDays: number } {
  const mode = allowedMode(purpose, asked.mode);
  if (asked.validForDays < 1) throw badInput('validForDays', 'A grant is valid for at least one day.');
  if (asked.validForDays > mode.maxValidityDays)
    refuseWider(
      'validForDays',
      mode.maxValidityDays,
      `The purpose allows at most ${mode.maxValidityDays} days in this mode.`,
    );
  return {
    mode: mode.mode,
    maxUses: usesFor(mode, asked.maxUses),
    validForDays: asked.validForDays,
    ...requestedPeriod(asked, purpose, now),
  };
}

/** The granted items: those of the request that the person keeps. @throws Refusal naming what may not be dropped or added */
export function narrowItems(
  requested: readonly RequestedItem[],
  kept: readonly string[] | null | undefined,
): ItemDelivery[] {
  const keeps = new Set(kept ?? requested.map(({ item }) => item));
  const unknown = [...keeps].filter((code) => !requested.some(({ item }) => item === code));
  if (unknown.length > 0)
    refuse(
      'ITEM_NOT_ALLOWED',
      `Not asked for, and so not to be given: ${quoted(unknown)}. Asked for: ${listed(requested.map(({ item }) => item))}.`,
      { items: unknown },
    );
  const missing = requested
    .filter(({ item, required }) => required && !keeps.has(item))
    .map(({ item }) => item);
  if (missing.length > 0)
    refuse(
      'REQUIRED_ITEM_MISSING',
      `Required for this purpose: ${missing.join(', ')}. Keep them or deny the request.`,
      {
        items: missing,
      },
    );
  const items = requested
    .filter(({ item }) => keeps.has(item))
    .map(({ item, delivery }) => ({ item, delivery }));
  if (items.length === 0) throw badInput('items', 'Keep at least one item, or deny the request.');
  return items;
}

function narrowPeriod(request: Terms, narrowed: NarrowedTerms) {
  const { recordsFrom, recordsTo } = narrowed;
  if (recordsFrom && request.recordsFrom && recordsFrom < request.recordsFrom)
    refuseWider(
      'recordsFrom',
      request.recordsFrom,
      `The request asked for records from ${request.recordsFrom} on.`,
    );
  if (recordsTo && request.recordsTo && recordsTo > request.recordsTo)
    refuseWider('recordsTo', request.recordsTo, `The request asked for records up to ${request.recordsTo}.`);
  const period = periodWithin(request, { recordsFrom: recordsFrom ?? null, recordsTo: recordsTo ?? null });
  if (period.recordsFrom && period.recordsTo && period.recordsFrom > period.recordsTo)
    throw badInput('recordsFrom', 'The record period ends before it begins.');
  return period;
}

function narrowUses(request: Terms, mode: PurposeMode, asked: number | null | undefined): number | null {
  const inherited = mode.mode === 'LIMITED' && request.mode === 'LIMITED' ? request.maxUses : null;
  const maxUses = usesFor(mode, asked ?? inherited);
  if (request.maxUses !== null && maxUses !== null && maxUses > request.maxUses)
    refuseWider('maxUses', request.maxUses, `The request asked for ${request.maxUses} uses.`);
  return maxUses;
}

function narrowValidity(
  request: { validForDays: number },
  mode: PurposeMode,
  asked: Date | null | undefined,
  now: Date,
  authorityEndsAt: Date | null,
): Date {
  const days = Math.min(request.validForDays, mode.maxValidityDays);
  const latest = new Date(Math.min(now.getTime() + days * DAY_MS, authorityEndsAt?.getTime() ?? Infinity));
  if (!asked) return latest;
  if (asked.getTime() <= now.getTime()) throw badInput('validUntil', 'The grant would have ended already.');
  if (asked.getTime() > latest.getTime())
    refuseWider(
      'validUntil',
      latest.toISOString(),
      `The grant may last until ${latest.toISOString()} at most.`,
    );
  return asked;
}

/**
 * The granted terms: those of the request, narrowed by the person and never widened.
 * @param authorityEndsAt when the authority of a guardian who gives the grant ends
 * @throws Refusal
 */
export function narrowTerms(
  request: Terms & { readonly validForDays: number },
  narrowed: NarrowedTerms,
  purpose: Purpose,
  now: Date,
  authorityEndsAt: Date | null = null,
): Terms & { validUntil: Date; maxUsesPerDay: number | null } {
  const wanted = narrowed.mode ?? request.mode;
  if (!within(wanted, request.mode))
    refuseWider('mode', request.mode, `The request asked for ${request.mode}.`);
  const mode = allowedMode(purpose, wanted);
  return {
    mode: mode.mode,
    maxUses: narrowUses(request, mode, narrowed.maxUses),
    maxUsesPerDay: mode.maxUsesPerDay,
    validUntil: narrowValidity(request, mode, narrowed.validUntil, now, authorityEndsAt),
    ...narrowPeriod(request, narrowed),
  };
}

export const REQUEST_LIFETIME_MS = LIMITS.requestDays * DAY_MS;
