import type { Pool } from 'pg';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import type { Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import { runPipelined } from '../database/pipeline.js';
import { cityDay } from '../kernel/city-time.js';
import { badInput, Refusal, refuse, unread } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';
import { readablePeriod } from '../purposes/lookback.js';
import { purposeOf } from '../purposes/registry.js';
import { PendingDigests } from '../records/pending-digests.js';
import { periodRefusal } from '../records/read-period.js';
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

const noSuchApplication = () =>
  new Refusal('NOT_FOUND', {
    en: 'There is no such application of yours. Look at the list of your applications.',
    zh: '您没有这项申请。请查看您的申请列表。',
  });

const refusalOf = (verdict: string, { validUntil }: RelativeApplication, now: Date): Refusal => {
  switch (verdict) {
    case 'EXPIRED':
      return new Refusal(
        'GRANT_EXPIRED',
        { en: 'The term of this access is over. Apply again.', zh: '查阅期限已过。请重新申请。' },
        {
          at: validUntil!.toISOString(),
        },
      );
    case 'EXHAUSTED':
      return new Refusal(
        'GRANT_EXHAUSTED',
        {
          en: 'All readings that were approved are taken. Apply again.',
          zh: '批准的查阅次数已用完。请重新申请。',
        },
        {
          at: now.toISOString(),
        },
      );
    case 'PENDING':
      return new Refusal('FORBIDDEN', {
        en: 'Two reviewers must approve the application first. Wait for them.',
        zh: '申请须先由两名复核人员批准。请等待结果。',
      });
    case 'REFUSED':
      return new Refusal('FORBIDDEN', {
        en: 'The application was refused. Its reason says why.',
        zh: '申请未获批准。原因见申请的 reason。',
      });
    case 'CLOSED':
      return new Refusal('FORBIDDEN', {
        en: 'The record is not open to near relatives. The person arranged so.',
        zh: '该记录不对近亲属开放。这是逝者生前的安排。',
      });
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
      refuse(
        'STRENGTH_REQUIRED',
        { en: 'Sign in by face to read this record.', zh: '查阅该记录前，请用人脸识别登录。' },
        { required: 'FACE' },
      );
    const sealed = { query: this.database.query, seals: this.seals };
    const application = await findApplication(sealed, id);
    if (application?.applicantId !== personId) throw noSuchApplication();
    if (application.deceasedId !== null && !(await isArrangementSealed(sealed, application.deceasedId)))
      refuse('FORBIDDEN', {
        en: 'The record is not open to near relatives. The person arranged so.',
        zh: '该记录不对近亲属开放。这是逝者生前的安排。',
      });
    const items = this.itemsFor(selection, application);
    const [clock] = await this.database.query('SELECT assent.now() AS now', []);
    const now = clock!.now as Date;
    const unlimited = { recordsFrom: null, recordsTo: null };
    const period = readablePeriod(unlimited, purposeOf('DECEASED_KIN_QUERY'), now);
    const outside = periodRefusal(selection, period, cityDay(now));
    if (outside) throw outside;
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

  private itemsFor({ needs, comparisons }: Selection, { items }: RelativeApplication) {
    if (comparisons.length > 0)
      throw badInput('assertions', {
        en: 'There is nothing to verify here. Leave verify out.',
        zh: '此处没有可比对的内容。请去掉 verify。',
      });
    if (needs.length === 0)
      refuse('NOTHING_SELECTED', {
        en: 'Select at least one item below person. Nothing was counted.',
        zh: '请在 person 下至少选择一个信息项。本次未计数。',
      });
    const needed = [...new Set(needs.map(({ item }) => item))];
    const outside = needed.filter((code) => !items.some(({ item }) => item === code));
    if (outside.length > 0)
      refuse(
        'ITEM_NOT_GRANTED',
        {
          en: `Not approved: ${outside.join(', ')}. Nothing was counted. Leave these out.`,
          zh: `未获批准：${outside.join('、')}。本次未计数。请去掉这些信息项。`,
        },
        {
          items: outside,
        },
      );
    return items.filter(({ item }) => needed.includes(item));
  }
}
