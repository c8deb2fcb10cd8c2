import type { Pool } from 'pg';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import type { Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import { badInput, Refusal, refuse } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';
import { earliestRecord } from '../purposes/lookback.js';
import { type DisclosedData, ReadPlan } from '../records/read-plan.js';
import { type OpenResult, readRecorded, recordedRead } from '../records/recorded-read.js';
import type { Selection } from '../records/selection.js';
import { isArrangementSealed } from './arrangement.js';
import { findApplication, KIN_PURPOSE, type RelativeApplication } from './relative-application.js';

export interface Relative {
  readonly personId: string;
  readonly strength: Strength;
}

/** One counted reading of a deceased person’s record. */
export interface RelativeRead {
  readonly application: RelativeApplication;
  readonly useNumber: number;
  readonly readAt: Date;
  readonly data: DisclosedData;
}

interface Verdict extends OpenResult {
  readonly use_number: number;
  readonly at: Date;
}

const noSuchApplication = () => new Refusal('NOT_FOUND', 'There is no such application of yours.');

const refusalOf = (verdict: string, { validUntil }: RelativeApplication, now: Date): Refusal => {
  switch (verdict) {
    case 'EXPIRED':
      return new Refusal('GRANT_EXPIRED', 'The term of this access is over.', {
        at: validUntil!.toISOString(),
      });
    case 'EXHAUSTED':
      return new Refusal('GRANT_EXHAUSTED', 'All readings that were approved are taken.', {
        at: now.toISOString(),
      });
    case 'PENDING':
      return new Refusal('FORBIDDEN', 'Two reviewers must approve the application first.');
    case 'REFUSED':
      return new Refusal('FORBIDDEN', 'The application was refused.');
    case 'CLOSED':
      return new Refusal('FORBIDDEN', 'The record is not open to near relatives.');
    default:
      return noSuchApplication();
  }
};

/**
 * a near relative reads a deceased person's record. The reading is recorded and counted before any row is read, as
 * a redemption is; an approved application takes the place of the grant.
 */
export class RelativeAccess {
  constructor(
    private readonly pool: Pool,
    private readonly database: Executor,
    private readonly seals: Seals,
    private readonly cursors: OpaqueCursors,
    private readonly encryption: FieldEncryption,
  ) {}

  /** @throws Refusal; a refused reading is not counted */
  async read({ personId, strength }: Relative, id: string, selection: Selection): Promise<RelativeRead> {
    if (strength !== 'FACE')
      refuse('STRENGTH_REQUIRED', 'Sign in by face to read this record.', { required: 'FACE' });
    const sealed = { query: this.database.query, seals: this.seals };
    const application = await findApplication(sealed, id);
    if (application?.applicantId !== personId) throw noSuchApplication();
    if (application.deceasedId !== null && !(await isArrangementSealed(sealed, application.deceasedId)))
      refuse('FORBIDDEN', 'The record is not open to near relatives.');
    const items = this.itemsFor(selection, application);
    const [clock] = await this.database.query('SELECT assent.now() AS now', []);
    const now = clock!.now as Date;
    const plan = new ReadPlan(
      selection,
      items,
      { recordsFrom: earliestRecord(KIN_PURPOSE, now), recordsTo: null },
      this.cursors.within(`relative ${id}`),
    );
    const open = {
      name: 'open_relative',
      text: 'SELECT * FROM assent.open_relative($1, $2, $3, $4)',
      values: [id, personId, JSON.stringify(items), strength],
    };
    const part = recordedRead<Verdict>(this.encryption, open, plan, selection);
    const { row, data } = await readRecorded(this.pool, part);
    if (!data) throw refusalOf(row.verdict, application, now);
    return {
      application: { ...application, used: row.use_number },
      useNumber: row.use_number,
      readAt: row.at,
      data,
    };
  }

  private itemsFor({ needs, assertions }: Selection, { items }: RelativeApplication) {
    if (assertions.length > 0) throw badInput('assertions', 'There is nothing to verify here.');
    if (needs.length === 0)
      refuse('NOTHING_SELECTED', 'Select at least one item below person. Nothing was counted.');
    const needed = [...new Set(needs.map(({ item }) => item))];
    const outside = needed.filter((code) => !items.some(({ item }) => item === code));
    if (outside.length > 0)
      refuse('ITEM_NOT_GRANTED', `Not approved: ${outside.join(', ')}. Nothing was counted.`, {
        items: outside,
      });
    return items.filter(({ item }) => needed.includes(item));
  }
}
