import { itemOf } from '../../schema/catalogue.js';
import { isSensitive } from '../catalogue/sensitivity.js';
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
}

/** The national medical-insurance hotline. */
export const HOTLINE = '12393';

const DELIVERY_ZH: Record<Delivery, string> = { VERIFY: '仅比对', MASKED: '脱敏', RETURN: '提供原值' };

const MODE_ZH: Record<GrantMode, (uses: number | null) => string> = {
  ONE_TIME: () => '使用一次',
  LIMITED: (uses) => `最多使用${uses}次`,
  MULTI_USE: () => '有效期内多次使用，每日次数受限',
};

/** how long the law obliges the recipient to retain the data. */
export const RETENTION_ZH: Record<RecipientKind, string> = {
  COMMERCIAL_INSURER: '保险合同终止后保存五年；保险期间超过一年的，保存十年（保险法第87条）',
  COMMERCIAL_BANK: '业务关系结束后保存十年（反洗钱法第34条）',
};

/** How a person reaches the recipient. */
export const contactOf = ({ contact }: Recipient): string => contact ?? `经医保服务热线${HOTLINE}转达`;

const names = (items: readonly string[]) => items.map((item) => itemOf(item).nameZh).join('、');

const withDelivery = (items: readonly ItemDelivery[]) =>
  items.map(({ item, delivery }) => `${itemOf(item).nameZh}（${DELIVERY_ZH[delivery]}）`).join('、') || '无';

const line = (code: string, labelZh: string, labelEn: string, text: string): StatementLine => ({
  code,
  labelZh,
  labelEn,
  text,
});

/** The same for every request: the person's rights, and what refusing means. */
const RIGHTS: readonly StatementLine[] = [
  line(
    'WITHDRAWAL',
    '如何撤回',
    'How to withdraw',
    '可随时在“我的授权”中一步撤回，立即生效；撤回前已提供的仍然合法，接收方须停止使用并删除。',
  ),
  line(
    'COMPLAINT',
    '如何投诉',
    'How to complain',
    `医保服务热线${HOTLINE}，或向医疗保障局书面投诉；也可依法起诉。`,
  ),
  line(
    'REFUSAL',
    '不同意的后果',
    'If you refuse',
    '您可以拒绝，也可以只拒绝可不提供的信息项；拒绝后仍可通过原有纸质材料或普通申请渠道办理。',
  ),
];

function sensitiveLines({ items, purpose }: ConsentRequest): StatementLine[] {
  const sensitive = items.filter(isSensitive).map(({ item }) => item);
  if (sensitive.length === 0) return [];
  return [
    line(
      'SENSITIVE',
      '敏感个人信息',
      'Sensitive items',
      `${names(sensitive)}。为“${purpose.nameZh}”所必需；泄露或滥用可能使您受到歧视或遭受人身、财产损害，因此需要您单独再次确认。`,
    ),
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
  const manner = `${MODE_ZH[mode](maxUses)}，自同意之日起${validForDays}天内有效`;
  const records = `${recordsFrom ?? '用途允许的最早日期'}至${recordsTo ?? '使用之日'}`;
  return [
    line('RECIPIENT', '接收方', 'Recipient', recipient.name),
    line('CONTACT', '联系方式', 'Contact', contactOf(recipient)),
    line('PURPOSE', '用途', 'Purpose', purpose.nameZh),
    line('MANNER', '方式与期限', 'Manner and term', manner),
    line('ITEMS', '必需的信息项', 'Required items', withDelivery(required)),
    line('OPTIONAL_ITEMS', '可不提供的信息项', 'Optional items', withDelivery(optional)),
    line('RECORDS', '记录范围', 'Records', records),
    ...sensitiveLines(request),
    line('RETENTION', '接收方保存期限', 'Retention', RETENTION_ZH[recipient.kind]),
    ...RIGHTS,
  ];
}
