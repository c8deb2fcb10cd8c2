import type { Cursors } from '../crypto/opaque-cursor.js';
import type { Transaction } from '../database/transaction.js';
import { badInput, Refusal } from '../kernel/refusal.js';

/** What is ticked one by one: a visit with all its bills and expense lines, a filing, or a benefit. */
export const SPECIAL_KINDS = ['VISIT', 'FILING', 'BENEFIT'] as const;
export type SpecialKind = (typeof SPECIAL_KINDS)[number];

export interface Tick {
  readonly kind: SpecialKind;
  readonly recordId: string;
}

const LIST = 'special';
/** Nobody ticks so many one by one. */
const TICKS_AT_MOST = 1000;

/** Names special records of one request towards the person, so that a record's own number stays here. */
export class TickIds {
  constructor(private readonly cursors: Cursors) {}

  of(requestId: string, { kind, recordId }: Tick): string {
    return this.within(requestId).seal(LIST, [kind, recordId]);
  }

  /** @throws Refusal for an id that was not made for this request */
  open(requestId: string, ids: readonly string[]): Tick[] {
    if (ids.length > TICKS_AT_MOST)
      throw badInput('specialDiseases', `Tick at most ${TICKS_AT_MOST} records.`);
    const cursors = this.within(requestId);
    const ticks = ids.map((id) => {
      try {
        const [kind, recordId] = cursors.open(LIST, id);
        return { kind: kind as SpecialKind, recordId };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        throw badInput('specialDiseases', 'Tick ids of this request’s own specialDiseases.');
      }
    });
    return [...new Map(ticks.map((tick) => [`${tick.kind} ${tick.recordId}`, tick])).values()];
  }

  private within(requestId: string): Cursors {
    return this.cursors.within(`special ${requestId}`);
  }
}

/** Keeps what was ticked with a grant, in the transaction that gives it; the database takes none later. */
export async function keepTicks(tx: Transaction, grantId: string, ticks: readonly Tick[]): Promise<void> {
  if (ticks.length === 0) return;
  await tx.query(
    'INSERT INTO assent.special_tick (grant_id, kind, record_id) SELECT $1::uuid, kind, record_id FROM jsonb_to_recordset($2::jsonb) AS t (kind varchar, record_id varchar)',
    [grantId, JSON.stringify(ticks.map(({ kind, recordId }) => ({ kind, record_id: recordId })))],
  );
}
