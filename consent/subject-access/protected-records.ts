import { itemOf } from '../../schema/catalogue.js';
import {
  type SpecialCondition,
  specialCondition,
  type Telltale,
} from '../../schema/codes/special-disease.js';
import type { FieldEncryption, SubjectCipher } from '../crypto/field-encryption.js';
import type { ConsentRequest } from '../grants/consent-request.js';
import type { ProtectedRecordIds, ProtectedRecordKind } from '../grants/protected-record-choice.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { refuse } from '../kernel/refusal.js';
import { atLeast, type Strength } from '../kernel/strength.js';
import { readablePeriod } from '../purposes/lookback.js';
import { openOwn } from './opened-record.js';
import { type RecordPools, recordThenRead } from './record-then-read.js';

/** One protected record that would be shared if the person chose it, as shown to the person only. */
export interface ProtectedRecord {
  readonly id: string;
  readonly kind: ProtectedRecordKind;
  readonly condition: Pick<SpecialCondition, 'code' | 'nameZh' | 'nameEn'>;
  readonly date: string;
  readonly institution: string | null;
  /** What reveals the condition: the diagnosis, chronic disease, charged items or kind of benefit. */
  readonly description: string;
  readonly descriptionEn: string;
}

/** What the lists have in common (migrations/code/record.sql). Days are as text; no end is 'infinity'. */
interface Row {
  readonly record_id: string;
  readonly from: string;
  readonly until: string;
}
interface VisitRow extends Row {
  readonly fixmedins_name: string | null;
  readonly med_type: string | null;
  readonly diag_code: Uint8Array | null;
  readonly diag_name: Uint8Array | null;
}
/** A charged item that reveals a condition, of the visit that it belongs to. */
interface LineRow {
  readonly visit: string;
  readonly hilist_code: string | null;
  readonly hilist_name: Uint8Array | null;
}
interface FilingRow extends Row {
  readonly opsp_dise_code: Uint8Array | null;
}
interface BenefitRow extends Row {
  readonly matn_type: string | null;
}

/** The items that the list is made of, as recorded in the ledger; record.own_protected opens no list for fewer. */
const LISTED =
  'MED_TYPE BEGNTIME ENDTIME SETL_TIME FIXMEDINS_NAME DIAG_CODE DIAG_NAME HILIST_CODE HILIST_NAME OPSP_DISE_CODE FILING_BEGNDATE FILING_ENDDATE MATN_TYPE SPECIAL_TRT_DATE'
    .split(' ')
    .map((item): ItemDelivery => ({ item, delivery: 'RETURN' }));

/** Every record is listed: one that is not shown can't be chosen. */
const listOf = (view: string, order: string) => ({
  name: view,
  text: `SELECT * FROM record.${view} WHERE "#entry" = $1 ORDER BY ${order} DESC`,
});

const LISTS = [
  listOf('protected_visit', '"from" DESC, record_id'),
  listOf('protected_line', '"#time"'),
  listOf('protected_filing', '"from" DESC, record_id'),
  listOf('protected_benefit', '"from" DESC, record_id'),
];

/** A visit that is protected only because it belongs to a protected filing: nothing in the visit reveals a condition. */
const LINKED = {
  code: 'LINKED',
  nameZh: '与特殊疾病备案相关',
  nameEn: 'Belongs to a filing of a special disease',
};

const CATEGORIES: Record<ProtectedRecordKind, readonly string[]> = {
  VISIT: ['ENCOUNTER', 'SETTLEMENT', 'EXPENSE_DETAIL'],
  FILING: ['FILING'],
  BENEFIT: ['SPECIAL_BENEFIT'],
};

const decrypted = (cipher: SubjectCipher, item: string, value: Uint8Array | null): string =>
  value === null ? '' : cipher.open(item, value);

const conditionOf = (row: Telltale) => {
  const { code, nameZh, nameEn } = specialCondition(row) ?? LINKED;
  return { code, nameZh, nameEn };
};

/** the protected records that a grant could share, shown to the person before they decide. */
export class ProtectedRecords {
  constructor(
    private readonly pools: RecordPools,
    private readonly encryption: FieldEncryption,
    private readonly ids: ProtectedRecordIds,
  ) {}

  /** @throws Refusal below FACE. The read is recorded like any access to one's own data */
  async list(
    request: ConsentRequest,
    personId: string,
    strength: Strength,
    now: Date,
  ): Promise<ProtectedRecord[]> {
    if (!atLeast(strength, 'FACE'))
      refuse(
        'STRENGTH_REQUIRED',
        {
          en: 'Sign in with FACE to see what is specially protected.',
          zh: '查看特别保护的内容前，请以 FACE 登录。',
        },
        {
          required: 'FACE',
        },
      );
    const open = openOwn(personId, null, LISTED, strength);
    const { results, cipher } = await recordThenRead(this.pools, this.encryption, open, (entryId) =>
      LISTS.map((list) => ({ ...list, values: [entryId] })),
    );
    const [visits, lines, filings, benefits] = results as unknown as [
      VisitRow[],
      LineRow[],
      FilingRow[],
      BenefitRow[],
    ];
    const linesOf = Map.groupBy(lines, ({ visit }) => visit);
    const isShareable = shareableRows(request, now);
    const records = <Of extends Row>(
      kind: ProtectedRecordKind,
      rows: Of[],
      telltaleOf: (row: Of) => Telltale,
    ) =>
      rows
        .filter((row) => isShareable(kind, row))
        .map((row) => this.record(request.id, kind, row, telltaleOf(row)));
    return [
      ...records('VISIT', visits, (row) => visitTelltale(row, linesOf.get(row.record_id) ?? [], cipher)),
      ...records('FILING', filings, (row) => ({
        chronicDisease: decrypted(cipher, 'OPSP_DISE_CODE', row.opsp_dise_code),
      })),
      ...records('BENEFIT', benefits, (row) => ({ maternityType: row.matn_type ?? undefined })),
    ];
  }

  private record(
    requestId: string,
    kind: ProtectedRecordKind,
    row: Row,
    telltale: Telltale,
  ): ProtectedRecord {
    return {
      id: this.ids.of(requestId, { kind, recordId: row.record_id }),
      kind,
      condition: conditionOf(telltale),
      date: row.from,
      institution: telltale.institution ?? null,
      description: descriptionOf(telltale),
      descriptionEn: descriptionEnOf(telltale),
    };
  }
}

/** Whether a row could be shared under the request: a category of its kind is requested, and it is in the period. */
function shareableRows(request: ConsentRequest, now: Date) {
  const categories = new Set(request.items.map(({ item }) => itemOf(item).category.code));
  const { recordsFrom, recordsTo } = readablePeriod(request, request.purpose, now);
  return (kind: ProtectedRecordKind, { from, until }: Row): boolean =>
    CATEGORIES[kind].some((category) => categories.has(category)) &&
    (recordsFrom === null || until === 'infinity' || until >= recordsFrom) &&
    (recordsTo === null || from <= recordsTo);
}

function visitTelltale(visit: VisitRow, lines: readonly LineRow[], cipher: SubjectCipher): Telltale {
  const names = lines.map(({ hilist_name }) => decrypted(cipher, 'HILIST_NAME', hilist_name));
  return {
    diagnosisCode: decrypted(cipher, 'DIAG_CODE', visit.diag_code),
    diagnosisName: decrypted(cipher, 'DIAG_NAME', visit.diag_name),
    institution: visit.fixmedins_name ?? undefined,
    careType: visit.med_type ?? undefined,
    itemCode: lines[0]?.hilist_code ?? undefined,
    itemName: [...new Set(names)].join('、'),
  };
}

const maternityTypes = () => itemOf('MATN_TYPE').kind.codes!;

function descriptionOf({
  diagnosisCode,
  diagnosisName,
  itemName,
  chronicDisease,
  maternityType,
}: Telltale): string {
  const maternity = maternityType && maternityTypes().labels.get(maternityType);
  return [[diagnosisCode, diagnosisName].filter(Boolean).join(' '), itemName, chronicDisease, maternity]
    .filter(Boolean)
    .join('；');
}

/** Names of diagnoses and charged items are in Chinese: the kind of disease stands in their place. */
function descriptionEnOf(telltale: Telltale): string {
  const { diagnosisCode, diagnosisName, itemName, chronicDisease, maternityType } = telltale;
  const told = [
    diagnosisCode ? `Diagnosis ${diagnosisCode}` : diagnosisName && 'A diagnosis',
    itemName && 'Charged items',
    chronicDisease && `Chronic disease ${chronicDisease}`,
    maternityType && maternityTypes().labelsEn.get(maternityType),
  ].filter(Boolean);
  return [told.join('; '), conditionOf(telltale).nameEn].filter(Boolean).join(': ');
}
