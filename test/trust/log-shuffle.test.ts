import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntryRow } from '../../consent/ledger/entries/entry.js';
import { shuffled, type WaitingRow } from '../../consent/ledger/log/shuffle.js';
import { untilIntegrated } from '../support/database/tree-of.js';
import { give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 2 } as const;
const row = (id: number, grant: string | null) => ({ id: String(id), grant_id: grant }) as EntryRow;
const waiting = (id: number, grant: string | null, due: boolean) =>
  ({ ...row(id, grant), due }) as WaitingRow;
const ids = (rows: readonly EntryRow[]) => rows.map(({ id }) => Number(id));

describe('the order in which entries are sequenced', () => {
  it('keeps prompt entries and those of each grant in order, and leaves out only what is not due, 2,000 times', () => {
    for (let run = 0; run < 2_000; run += 1) {
      const prompt: EntryRow[] = [];
      const delayed: WaitingRow[] = [];
      for (let id = 1; id <= 30; id += 1) {
        const grant = randomInt(4) === 0 ? null : `g${randomInt(4)}`;
        if (randomInt(2) === 0) prompt.push(row(id, grant));
        else delayed.push(waiting(id, grant, randomInt(2) === 0));
      }
      const order = shuffled(prompt, delayed);
      expect(new Set(order).size).toBe(order.length);
      const promptIds = new Set(ids(prompt));
      expect(ids(order).filter((id) => promptIds.has(id))).toEqual(ids(prompt));
      for (const [grant, rows] of Map.groupBy(order, ({ grant_id }) => grant_id)) {
        if (grant === null) continue;
        expect(ids(rows)).toEqual(ids(rows).toSorted((a, b) => a - b));
        // Nothing of the grant that is older than what was taken is left out.
        const last = ids(rows).at(-1)!;
        const left = delayed.filter((one) => one.grant_id === grant && !order.includes(one));
        expect(left.filter(({ id }) => Number(id) < last)).toEqual([]);
      }
      for (const one of delayed) if (one.due) expect(order).toContain(one);
    }
  });

  it('spreads what one death suspends among the entries of others', () => {
    const prompt = Array.from({ length: 1_000 }, (_, i) => row(i, `other ${i}`));
    let neighbours = 0;
    for (let run = 0; run < 100; run += 1) {
      const order = shuffled(prompt, [waiting(1_001, 'a', true), waiting(1_002, 'b', true)]);
      const [a, b] = [1_001, 1_002].map((id) => ids(order).indexOf(id));
      if (Math.abs(a! - b!) === 1) neighbours += 1;
    }
    expect(neighbours).toBeLessThan(10);
  });
});

describe('two grants that end by one cause', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform({ LOG_SPREAD_SECONDS: '600' });
  });
  afterAll(() => platform.stop());

  it('end at once, and are in the log within ten minutes', async () => {
    const first = await give(platform, { asks: CLAIM });
    const second = await give(platform, { asks: CLAIM, to: platform.otherInsurer, by: first.owner });
    const ended = [first.id, second.id];
    for (const id of ended) await first.owner.revoke(id);
    const redeemed = await platform.insurer.redeem(
      first.id,
      'k',
      'person { settlements { nodes { settlementId } } }',
    );
    expect(redeemed.errors[0]!.extensions.code).toBe('GRANT_REVOKED');
    await platform.database.advance(600);
    await untilIntegrated(platform.database);
    const leaves = await platform.database.sql(
      `SELECT count(*)::int AS n FROM assent.ledger_leaf l JOIN assent.ledger_entry e ON e.id = l.entry_id
       WHERE e.kind = 'GRANT_REVOKED' AND e.grant_id = ANY($1) AND e.delay IS NOT NULL`,
      [ended],
    );
    expect(leaves).toEqual([{ n: 2 }]);
  });
});
