import type { Pool } from 'pg';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import type { Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import { runPipelined } from '../database/pipeline.js';
import { badInput, Refusal, refuse, unread } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';
import { PendingDigests } from '../records/pending-digests.js';
import { type DisclosedData, ReadPlan } from '../records/read-plan.js';
import { RecordReader } from '../records/reader.js';
import { responseDigest } from '../records/response-digest.js';
import type { Selection } from '../records/selection.js';
import { isArrangementSealed } from './arrangement.js';
import { findApplication, type RelativeApplication } from './relative-application.js';

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

interface Verdict {
  readonly verdict: string;
  readonly entry_id: string | null;
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
    private readonly reader: RecordReader,
    private readonly digests: PendingDigests,
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
    const plan = new ReadPlan(selection, items, this.cursors.within(`relative ${id}`));
    const open = {
      name: 'open_relative',
      text: 'SELECT * FROM assent.open_relative($1, $2, $3, $4)',
      values: [id, personId, JSON.stringify(items), strength],
    };
    const [opened] = await runPipelined(this.pool, [open]);
    const row = opened![0] as unknown as Verdict;
    if (row.entry_id === null) throw refusalOf(row.verdict, application, now);
    const data = await this.reader.read(row.entry_id, plan);
    this.digests.add(row.entry_id, data && responseDigest(selection.shape, data));
    if (!data) throw unread(new Error(`Entry ${row.entry_id} opened nothing.`));
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
