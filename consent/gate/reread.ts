import type { Pool } from 'pg';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import type { Statement } from '../database/statement.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput, Refusal, unavailable } from '../kernel/refusal.js';
import { type Need } from '../records/need.js';
import { type DisclosedData, ReadPlan } from '../records/read-plan.js';
import { readRecorded, recordedRead } from '../records/recorded-read.js';
import type { Selection } from '../records/selection.js';
import { decideItems, decideRetry } from './decide.js';
import { DisclosureRecord } from './disclosure.js';
import { databaseNow, type GrantFactsCache } from './grant-facts.js';
import { readablePeriod } from './readable-period.js';
import type { RefusalRecorder } from './refusal-recorder.js';

/** Needed items that the disclosure did not give in this way. */
const notGiven = (needs: readonly Need[], given: readonly ItemDelivery[]): string[] =>
  needs
    .filter(({ item, use }) => {
      const delivery = given.find((one) => one.item === item)?.delivery;
      return use === 'FILTERED' ? delivery !== 'RETURN' : delivery === undefined || delivery === 'VERIFY';
    })
    .map(({ item }) => item);

const rereadStatement = (id: string, recipientCode: string, items: readonly ItemDelivery[]): Statement => ({
  name: 'reread',
  text: 'SELECT * FROM assent.reread($1, $2, $3, $4)',
  values: [id, recipientCode, JSON.stringify(items), LIMITS.rereadSeconds],
});

/**
 * Reads again what a redemption disclosed: the same items or fewer, for 15 minutes. A re-read is recorded and takes no
 * use. It can't verify again, because one redemption answers one comparison per item.
 */
export class Rereading {
  constructor(
    private readonly pool: Pool,
    private readonly facts: GrantFactsCache,
    private readonly cursors: OpaqueCursors,
    private readonly encryption: FieldEncryption,
    private readonly refusals: RefusalRecorder,
  ) {}

  /** @throws Refusal, which is recorded like the refusal of a redemption */
  async reread(
    recipientCode: string,
    disclosure: DisclosureRecord,
    selection: Selection,
  ): Promise<{ readonly entryId: string; readonly data: DisclosedData }> {
    if (selection.assertions.length > 0)
      throw badInput('assertions', 'verify answers within redeemGrant only.');
    const outside = [...new Set(notGiven(selection.needs, disclosure.items))];
    const message = `Not part of this disclosure: ${outside.join(', ')}. Redeem the grant for it.`;
    if (outside.length > 0)
      throw await this.recorded(
        new Refusal('ITEM_NOT_GRANTED', message, { items: outside }),
        disclosure,
        selection,
      );
    // Reloaded, because the SQL function reread() judges the grant's state and not its items.
    const facts = await this.facts.reload(disclosure.grantId);
    if (!facts) throw unavailable(new Error('A disclosure without a grant.'));
    const verdict = decideItems(selection.needs, facts);
    if (verdict instanceof Refusal && verdict.code === 'ITEM_NOT_GRANTED')
      throw await this.recorded(verdict, disclosure, selection);
    const needed = new Set(selection.needs.map(({ item }) => item));
    const items = disclosure.items.filter(({ item }) => needed.has(item));
    const plan = new ReadPlan(
      selection,
      items,
      readablePeriod(facts),
      this.cursors.within(disclosure.grantId),
    );
    const open = rereadStatement(disclosure.id, recipientCode, items);
    const part = recordedRead(this.encryption, open, plan, selection);
    const { row, data } = await readRecorded(this.pool, part);
    if (data) return { entryId: row.entry_id!, data };
    throw await this.recorded(
      await this.refusalFor(row.verdict, disclosure, selection),
      disclosure,
      selection,
    );
  }

  private async refusalFor(
    verdict: string,
    disclosure: DisclosureRecord,
    selection: Selection,
  ): Promise<Refusal> {
    if (verdict === 'LATE') {
      const at = new Date(disclosure.disclosedAt.getTime() + LIMITS.rereadSeconds * 1000).toISOString();
      return new Refusal(
        'GRANT_EXPIRED',
        'A disclosure can be read again for 15 minutes. Redeem the grant for more.',
        { at },
      );
    }
    const facts = await this.facts.reload(disclosure.grantId);
    const judged = facts && decideRetry(selection.needs, facts);
    return judged instanceof Refusal ? judged : unavailable(new Error(`Re-reading was refused: ${verdict}.`));
  }

  /** Records a refusal, and returns it to be thrown. */
  private async recorded(
    refusal: Refusal,
    { grantId }: DisclosureRecord,
    { needs }: Selection,
  ): Promise<Refusal> {
    const facts = await this.facts.cached(grantId);
    const items = needs.map(({ item }) => item);
    if (facts) await this.refusals.record(grantId, refusal, items, databaseNow(facts));
    return refusal;
  }
}
