import type { Pool } from 'pg';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import { runPipelined } from '../database/pipeline.js';
import type { Statement } from '../database/statement.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { LIMITS, REREAD_MINUTES } from '../kernel/limits.js';
import { badInput, disclosureClosed, Refusal, type RefusalCode, unavailable } from '../kernel/refusal.js';
import { itemsNotGranted } from '../records/granted-needs.js';
import { PendingDigests } from '../records/pending-digests.js';
import { type DisclosedData, ReadPlan } from '../records/read-plan.js';
import { RecordReader } from '../records/reader.js';
import { responseDigest } from '../records/response-digest.js';
import type { Selection } from '../records/selection.js';
import { decideReread, decideRetry } from './decide.js';
import { DisclosureRecord } from './disclosure.js';
import { databaseNow, type GrantFactsCache } from './grant-facts.js';
import type { RefusalRecorder } from './refusal-recorder.js';

const rereadStatement = (id: string, recipientCode: string, items: readonly ItemDelivery[]): Statement => ({
  name: 'reread',
  text: 'SELECT * FROM assent.reread($1, $2, $3, $4)',
  values: [id, recipientCode, JSON.stringify(items), LIMITS.rereadSeconds],
});

/** What the SQL function does not judge. */
const JUDGED_HERE: readonly RefusalCode[] = ['ITEM_NOT_GRANTED', 'OPERATION_NOT_REGISTERED'];

/** What a re-read discloses, with its ledger entry. */
export interface RereadData {
  readonly entryId: string;
  readonly data: DisclosedData;
  readonly responseDigest: Buffer;
}

/** The row of the SQL function `assent.reread`; without an entry nothing was opened. */
interface RereadRow {
  readonly verdict: string;
  readonly entry_id: string | null;
}

const notDisclosed = (items: readonly string[]): Refusal => {
  const message = {
    en: `Not part of this disclosure: ${items.join(', ')}. Redeem the grant for it.`,
    zh: `不在本次提供之内：${items.join('、')}。如需读取，请再次使用授权。`,
  };
  return new Refusal('ITEM_NOT_GRANTED', message, { items });
};

/**
 * Reads again what a redemption disclosed: the same items or fewer, for 15 minutes. A re-read is recorded and takes no
 * use. It can't verify again, because one redemption answers one comparison per item.
 */
export class Rereading {
  constructor(
    private readonly pool: Pool,
    private readonly reader: RecordReader,
    private readonly digests: PendingDigests,
    private readonly facts: GrantFactsCache,
    private readonly cursors: OpaqueCursors,
    private readonly refusals: RefusalRecorder,
  ) {}

  /** @throws Refusal, which is recorded like the refusal of a redemption */
  async reread(
    recipientCode: string,
    disclosure: DisclosureRecord,
    selection: Selection,
    document: string | null,
  ): Promise<RereadData> {
    if (selection.comparisons.length > 0)
      throw badInput('assertions', {
        en: 'verify answers within redeemGrant only. Leave it out here.',
        zh: 'verify 只在 redeemGrant 中应答。请在此处去掉。',
      });
    const outcome = await this.readOrRefuse(recipientCode, disclosure, selection, document);
    if (!(outcome instanceof Refusal)) return outcome;
    await this.record(outcome, disclosure, selection);
    throw outcome;
  }

  private async readOrRefuse(
    recipientCode: string,
    disclosure: DisclosureRecord,
    selection: Selection,
    document: string | null,
  ): Promise<RereadData | Refusal> {
    const outside = itemsNotGranted(selection.needs, disclosure.items);
    if (outside.length > 0) return notDisclosed(outside);
    // Reloaded, because the SQL function reread() judges the grant's state and neither its items nor the document.
    const facts = await this.facts.reload(disclosure.grantId);
    if (!facts) throw unavailable(new Error('A disclosure without a grant.'));
    const verdict = decideReread(selection.needs, { ...facts, document });
    if (verdict instanceof Refusal && JUDGED_HERE.includes(verdict.code)) return verdict;
    const needed = new Set(selection.needs.map(({ item }) => item));
    const items = disclosure.items.filter(({ item }) => needed.has(item));
    const cursors = this.cursors.within(disclosure.grantId);
    const plan = new ReadPlan(selection, items, cursors);
    const [opened] = await runPipelined(this.pool, [rereadStatement(disclosure.id, recipientCode, items)]);
    const { verdict: opens, entry_id: entryId } = opened![0] as unknown as RereadRow;
    if (entryId === null) return this.refusalFor(opens, disclosure, selection, document);
    const data = await this.reader.read(entryId, plan);
    const digest = data && responseDigest(selection.shape, data);
    this.digests.add(entryId, digest);
    return data
      ? { entryId, data, responseDigest: digest! }
      : this.refusalFor('STOPPED', disclosure, selection, document);
  }

  private async refusalFor(
    verdict: string,
    disclosure: DisclosureRecord,
    selection: Selection,
    document: string | null,
  ): Promise<Refusal> {
    if (verdict === 'LATE')
      return disclosureClosed({
        en: `A disclosure can be read again for ${REREAD_MINUTES} minutes. Redeem the grant for more.`,
        zh: `提供的内容可在 ${REREAD_MINUTES} 分钟内重读。如需更多，请再次使用授权。`,
      });
    const facts = await this.facts.reload(disclosure.grantId);
    const judged = facts && decideRetry(selection.needs, { ...facts, document });
    return judged instanceof Refusal ? judged : unavailable(new Error(`Re-reading was refused: ${verdict}.`));
  }

  private async record(refusal: Refusal, { grantId }: DisclosureRecord, { needs }: Selection): Promise<void> {
    const facts = await this.facts.cached(grantId);
    const items = needs.map(({ item }) => item);
    if (facts) await this.refusals.record(grantId, refusal, items, databaseNow(facts));
  }
}
