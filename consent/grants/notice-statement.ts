import { itemOf } from '../../schema/catalogue.js';
import { isSensitive } from '../catalogue/sensitivity.js';
import type { Bilingual } from '../kernel/bilingual.js';
import type { Delivery, ItemDelivery } from '../kernel/delivery.js';
import type { GrantMode } from '../kernel/grant-mode.js';
import type { Recipient, RecipientKind } from '../recipients/recipient.js';
import type { ConsentRequest } from './consent-request.js';

/** One statement that the law requires before the person decides (R-03, PIPL 17, 23, 30). */
export interface StatementLine {
  readonly code: string;
  readonly labelZh: string;
  readonly labelEn: string;
  readonly text: string;
  readonly textEn: string;
}

/** The national medical-insurance hotline. */
export const HOTLINE = '12393';

const DELIVERIES: Record<Delivery, Bilingual> = {
  VERIFY: { zh: '仅比对', en: 'compared only' },
  MASKED: { zh: '脱敏', en: 'masked' },
  RETURN: { zh: '提供原值', en: 'in clear' },
};

const MODES: Record<GrantMode, (uses: number | null) => Bilingual> = {
  ONE_TIME: () => ({ zh: '使用一次', en: 'One use' }),
  LIMITED: (uses) => ({ zh: `最多使用${uses}次`, en: `At most ${uses} uses` }),
  MULTI_USE: () => ({
    zh: '有效期内多次使用，每日次数受限',
    en: 'Any number of uses while it holds, with a daily limit',
  }),
};

/** how long the law obliges the recipient to retain the data. */
export const RETENTION: Record<RecipientKind, Bilingual> = {
  COMMERCIAL_INSURER: {
    zh: '保险合同终止后保存五年；保险期间超过一年的，保存十年（保险法第87条）',
    en: 'Five years after the insurance contract ends; ten years where it ran for more than one (Insurance Law 87)',
  },
  COMMERCIAL_BANK: {
    zh: '业务关系结束后保存十年（反洗钱法第34条）',
    en: 'Ten years after the business relation ends (Anti-Money-Laundering Law 34)',
  },
};

/** How a person reaches the recipient. */
export const contactOf = ({ contact }: Recipient): Bilingual =>
  contact === null || contact === undefined
    ? { zh: `经医保服务热线${HOTLINE}转达`, en: `By way of the medical-insurance hotline ${HOTLINE}` }
    : same(contact);

const same = (text: string): Bilingual => ({ zh: text, en: text });

const names = (items: readonly string[]): Bilingual => ({
  zh: items.map((item) => itemOf(item).nameZh).join('、'),
  en: items.map((item) => itemOf(item).nameEn).join(', '),
});

const withDelivery = (items: readonly ItemDelivery[]): Bilingual => ({
  zh:
    items.map(({ item, delivery }) => `${itemOf(item).nameZh}（${DELIVERIES[delivery].zh}）`).join('、') ||
    '无',
  en:
    items.map(({ item, delivery }) => `${itemOf(item).nameEn} (${DELIVERIES[delivery].en})`).join(', ') ||
    'None',
});

const line = (code: string, labelZh: string, labelEn: string, { zh, en }: Bilingual): StatementLine => ({
  code,
  labelZh,
  labelEn,
  text: zh,
  textEn: en,
});

/** The same for every request: the person's rights, and what refusing means. */
const RIGHTS: readonly StatementLine[] = [
  line('WITHDRAWAL', '如何撤回', 'How to withdraw', {
    zh: '可随时在“我的授权”中一步撤回，立即生效；撤回前已提供的仍然合法，接收方须停止使用并删除。',
    en: 'At any time, in one step, under “My grants”; it holds at once. What was given before stays lawful, and the recipient must stop using it and delete it.',
  }),
  line('COMPLAINT', '如何投诉', 'How to complain', {
    zh: `医保服务热线${HOTLINE}，或向医疗保障局书面投诉；也可依法起诉。`,
    en: `To the medical-insurance hotline ${HOTLINE}, or to the medical insurance bureau in writing; you may also go to court.`,
  }),
  line('REFUSAL', '不同意的后果', 'If you refuse', {
    zh: '您可以拒绝，也可以只拒绝可不提供的信息项；拒绝后仍可通过原有纸质材料或普通申请渠道办理。',
    en: 'You may refuse, or refuse the optional items only. You can then still use paper documents or apply in the ordinary way.',
  }),
];

function sensitiveLines({ items, purpose }: ConsentRequest): StatementLine[] {
  const sensitive = items.filter(isSensitive).map(({ item }) => item);
  if (sensitive.length === 0) return [];
  return [
    line('SENSITIVE', '敏感个人信息', 'Sensitive items', {
      zh: `${names(sensitive).zh}。为“${purpose.nameZh}”所必需；泄露或滥用可能使您受到歧视或遭受人身、财产损害，因此需要您单独再次确认。`,
      en: `${names(sensitive).en}. Needed for “${purpose.nameEn}”. If they leak or are misused, you may be discriminated against or harmed in body or property, so they need your separate confirmation.`,
    }),
  ];
}

/**
 * The notice of a request as a list. The platform makes it from the terms, so that it doesn't depend on the recipient's
 * own words; it names items by their names and not by their codes.
 */
export function noticeStatement(request: ConsentRequest, recipient: Recipient): StatementLine[] {
  const { purpose, items, mode, maxUses, validForDays, recordsFrom, recordsTo } = request;
  const required = items.filter((item) => item.required);
  const optional = items.filter((item) => !item.required);
  const uses = MODES[mode](maxUses);
  const manner = {
    zh: `${uses.zh}，自同意之日起${validForDays}天内有效`,
    en: `${uses.en}; it holds for ${validForDays} days from when you agree`,
  };
  const records = {
    zh: `${recordsFrom ?? '用途允许的最早日期'}至${recordsTo ?? '使用之日'}`,
    en: `From ${recordsFrom ?? 'as far back as the purpose allows'} to ${recordsTo ?? 'the day of use'}`,
  };
  return [
    line('RECIPIENT', '接收方', 'Recipient', same(recipient.name)),
    line('CONTACT', '联系方式', 'Contact', contactOf(recipient)),
    line('PURPOSE', '用途', 'Purpose', { zh: purpose.nameZh, en: purpose.nameEn }),
    line('MANNER', '方式与期限', 'Manner and term', manner),
    line('ITEMS', '必需的信息项', 'Required items', withDelivery(required)),
    line('OPTIONAL_ITEMS', '可不提供的信息项', 'Optional items', withDelivery(optional)),
    line('RECORDS', '记录范围', 'Records', records),
    ...sensitiveLines(request),
    line('RETENTION', '接收方保存期限', 'Retention', RETENTION[recipient.kind]),
    ...RIGHTS,
  ];
}
