import type { Pool } from 'pg';
import type { Vault } from '../crypto/field-encryption.js';
import type { Cursors } from '../crypto/opaque-cursor.js';
import type { Statement } from '../database/statement.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput, Refusal, unavailable } from '../kernel/refusal.js';
import { type Need } from '../records/need.js';
import { Opening, type Released } from '../records/read-plan.js';
import { release, releasing } from '../records/recorded-read.js';
import type { Selection } from '../records/selection.js';
import { decideItems, decideRetry } from './decide.js';
import { DisclosureRecord } from './disclosure.js';
import { databaseNow, type GrantFactsReader } from './grant-facts.js';
import { readablePeriod } from './readable-period.js';
import type { RecordedRefusals } from './refusal-recorder.js';

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
 * Reads again what a redemption opened: the same items or fewer, for 15 minutes, not counted, recorded. There is
 * nothing to verify again: one redemption answers one comparison per item.
 */
export class Rereading {
  constructor(
    private readonly pool: Pool,
    private readonly facts: GrantFactsReader,
    private readonly cursors: Cursors,
    private readonly vault: Vault,
    private readonly refusals: RecordedRefusals,
  ) {}

  /** @throws Refusal, recorded like that of a redemption */
  async reread(
    recipientCode: string,
    disclosure: DisclosureRecord,
    selection: Selection,
  ): Promise<{ readonly entryId: string; readonly released: Released }> {
    if (selection.assertions.length > 0)
      throw badInput('assertions', 'verify answers within redeemGrant only.');
    const wider = [...new Set(notGiven(selection.needs, disclosure.items))];
    const message = `Not part of this disclosure: ${wider.join(', ')}. Redeem the grant for it.`;
    if (wider.length > 0)
      throw await this.recorded(
        new Refusal('ITEM_NOT_GRANTED', message, { items: wider }),
        disclosure,
        selection,
      );
    // Fresh, for the database judges the grant's state here and not its items.
    const facts = await this.facts.fresh(disclosure.grantId);
    if (!facts) throw unavailable(new Error('A disclosure without a grant.'));
    const judged = decideItems(selection.needs, facts);
    if (judged instanceof Refusal && judged.code === 'ITEM_NOT_GRANTED')
      throw await this.recorded(judged, disclosure, selection);
    const needed = new Set(selection.needs.map(({ item }) => item));
    const items = disclosure.items.filter(({ item }) => needed.has(item));
    const opening = new Opening(
      selection,
      items,
      readablePeriod(facts),
      this.cursors.within(disclosure.grantId),
    );
    const open = rereadStatement(disclosure.id, recipientCode, items);
    const part = releasing(this.vault, open, opening, selection);
    const { row, released } = await release(this.pool, part);
    if (released) return { entryId: row.entry_id!, released };
    throw await this.recorded(await this.why(row.verdict, disclosure, selection), disclosure, selection);
  }

  private async why(verdict: string, disclosure: DisclosureRecord, selection: Selection): Promise<Refusal> {
    if (verdict === 'LATE') {
      const at = new Date(disclosure.disclosedAt.getTime() + LIMITS.rereadSeconds * 1000).toISOString();
      return new Refusal(
        'GRANT_EXPIRED',
        'A disclosure can be read again for 15 minutes. Redeem the grant for more.',
        { at },
      );
    }
    const facts = await this.facts.fresh(disclosure.grantId);
    const judged = facts && decideRetry(selection.needs, facts);
    return judged instanceof Refusal ? judged : unavailable(new Error(`Re-reading was refused: ${verdict}.`));
  }

  private async recorded(
    refusal: Refusal,
    { grantId }: DisclosureRecord,
    { needs }: Selection,
  ): Promise<Refusal> {
    const facts = await this.facts.recent(grantId);
    const asked = needs.map(({ item }) => item);
    if (facts) await this.refusals.record(grantId, refusal, asked, databaseNow(facts));
    return refusal;
  }
}
