import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import type { Transaction } from '../database/transaction.js';
import { badInput, Refusal } from '../kernel/refusal.js';

/** What the person can choose record by record: a visit with its bills and expense lines, a filing, a benefit. */
export const PROTECTED_RECORD_KINDS = ['VISIT', 'FILING', 'BENEFIT'] as const;
export type ProtectedRecordKind = (typeof PROTECTED_RECORD_KINDS)[number];

/** One record of a specially protected disease that the person includes in a grant. */
export interface ProtectedRecordChoice {
  readonly kind: ProtectedRecordKind;
  readonly recordId: string;
}

const LIST = 'special';
/** A bound on the work of one approval; nobody chooses this many records by hand. */
const CHOICES_MAX = 1000;

/** Encrypts the ids of protected records that a person sees, so that a record's own number never leaves the platform. */
export class ProtectedRecordIds {
  constructor(private readonly cursors: OpaqueCursors) {}

  of(requestId: string, { kind, recordId }: ProtectedRecordChoice): string {
    return this.within(requestId).seal(LIST, [kind, recordId]);
  }

  /** @throws Refusal for an id that was not made for this request */
  open(requestId: string, ids: readonly string[]): ProtectedRecordChoice[] {
    if (ids.length > CHOICES_MAX) throw badInput('specialDiseases', `Tick at most ${CHOICES_MAX} records.`);
    const cursors = this.within(requestId);
    const choices = ids.map((id) => {
      try {
        const [kind, recordId] = cursors.open(LIST, id);
        return { kind: kind as ProtectedRecordKind, recordId };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        throw badInput('specialDiseases', 'Tick ids of this request’s own specialDiseases.');
      }
    });
    return [...new Map(choices.map((choice) => [`${choice.kind} ${choice.recordId}`, choice])).values()];
  }

  private within(requestId: string): OpaqueCursors {
    return this.cursors.within(`special ${requestId}`);
  }
}

/** Stores the choices in the transaction that gives the grant; the database accepts none after it. */
export async function storeProtectedRecordChoices(
  tx: Transaction,
  grantId: string,
  choices: readonly ProtectedRecordChoice[],
): Promise<void> {
  if (choices.length === 0) return;
  await tx.query(
    'INSERT INTO assent.protected_record_choice (grant_id, kind, record_id) SELECT $1::uuid, kind, record_id FROM jsonb_to_recordset($2::jsonb) AS t (kind varchar, record_id varchar)',
    [grantId, JSON.stringify(choices.map(({ kind, recordId }) => ({ kind, record_id: recordId })))],
  );
}
