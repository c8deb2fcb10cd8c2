import type { ItemDelivery } from '../kernel/delivery.js';
import { accepted, Findings, type Judged } from '../kernel/findings.js';
import { GRANT_MODES, type GrantMode, within } from '../kernel/grant-mode.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { modeIn, type Purpose, type PurposeMode } from '../purposes/purpose.js';
import { listed, quoted, refuseWider } from './item-refusals.js';
import { earliestGrantable, narrowPeriod } from './record-period.js';
import { allowedMode, DAY_MS, type RequestedItem, type Terms, usesFor } from './terms.js';

/** What the person changes in the requested terms; unchecked. Whatever is absent stays as requested. */
export interface NarrowedTerms {
  readonly items?: readonly string[] | null;
  readonly mode?: GrantMode | null;
  readonly maxUses?: number | null;
  readonly validUntil?: Date | null;
  readonly recordsFrom?: string | null;
  readonly recordsTo?: string | null;
}

/** The requested terms, from which the person narrows. */
export interface NarrowableTerms extends Terms {
  readonly validForDays: number;
}

export interface GrantedTerms extends Terms {
  readonly validUntil: Date;
  readonly maxUsesPerDay: number | null;
}

/** The most that may be given in one mode. */
export interface ModeBounds {
  readonly mode: GrantMode;
  /** null for MULTI_USE, which has no total. */
  readonly usesMax: number | null;
  readonly latestEnd: Date;
}

/** The most that the person may give of a request. What lies beyond is refused with TERMS_NOT_ALLOWED. */
export interface Narrowable {
  /** In each mode that may be chosen, the requested one last. */
  readonly byMode: readonly ModeBounds[];
  /** null means no limit. */
  readonly earliestRecord: string | null;
}

function boundsIn(
  request: NarrowableTerms,
  { mode, maxUses, maxValidityDays }: PurposeMode,
  now: Date,
  authorityEndsAt: Date | null,
): ModeBounds {
  const days = Math.min(request.validForDays, maxValidityDays);
  const end = Math.min(now.getTime() + days * DAY_MS, authorityEndsAt?.getTime() ?? Infinity);
  const usesMax = maxUses === null ? null : Math.min(maxUses, request.maxUses ?? Infinity);
  return { mode, usesMax, latestEnd: new Date(end) };
}

/**
 * The one judge of how far a request may be granted.
 * @param authorityEndsAt when the authority of a guardian who gives the grant ends
 */
export function narrowable(
  request: NarrowableTerms,
  purpose: Purpose,
  now: Date,
  authorityEndsAt: Date | null = null,
): Narrowable {
  const modes = GRANT_MODES.filter((mode) => within(mode, request.mode)).map((mode) => modeIn(purpose, mode));
  return {
    byMode: modes
      .filter((mode) => mode !== null)
      .map((mode) => boundsIn(request, mode, now, authorityEndsAt)),
    earliestRecord: earliestGrantable(request, purpose, now),
  };
}

/** The granted items: those of the request that the person keeps. It finds what may not be dropped or added. */
export function judgeItems(
  requested: readonly RequestedItem[],
  kept: readonly string[] | null | undefined,
): Judged<ItemDelivery[]> {
  const findings = new Findings();
  const keeps = new Set(kept ?? requested.map(({ item }) => item));
  findings.of(() => assertAsked(requested, keeps), undefined);
  findings.of(() => assertRequiredKept(requested, keeps), undefined);
  const items = requested
    .filter(({ item, required }) => required || keeps.has(item))
    .map(({ item, delivery }) => ({ item, delivery }));
  if (items.length === 0)
    findings.refusals.push(
      badInput('items', {
        en: 'Keep at least one item, or deny the request.',
        zh: '请至少保留一个信息项，或拒绝该申请。',
      }),
    );
  return { value: items, refusals: findings.refusals };
}

function assertAsked(requested: readonly RequestedItem[], keeps: ReadonlySet<string>): void {
  const unknown = [...keeps].filter((code) => !requested.some(({ item }) => item === code));
  if (unknown.length === 0) return;
  const asked = listed(requested.map(({ item }) => item));
  refuse(
    'ITEM_NOT_ALLOWED',
    {
      en: `Not asked for, and so not to be given: ${quoted(unknown)}. Asked for: ${asked}.`,
      zh: `未申请，因此不能授权：${quoted(unknown)}。申请的信息项：${asked}。`,
    },
    { items: unknown },
  );
}

function assertRequiredKept(requested: readonly RequestedItem[], keeps: ReadonlySet<string>): void {
  const missing = requested
    .filter(({ item, required }) => required && !keeps.has(item))
    .map(({ item }) => item);
  if (missing.length === 0) return;
  refuse(
    'REQUIRED_ITEM_MISSING',
    {
      en: `Required for this purpose: ${missing.join(', ')}. Keep them or deny the request.`,
      zh: `该用途必需：${missing.join('、')}。请保留，或拒绝该申请。`,
    },
    { items: missing },
  );
}

/** @throws Refusal naming what may not be dropped or added */
export const narrowItems = (
  requested: readonly RequestedItem[],
  kept: readonly string[] | null | undefined,
): ItemDelivery[] => accepted(judgeItems(requested, kept));

function narrowMode(request: Terms, purpose: Purpose, wanted: GrantMode): PurposeMode {
  if (!within(wanted, request.mode))
    refuseWider('mode', request.mode, {
      en: `The request asked for ${request.mode}. Give no more.`,
      zh: `申请的方式为 ${request.mode}。请勿放宽。`,
    });
  return allowedMode(purpose, wanted);
}

function narrowUses(
  request: Terms,
  mode: PurposeMode,
  { usesMax }: ModeBounds,
  asked: number | null | undefined,
): number | null {
  const inherited = mode.mode === 'LIMITED' && request.mode === 'LIMITED' ? request.maxUses : null;
  const uses = asked ?? inherited;
  if (mode.mode === 'LIMITED' && uses !== null && uses > usesMax!)
    refuseWider('maxUses', usesMax, {
      en: `At most ${usesMax} uses may be given. Give no more.`,
      zh: `至多可授权 ${usesMax} 次。请勿超过。`,
    });
  return usesFor(mode, uses);
}

function narrowValidity({ latestEnd }: ModeBounds, asked: Date | null | undefined, now: Date): Date {
  if (!asked) return latestEnd;
  if (asked.getTime() <= now.getTime())
    throw badInput('validUntil', {
      en: 'The grant would have ended already. Give a later validUntil.',
      zh: '这样授权已经到期。请将 validUntil 改晚。',
    });
  if (asked.getTime() > latestEnd.getTime())
    refuseWider('validUntil', latestEnd.toISOString(), {
      en: `The grant may last until ${latestEnd.toISOString()} at most.`,
      zh: `授权至迟到 ${latestEnd.toISOString()}。`,
    });
  return asked;
}

/**
 * The granted terms: those of the request, narrowed by the person and never widened. What may not be as it is stays as
 * requested, and is found.
 * @param authorityEndsAt when the authority of a guardian who gives the grant ends
 */
export function judgeTerms(
  request: NarrowableTerms,
  narrowed: NarrowedTerms,
  purpose: Purpose,
  now: Date,
  authorityEndsAt: Date | null = null,
): Judged<GrantedTerms> {
  const findings = new Findings();
  const { byMode } = narrowable(request, purpose, now, authorityEndsAt);
  const chosen = findings.of(() => narrowMode(request, purpose, narrowed.mode ?? request.mode), null);
  const mode = chosen ?? allowedMode(purpose, request.mode);
  const bounds = byMode.find((one) => one.mode === mode.mode)!;
  // How many uses are right depends on the mode: of a wrong mode nothing more is said.
  const uses = () => (chosen ? narrowUses(request, mode, bounds, narrowed.maxUses) : bounds.usesMax);
  const value = {
    mode: mode.mode,
    maxUses: findings.of(uses, bounds.usesMax),
    maxUsesPerDay: mode.maxUsesPerDay,
    validUntil: findings.of(() => narrowValidity(bounds, narrowed.validUntil, now), bounds.latestEnd),
    ...findings.of(() => narrowPeriod(request, narrowed, purpose, now), {
      recordsFrom: request.recordsFrom,
      recordsTo: request.recordsTo,
    }),
  };
  return { value, refusals: findings.refusals };
}

/** @throws Refusal */
export const narrowTerms = (...given: Parameters<typeof judgeTerms>): GrantedTerms =>
  accepted(judgeTerms(...given));
