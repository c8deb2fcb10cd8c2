import { itemOf } from '../../schema/catalogue.js';
import type { Delivery, ItemDelivery } from '../kernel/delivery.js';
import type { GrantMode } from '../kernel/grant-mode.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput } from '../kernel/refusal.js';
import { modeIn, type Purpose, type PurposeMode } from '../purposes/purpose.js';
import { type AgreementTerms, agreedPurpose } from '../recipients/agreement.js';
import {
  assertDeliveriesAllowed,
  assertItemsAllowed,
  assertNoneMissing,
  minimumOf,
  quoted,
  refuseWider,
} from './item-refusals.js';
import { requestedPeriod } from './record-period.js';

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

export const DAY_MS = 86_400_000;

/**
 * Checks that purpose and agreement include every requested item, that none is listed twice and none is missing that serves
 * the purpose. The default is the least that serves it. @throws Refusal
 */
export function requestedItems(
  asked: RequestedTerms['items'],
  purpose: Purpose,
  agreement: AgreementTerms | null,
  today: string,
): RequestedItem[] {
  const agreed = agreedPurpose(agreement, purpose.code, today)!;
  const minimum = minimumOf(purpose, agreed);
  const wanted = asked ?? minimum.map((entry) => ({ ...entry, required: true }));
  if (wanted.length === 0)
    throw badInput('items', {
      en: 'A request asks for at least one item.',
      zh: '申请须至少包含一个信息项。',
    });
  const codes = wanted.map(({ item }) => item);
  const twice = codes.filter((code, index) => codes.indexOf(code) !== index);
  if (twice.length > 0)
    throw badInput('items', {
      en: `Asked for twice: ${quoted(twice)}. Name each item once.`,
      zh: `重复申请：${quoted(twice)}。请每项只写一次。`,
    });
  assertItemsAllowed(codes, purpose, agreed);
  assertDeliveriesAllowed(wanted, purpose);
  assertNoneMissing(codes, purpose, minimum);
  // An item that is optional in the purpose stays optional in the request, so that dropping it never blocks the rest.
  const needed = new Set(minimum.map(({ item }) => item));
  return wanted.map(({ item, delivery, required }) => ({
    item: itemOf(item).code,
    delivery,
    required: required && needed.has(item),
  }));
}

/** @throws Refusal unless so many uses go with the mode */
export function usesFor(mode: PurposeMode, maxUses: number | null | undefined): number | null {
  if (mode.mode === 'MULTI_USE') {
    if (maxUses != null)
      throw badInput('maxUses', {
        en: 'MULTI_USE has no total; leave maxUses out.',
        zh: 'MULTI_USE 没有总次数，请去掉 maxUses。',
      });
    return null;
  }
  if (mode.mode === 'ONE_TIME') {
    if (maxUses != null && maxUses !== 1)
      refuseWider('maxUses', 1, {
        en: 'ONE_TIME has one use. Leave maxUses out.',
        zh: 'ONE_TIME 只有 1 次。请去掉 maxUses。',
      });
    return 1;
  }
  if (maxUses == null || maxUses < 2)
    throw badInput('maxUses', {
      en: 'LIMITED needs maxUses of at least 2.',
      zh: 'LIMITED 的 maxUses 至少为 2。',
    });
  if (maxUses > mode.maxUses!)
    refuseWider('maxUses', mode.maxUses, {
      en: `The purpose allows at most ${mode.maxUses} uses.`,
      zh: `该用途至多允许使用 ${mode.maxUses} 次。`,
    });
  return maxUses;
}

/** @throws Refusal TERMS_NOT_ALLOWED unless the purpose has the mode */
export function allowedMode(purpose: Purpose, mode: GrantMode): PurposeMode {
  const allowed = modeIn(purpose, mode);
  if (allowed) return allowed;
  const limit = purpose.modes.map((entry) => entry.mode);
  return refuseWider('mode', limit, {
    en: `The purpose allows ${limit.join(', ')}.`,
    zh: `该用途允许的方式为 ${limit.join('、')}。`,
  });
}

/** The terms of a request, checked against the limits of the purpose. @throws Refusal */
export function requestTerms(
  asked: RequestedTerms,
  purpose: Purpose,
  now: Date,
): Terms & { validForDays: number } {
  const mode = allowedMode(purpose, asked.mode);
  if (asked.validForDays < 1)
    throw badInput('validForDays', {
      en: 'A grant is valid for at least one day.',
      zh: '授权有效期至少为 1 天。',
    });
  if (asked.validForDays > mode.maxValidityDays)
    refuseWider('validForDays', mode.maxValidityDays, {
      en: `The purpose allows at most ${mode.maxValidityDays} days in this mode.`,
      zh: `该用途以此方式至多允许 ${mode.maxValidityDays} 天。`,
    });
  return {
    mode: mode.mode,
    maxUses: usesFor(mode, asked.maxUses),
    validForDays: asked.validForDays,
    ...requestedPeriod(asked, purpose, now),
  };
}

export const REQUEST_LIFETIME_MS = LIMITS.requestDays * DAY_MS;
