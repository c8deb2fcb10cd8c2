import type { CodeTable } from './codes/code-table.js';
import { applyMask, type Mask } from './mask.js';

/** What of an item's declaration its description tells. */
interface DescribedItem {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly level: 1 | 2 | 3;
  readonly kind: {
    readonly type: string;
    readonly codes?: CodeTable;
    readonly form?: string;
    readonly expression?: string;
  };
  readonly mask: Mask;
  readonly unit: string | null;
  readonly smallCell: number | null;
  readonly verifyOnly: boolean;
}

const LEVELS = { 1: 'general', 2: 'important', 3: 'sensitive' } as const;

function maskedForm({ kind, mask }: DescribedItem): string {
  if (mask.fn === 'NONE') return 'Masked: unchanged.';
  // A number or a flag has no masked form that its type could carry.
  if (kind.type === 'integer' || kind.type === 'flag') return 'Masked: null.';
  switch (mask.fn) {
    case 'KEEP':
      return `Masked: the first ${mask.head} and the last ${mask.tail} characters, "*" for each other one; of a value below ${mask.from} characters, "*" for each.`;
    case 'NAME_SURNAME':
      return 'Masked: the first letter and "**".';
    case 'DATE_TO_YEAR':
      return 'Masked: the year, YYYY.';
    case 'DATE_TO_MONTH':
      return 'Masked: the month, YYYY-MM.';
    case 'ADDR_TO_COUNTY':
      return 'Masked: province, prefecture and county where the address begins with them, and "****".';
    case 'CODE_PREFIX':
      return `Masked: the first ${mask.length} characters, two thirds of them at most, "*" for each other one.`;
    case 'ORG_TO_TYPE':
      return 'Masked: the type of institution, such as "某三级医院".';
    case 'AMOUNT_BAND':
      return `Masked: a range of constant width, such as "${applyMask(mask, String(mask.offset + mask.width))}".`;
    case 'AMOUNT_HIDE':
    case 'HIDE':
      return `Masked: "${applyMask(mask, '')}".`;
  }
}

const codesOf = ({ name, options }: CodeTable): string =>
  options.childCodes
    ? `A code of the table ${name}, or one of four to six digits that begins with one: a province’s finer code, which means what that one means. DataItem.codes has the labels.`
    : `A code of the table ${name}; DataItem.codes has the labels.`;

/** The description of an item's field in the GraphQL schema: names, form of the value, level, masked form. */
export const describeItem = (item: DescribedItem): string =>
  [
    `${item.nameZh} · ${item.nameEn}.`,
    item.kind.codes && codesOf(item.kind.codes),
    item.kind.type === 'date' && 'A day, without a time.',
    item.kind.form === 'yyyyMM' && 'A month as text, yyyyMM: "202603".',
    item.unit && `Unit: ${item.unit}.`,
    item.kind.expression && 'Computed when it is read.',
    item.smallCell !== null && `Null for a count below ${item.smallCell}.`,
    `Level ${item.level} (${LEVELS[item.level]}).`,
    item.verifyOnly ? 'It is only ever compared (VERIFY) and never given.' : maskedForm(item),
  ]
    .filter(Boolean)
    .join(' ');
