import { personCategories, providerCategories } from '../../schema/catalogue.js';
import { type Category, InsuredRecord } from '../../schema/category.js';
import { INSUTYPE } from '../../schema/codes/enrolment.js';
import { AGNTER_RLTS, GUARDIANSHIP_SOURCE, PSN_CERT_TYPE } from '../../schema/codes/identity.js';
import { code, date, flag, type ItemKind, money, text } from '../../schema/item.js';

/** One column of a CSV file, with its name in the national platform. */
export interface CsvColumn {
  readonly name: string;
  readonly kind: ItemKind;
  /** Whether every row has a value. */
  readonly required: boolean;
  /** Whether the header must name it, although a row may have no value. */
  readonly inHeader?: boolean;
  /** Whether a row without a value leaves the known one: it can change, but not become unknown. Otherwise it is cleared. */
  readonly kept?: boolean;
  /** The table column that stores the value; null if the value only names the subject. */
  readonly stored: string | null;
  /** The code of the item if its values are encrypted with the subject's key; null if they are stored in clear. */
  readonly sealedAs: string | null;
}

/** A column by which a row names the person or provider it belongs to. */
export interface SubjectColumn {
  readonly name: string;
  readonly subject: 'person' | 'provider';
  /** The table column that stores the subject's id. */
  readonly stored: string;
}

/** A CSV file of the data asset center. This is the only definition: generator and importer both use it. */
export interface CsvFile {
  /** The name of the table and, with `.csv`, of the file. */
  readonly table: string;
  readonly subjects: readonly SubjectColumn[];
  readonly columns: readonly CsvColumn[];
  /** The columns that make up the record id; null if a row is identified by its subjects alone. */
  readonly recordId: readonly string[] | null;
  /** The column that holds a month, yyyyMM. */
  readonly month: string | null;
}

/** What the item declarations don't say about the file of a category. */
interface CategoryDetails {
  readonly required?: readonly string[];
  readonly inHeader?: readonly string[];
  readonly kept?: readonly string[];
  /** The keys of this category repeat across insurance types, so the record id begins with the insurance type. */
  readonly perInsurance?: boolean;
  /** The column that names the parent record: the visit of a settlement, the settlement of an expense line. */
  readonly parent?: string;
  readonly amounts?: readonly string[];
  /** Columns that only help to read the row; they are not stored. */
  readonly aids?: readonly ItemKind[];
}

const SETTLEMENT_PARTS = [
  'cvlserv_pay',
  'hifes_pay',
  'hifmi_pay',
  'hifob_pay',
  'maf_pay',
  'oth_pay',
  'psn_part_amt',
  'hosp_part_amt',
];
const SETTLEMENT_AMOUNTS = [
  'medfee_sumamt',
  'fulamt_ownpay_amt',
  'overlmt_selfpay',
  'preselfpay_amt',
  'inscp_scp_amt',
  'act_pay_dedc',
  'hifp_pay',
  'fund_pay_sumamt',
  'acct_pay',
  'psn_cash_pay',
];

const CATEGORY_DETAILS: Record<string, CategoryDetails> = {
  basic_identity: {
    required: ['psn_name', 'brdy', 'surv_stas'],
    inHeader: ['certno'],
    kept: ['psn_cert_type', 'gend'],
  },
  contribution: { perInsurance: true },
  personal_account: { perInsurance: true },
  benefit_eligibility: { perInsurance: true },
  special_benefit: { perInsurance: true },
  settlement: { parent: 'mdtrt_id', amounts: SETTLEMENT_PARTS, required: SETTLEMENT_AMOUNTS },
  expense_line: { parent: 'setl_id', required: ['det_item_fee_sumamt'] },
  // The type of the representative's document: without it the number's form tells.
  provider_persons: { aids: [code('legrep_cert_type', PSN_CERT_TYPE)] },
  settlement_month: { required: ['medfee_sumamt', 'fund_pay_sumamt', 'hifp_pay', 'acct_pay', 'cash_payamt'] },
};

const SUBJECT_COLUMNS = {
  PERSON: { subject: { name: 'psn_no', subject: 'person', stored: 'person_id' }, length: 30 },
  PROVIDER: { subject: { name: 'fixmedins_code', subject: 'provider', stored: 'provider_id' }, length: 12 },
} as const;

function fileOf(category: Category): CsvFile {
  const details = CATEGORY_DETAILS[category.table] ?? {};
  const { subject, length } = SUBJECT_COLUMNS[category.subject];
  const items = category.items.filter(({ kind }) => kind.expression === undefined);
  // A category with one record per subject has the subject as its key, because every other value may change.
  const single = !category.many && category.time === null;
  const keys = single ? [subject.name] : items.filter(({ key }) => key).map(({ kind }) => kind.column);
  const insured = category.target.prototype instanceof InsuredRecord;
  const recordId = details.perInsurance ? ['insutype', ...keys] : keys;
  const required = new Set([subject.name, ...recordId, ...(details.required ?? [])]);
  if (category.time) required.add(category.time.column);

  const column = (kind: ItemKind, stored: string | null = kind.column): CsvColumn => ({
    name: kind.column,
    kind,
    required: required.has(kind.column),
    inHeader: details.inHeader?.includes(kind.column) ?? false,
    kept: details.kept?.includes(kind.column) ?? false,
    stored,
    sealedAs: category.items.find((item) => item.sealed && item.kind === kind)?.code ?? null,
  });
  const subjectIsItem = items.some(({ kind }) => kind.column === subject.name);
  const columns = [
    column(text(subject.name, length), subjectIsItem ? subject.name : null),
    ...items.filter(({ kind }) => kind.column !== subject.name).map(({ kind }) => column(kind)),
    ...(details.amounts ?? []).map((name) => ({ ...column(money(name)), required: true })),
    ...(details.aids ?? []).map((kind) => column(kind, null)),
    ...(details.parent ? [{ ...column(text(details.parent, 30), 'parent_record_id'), required: true }] : []),
    ...(insured
      ? [column(code('insutype', INSUTYPE)), { ...column(flag('refd_setl_flag')), required: true }]
      : []),
  ];
  const month = category.time?.unit === 'month' ? category.time.column : null;
  return { table: category.table, subjects: [subject], columns, recordId, month };
}

/** who may act for a child. The person of the row is the ward. */
const guardianship: CsvFile = {
  table: 'guardianship',
  subjects: [
    { name: 'psn_no', subject: 'person', stored: 'ward_id' },
    { name: 'guardian_psn_no', subject: 'person', stored: 'guardian_id' },
  ],
  columns: [
    { name: 'psn_no', kind: text('psn_no', 30), required: true, stored: null, sealedAs: null },
    {
      name: 'guardian_psn_no',
      kind: text('guardian_psn_no', 30),
      required: true,
      stored: null,
      sealedAs: null,
    },
    {
      name: 'relation',
      kind: code('relation', AGNTER_RLTS),
      required: true,
      stored: 'relation',
      sealedAs: null,
    },
    {
      name: 'source',
      kind: code('source', GUARDIANSHIP_SOURCE),
      required: true,
      stored: 'source',
      sealedAs: null,
    },
    { name: 'begndate', kind: date('begndate'), required: true, stored: 'begndate', sealedAs: null },
    { name: 'enddate', kind: date('enddate'), required: false, stored: 'enddate', sealedAs: null },
  ],
  recordId: null,
  month: null,
};

const [identity, ...otherPersonFiles] = personCategories.map(fileOf);
const providerFiles = providerCategories.map(fileOf);

/**
 * A column that every file may have: whether the record is valid. 0 voids it. No table stores it.
 */
export const VALIDITY = 'vali_flag';

/** In the order of import: people and providers come first, because the other files refer to them. */
export const csvFiles: readonly CsvFile[] = [identity!, ...providerFiles, guardianship, ...otherPersonFiles];

export const fileNameOf = (file: CsvFile): string => `${file.table}.csv`;
