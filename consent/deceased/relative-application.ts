import { validate as isUuid } from 'uuid';
import type { Executor } from '../database/executor.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { modeIn } from '../purposes/purpose.js';
import { purposeOf } from '../purposes/registry.js';

/** Near relatives (近亲属, 民法典 1045): what the applicant is to the person who has died. */
export const RELATIONS = ['SPOUSE', 'PARENT', 'CHILD', 'SIBLING', 'GRANDPARENT', 'GRANDCHILD'] as const;
export type Relation = (typeof RELATIONS)[number];

/** The applicant’s own lawful interest (PIPL 49). */
export const INTERESTS = ['INHERITANCE', 'INSURANCE_CLAIM', 'MEDICAL_DISPUTE', 'OTHER'] as const;
export type Interest = (typeof INTERESTS)[number];

export const EVIDENCE_KINDS = ['DEATH', 'KINSHIP', 'OTHER'] as const;

/** A paper, by its digest: the papers themselves stay with the agency. */
export interface RelativeEvidence {
  readonly kind: (typeof EVIDENCE_KINDS)[number];
  /** SHA-256 (hex) */
  readonly digest: string;
}

export const APPLICATION_STATUSES = ['PENDING', 'APPROVED', 'REFUSED'] as const;

/** A near relative’s application for a dead person’s record. */
export interface RelativeApplication {
  readonly id: string;
  readonly applicantId: string;
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
/** How often and how long: what the purpose allows. */
export const KIN_TERMS = modeIn(KIN_PURPOSE, 'LIMITED')!;
/** What of it is shown; name and number the relative knows, and is found by. */
export const KIN_ITEMS: readonly ItemDelivery[] = [...KIN_PURPOSE.required, ...KIN_PURPOSE.optional].filter(
  ({ delivery }) => delivery === 'RETURN',
);

const LONGEST_LIST = 100;

const time = (value: unknown) => (value === null ? null : new Date(value as string));

const read = (row: Record<string, unknown>): RelativeApplication => ({
  id: row.id as string,
  applicantId: row.applicant as string,
  relation: row.relation as Relation,
  interest: row.interest as Interest,
  items: row.items as ItemDelivery[],
  evidence: row.evidence as RelativeEvidence[],
  status: row.status as RelativeApplication['status'],
  createdAt: time(row.created)!,
  decidedAt: time(row.decided),
  validUntil: time(row.until),
  maxUses: row.max_uses as number,
  used: row.used as number,
});

const SELECT = `SELECT id::text, applicant_id::text AS applicant, relation, interest, items, evidence, status,
  created_at::text AS created, decided_at::text AS decided, valid_until::text AS until, max_uses, used
  FROM assent.relative_application`;

export async function findApplication(database: Executor, id: string): Promise<RelativeApplication | null> {
  const [row] = isUuid(id) ? await database.query(`${SELECT} WHERE id = $1`, [id]) : [];
  return row ? read(row) : null;
}

/** Newest first. */
export const applicationsOf = async (
  database: Executor,
  applicantId: string,
): Promise<RelativeApplication[]> =>
  (
    await database.query(`${SELECT} WHERE applicant_id = $1 ORDER BY created_at DESC LIMIT ${LONGEST_LIST}`, [
      applicantId,
    ])
  ).map(read);

/** Oldest first: for reviewers. */
export const pendingApplications = async (database: Executor): Promise<RelativeApplication[]> =>
  (
    await database.query(`${SELECT} WHERE status = 'PENDING' ORDER BY created_at LIMIT ${LONGEST_LIST}`, [])
  ).map(read);
