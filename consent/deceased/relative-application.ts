import { validate as isUuid } from 'uuid';
import type { SealableRow } from '../crypto/seal.js';
import type { Transaction } from '../database/transaction.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { modeIn } from '../purposes/purpose.js';
import { purposeOf } from '../purposes/registry.js';

/** Near relatives (近亲属, 民法典 1045): the applicant's relation to the person who has died. */
export const RELATIONS = ['SPOUSE', 'PARENT', 'CHILD', 'SIBLING', 'GRANDPARENT', 'GRANDCHILD'] as const;
export type Relation = (typeof RELATIONS)[number];

/** The applicant’s own lawful interest (PIPL 49). */
export const INTERESTS = ['INHERITANCE', 'INSURANCE_CLAIM', 'MEDICAL_DISPUTE', 'OTHER'] as const;
export type Interest = (typeof INTERESTS)[number];

export const EVIDENCE_KINDS = ['DEATH', 'KINSHIP', 'OTHER'] as const;

/** The digest of a paper; the paper itself stays with the agency. */
export interface RelativeEvidence {
  readonly kind: (typeof EVIDENCE_KINDS)[number];
  /** SHA-256 (hex) */
  readonly digest: string;
}

export const APPLICATION_STATUSES = ['PENDING', 'APPROVED', 'REFUSED'] as const;

/** A near relative’s application to read a deceased person’s record. */
export interface RelativeApplication {
  readonly id: string;
  readonly applicantId: string;
  /** null where number and name matched nobody. */
  readonly deceasedId: string | null;
  readonly relation: Relation;
  readonly interest: Interest;
  readonly items: readonly ItemDelivery[];
  readonly evidence: readonly RelativeEvidence[];
  readonly status: (typeof APPLICATION_STATUSES)[number];
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
  readonly validUntil: Date | null;
  readonly maxUses: number;
  readonly used: number;
}

export const KIN_PURPOSE = purposeOf('DECEASED_KIN_QUERY');
/** The number of readings and the validity that the purpose allows. */
export const KIN_TERMS = modeIn(KIN_PURPOSE, 'LIMITED')!;
/** The items that are shown. The purpose only compares name and ID number, which the relative states in the application. */
export const KIN_ITEMS: readonly ItemDelivery[] = [...KIN_PURPOSE.required, ...KIN_PURPOSE.optional].filter(
  ({ delivery }) => delivery === 'RETURN',
);

const LIST_MAX = 100;

const dateOrNull = (value: unknown) => (value === null ? null : new Date(value as string));

const applicationOf = (row: SealableRow): RelativeApplication => ({
  id: row.id as string,
  applicantId: String(row.applicant_id),
  deceasedId: row.deceased_id === null ? null : String(row.deceased_id),
  relation: row.relation as Relation,
  interest: row.interest as Interest,
  items: row.items as ItemDelivery[],
  evidence: row.evidence as RelativeEvidence[],
  status: row.status as RelativeApplication['status'],
  createdAt: dateOrNull(row.created_at)!,
  decidedAt: dateOrNull(row.decided_at),
  validUntil: dateOrNull(row.valid_until),
  maxUses: row.max_uses as number,
  used: row.used as number,
});

/** Where applications are read: what the platform did not write as it is counts as not there. */
export type SealedDatabase = Pick<Transaction, 'query' | 'seals'>;

/** The sealed rows of applications. */
export async function applicationRows(
  { query, seals }: SealedDatabase,
  condition: string,
  values: unknown[],
): Promise<SealableRow[]> {
  const rows = await query(
    `SELECT to_jsonb(a) AS row FROM assent.relative_application AS a WHERE ${condition}`,
    values,
  );
  return rows.map(({ row }) => row as SealableRow).filter((row) => seals.holds('relative_application', row));
}

export async function findApplication(
  database: SealedDatabase,
  id: string,
): Promise<RelativeApplication | null> {
  const [row] = isUuid(id) ? await applicationRows(database, 'id = $1', [id]) : [];
  return row ? applicationOf(row) : null;
}

/** The applications of one applicant, newest first. */
export const applicationsOf = async (
  database: SealedDatabase,
  applicantId: string,
): Promise<RelativeApplication[]> =>
  (
    await applicationRows(database, `applicant_id = $1 ORDER BY created_at DESC LIMIT ${LIST_MAX}`, [
      applicantId,
    ])
  ).map(applicationOf);

/** The applications that wait for reviewers, oldest first. */
export const pendingApplications = async (database: SealedDatabase): Promise<RelativeApplication[]> =>
  (await applicationRows(database, `status = 'PENDING' ORDER BY created_at LIMIT ${LIST_MAX}`, [])).map(
    applicationOf,
  );
