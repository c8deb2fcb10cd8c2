import type { SuspendedItem } from '../catalogue/suspended-items.js';
import type { Standing } from '../grants/standing.js';
import type { Bilingual } from '../kernel/bilingual.js';
import { cityDay, endOfCityDay } from '../kernel/city-time.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import type { GrantMode } from '../kernel/grant-mode.js';
import { Refusal } from '../kernel/refusal.js';
import type { Purpose } from '../purposes/purpose.js';
import {
  type AgreementTerms,
  agreedPurpose,
  mayRun,
  notAgreed,
  opensGrant,
} from '../recipients/agreement.js';
import { grantedDelivery, itemsNotGranted } from '../records/granted-needs.js';
import type { Need } from '../records/need.js';

/** A grant as read for judging: its items, and the times and numbers that a refusal tells. */
export interface GrantFacts {
  readonly id: string;
  readonly recipientCode: string;
  readonly mode: GrantMode;
  readonly items: readonly ItemDelivery[];
  readonly maxUses: number | null;
  readonly maxUsesPerDay: number | null;
  readonly lastUsedAt: Date | null;
  readonly recordsFrom: string | null;
  readonly recordsTo: string | null;
  readonly validFrom: Date;
  readonly validUntil: Date;
  readonly revokedAt: Date | null;
  readonly suspendedAt: Date | null;
  readonly supersededAt: Date | null;
}

export interface Facts {
  readonly grant: GrantFacts;
  readonly purpose: Purpose;
  readonly agreement: AgreementTerms | null;
  readonly recipientSuspendedAt: Date | null;
  /** Items of the grant whose level was raised after it was given and that the person has not confirmed again. */
  readonly suspendedItems: readonly SuspendedItem[];
  /** Why the grant may not be used, in the database's word; null if it may. */
  readonly standing: Standing | null;
  readonly now: Date;
  /** The id of the registered document by which it is asked; absent or null if the document was sent whole. */
  readonly document?: string | null;
}

/** What may be disclosed: exactly the needed items, each as granted or less. */
export interface Permit {
  readonly items: readonly ItemDelivery[];
}

type Rule = (needs: readonly Need[], facts: Facts) => Refusal | null;

const secondsUntilMidnight = (now: Date): number =>
  Math.ceil((endOfCityDay(now).getTime() - now.getTime()) / 1000);

const at = (time: Date | null | undefined) => ({ at: (time as Date).toISOString() });

const somethingIsSelected: Rule = (needs) =>
  needs.length > 0
    ? null
    : new Refusal('NOTHING_SELECTED', {
        en: 'Select at least one item below person, provider or verify. No use was taken.',
        zh: '请在 person、provider 或 verify 下至少选择一个信息项。本次未计次。',
      });

const suspended = (text: Bilingual, time: Date | null) => new Refusal('GRANT_SUSPENDED', text, at(time));

/** The refusal that tells each standing. Where the reason is the person's own affair, it tells as little as it can. */
const STANDING_REFUSALS: Readonly<Record<Standing, (facts: Facts) => Refusal>> = {
  REVOKED: ({ grant }) =>
    new Refusal(
      'GRANT_REVOKED',
      {
        en: 'The grant was revoked. Nothing can be read under it; stop using what it gave.',
        zh: '授权已撤回，不能再据此读取。请停止使用已取得的信息。',
      },
      at(grant.revokedAt),
    ),
  SUPERSEDED: ({ grant }) =>
    new Refusal(
      'GRANT_SUPERSEDED',
      {
        en: 'A newer grant stands in its place. Use that one.',
        zh: '已有更新的授权取代它。请使用新的授权。',
      },
      at(grant.supersededAt),
    ),
  EXPIRED: ({ grant }) =>
    new Refusal(
      'GRANT_EXPIRED',
      { en: 'The grant has ended. Ask for a new one.', zh: '授权已到期。请重新申请。' },
      at(grant.validUntil),
    ),
  NOT_YET_VALID: ({ grant }) =>
    suspended(
      { en: 'The grant is not valid yet. Wait until it begins.', zh: '授权尚未生效。请等到生效之时。' },
      grant.validFrom,
    ),
  SUSPENDED: ({ grant }) =>
    suspended(
      {
        en: 'The grant is suspended. Wait for the notice that it can be used again.',
        zh: '授权已中止。请等待恢复使用的通知。',
      },
      grant.suspendedAt,
    ),
  // while a recipient is suspended, none of its grants can be used.
  RECIPIENT_SUSPENDED: ({ recipientSuspendedAt }) =>
    suspended(
      { en: 'The recipient is suspended. Ask the bureau.', zh: '该机构已被暂停。请与医保局联系。' },
      recipientSuspendedAt,
    ),
  // a consent ends when the person who gave it dies.
  DECEASED: ({ now }) =>
    suspended(
      { en: 'The grant can’t be used any more. Do not try it again.', zh: '授权不能再使用。请勿再试。' },
      now,
    ),
  // a grant that a person under 14 gave for themselves is not valid.
  MINOR: ({ now }) =>
    suspended(
      { en: 'A guardian must give this grant. Ask for a new one.', zh: '该授权须由监护人给出。请重新申请。' },
      now,
    ),
  // the guardian who consented is no longer one.
  UNGUARDED: ({ now }) =>
    suspended(
      {
        en: 'The grant can’t be used now. Wait for the notice that it can be used again.',
        zh: '授权目前不能使用。请等待恢复使用的通知。',
      },
      now,
    ),
  EXHAUSTED: ({ grant, now }) =>
    new Refusal(
      'GRANT_EXHAUSTED',
      grant.maxUses === 1
        ? { en: 'Its one use is taken. Ask for a new grant.', zh: '授权仅可使用 1 次，已用完。请重新申请。' }
        : {
            en: `All ${grant.maxUses} uses are taken. Ask for a new grant.`,
            zh: `授权的 ${grant.maxUses} 次均已用完。请重新申请。`,
          },
      at(grant.lastUsedAt ?? now),
    ),
  DAY_FULL: ({ grant, now }) =>
    new Refusal(
      'GRANT_DAILY_LIMIT',
      {
        en: `Uses a day: at most ${grant.maxUsesPerDay}. Wait for tomorrow.`,
        zh: `每日至多使用 ${grant.maxUsesPerDay} 次。请明日再试。`,
      },
      {
        retryAfterSeconds: secondsUntilMidnight(now),
      },
    ),
};

const grantStands: Rule = (_needs, facts) => facts.standing && STANDING_REFUSALS[facts.standing](facts);

/** A retry was counted when it was first answered: it needs no use. */
const grantStandsForRetry: Rule = (needs, facts) =>
  facts.standing === 'EXHAUSTED' || facts.standing === 'DAY_FULL' ? null : grantStands(needs, facts);

/** What a purpose that is not agreed any more says is said by `agreementOpensIt`. */
const documentIsRegistered: Rule = (_needs, { agreement, purpose, document, now }) => {
  const agreed = agreedPurpose(agreement, purpose.code, cityDay(now));
  return agreed === null || mayRun(agreed, document ?? null)
    ? null
    : new Refusal('OPERATION_NOT_REGISTERED', {
        en: `This document is not registered for the purpose ${purpose.code}. No use was taken. Send the id of one that is.`,
        zh: `该文档未为用途 ${purpose.code} 登记。本次未计次。请发送已登记文档的 id。`,
      });
};

const agreementOpensIt: Rule = (needs, { agreement, purpose, now, grant }) => {
  const agreed = agreedPurpose(agreement, purpose.code, cityDay(now));
  const opens = agreed && opensGrant(purpose, agreed, grant);
  if (!opens?.mode)
    return new Refusal('PURPOSE_NOT_ALLOWED', {
      en: `The agreement does not open the purpose ${purpose.code} any more. Ask the bureau.`,
      zh: `数据使用协议已不再包含用途 ${purpose.code}。请与医保局联系。`,
    });
  const needed = [...new Set(needs.map(({ item }) => item))];
  const items = [
    ...notAgreed(agreed!, needed),
    ...opens.itemsBeyond.filter((item) => needed.includes(item) && notAgreed(agreed!, [item]).length === 0),
  ];
  return items.length > 0
    ? new Refusal(
        'ITEM_NOT_ALLOWED',
        {
          en: `Outside the agreement: ${items.join(', ')}. Leave these out.`,
          zh: `超出数据使用协议：${items.join('、')}。请去掉这些信息项。`,
        },
        { items },
      )
    : null;
};

const itemsAreGranted: Rule = (needs, { grant }) => {
  const items = itemsNotGranted(needs, grant.items);
  return items.length === 0
    ? null
    : new Refusal(
        'ITEM_NOT_GRANTED',
        {
          en: `Not granted, or not in this way: ${items.join(', ')}. No use was taken.`,
          zh: `未获授权，或未获以此方式提供的授权：${items.join('、')}。本次未计次。`,
        },
        { items },
      );
};

/** an item whose level was raised is suspended until the person confirms it; other items stay usable. */
const itemsAreConfirmed: Rule = (needs, { suspendedItems }) => {
  const waiting = suspendedItems.filter(({ item }) => needs.some((need) => need.item === item));
  if (waiting.length === 0) return null;
  const items = waiting.map(({ item }) => item);
  const message = {
    en: `Catalogue version ${waiting[0]!.version} raised the level of ${items.join(', ')}: the person must confirm again. No use was taken.`,
    zh: `第 ${waiting[0]!.version} 版目录提高了 ${items.join('、')} 的级别，须由本人重新确认。本次未计次。`,
  };
  return new Refusal('ITEM_NOT_GRANTED', message, { items });
};

/** Whether the items may be disclosed. Only a new agreement or a new catalogue version changes the answer. */
const ITEM_RULES: readonly Rule[] = [agreementOpensIt, itemsAreGranted, itemsAreConfirmed];

/** Each needed item once, with the granted delivery, or VERIFY when it is only compared. */
function permittedItems(needs: readonly Need[], granted: readonly ItemDelivery[]): ItemDelivery[] {
  const shown = new Set(needs.filter(({ use }) => use !== 'VERIFIED').map(({ item }) => item));
  return [...new Set(needs.map(({ item }) => item))].map((item) => ({
    item,
    delivery: shown.has(item) ? grantedDelivery({ item }, granted)! : 'VERIFY',
  }));
}

function judge(rules: readonly Rule[], needs: readonly Need[], facts: Facts): Permit | Refusal {
  for (const rule of rules) {
    const refusal = rule(needs, facts);
    if (refusal) return refusal;
  }
  return { items: permittedItems(needs, facts.grant.items) };
}

const FOR_A_USE = [somethingIsSelected, grantStands, documentIsRegistered, ...ITEM_RULES];
const FOR_A_RETRY = [somethingIsSelected, grantStandsForRetry, documentIsRegistered, ...ITEM_RULES];
const FOR_A_REREAD = [somethingIsSelected, documentIsRegistered, ...ITEM_RULES];
const FOR_ITEMS = [somethingIsSelected, ...ITEM_RULES];

/**
 * Decides whether these items may be disclosed under this grant now. A pure and total function: every combination of
 * facts yields a permit or one refusal, and nothing is read, counted or recorded here. The grant's standing, which the
 * database judged, comes before its items, so a grant that has ended says so whatever was asked.
 */
export const decide = (needs: readonly Need[], facts: Facts): Permit | Refusal =>
  judge(FOR_A_USE, needs, facts);

/** The same for a retry of a redemption that was answered before: it needs no use. */
export const decideRetry = (needs: readonly Need[], facts: Facts): Permit | Refusal =>
  judge(FOR_A_RETRY, needs, facts);

/** The part of `decide` that the SQL function reread() does not judge. */
export const decideReread = (needs: readonly Need[], facts: Facts): Permit | Refusal =>
  judge(FOR_A_REREAD, needs, facts);

/** The part of `decide` that needs no fresh facts and no document; the database holds the rest under the grant's lock. */
export const decideItems = (needs: readonly Need[], facts: Facts): Permit | Refusal =>
  judge(FOR_ITEMS, needs, facts);
