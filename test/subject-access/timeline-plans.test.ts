import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { OpaqueCursors } from '../../consent/crypto/opaque-cursor.js';
import { EVENT_KINDS, timelineStatement } from '../../consent/subject-access/timeline.js';
import { idOf } from '../support/people/family.js';
import { give } from '../support/people/giving.js';
import { manyEvents } from '../support/people/many-events.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const cursors = new OpaqueCursors(Buffer.alloc(32, 1));

let platform: Platform;
let personId: string;
beforeAll(async () => {
  platform = await startPlatform();
  const { id, owner } = await give(platform, {
    asks: { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 3 },
  });
  const { data } = await platform.insurer.redeem(
    id,
    randomUUID(),
    'id person { enrolments { nodes { insuranceType } } }',
  );
  personId = await idOf(platform.database, owner.person);
  await manyEvents(platform.database, id, data.redeemGrant.id, 500, 50);
});
afterAll(() => platform.stop());

/** The nodes of the plan, deepest last. */
function nodesOf(plan: any): any[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** The plan, where a full scan is taken only if there is nothing else. */
async function planOf(of: object, page: object): Promise<any[]> {
  const { sql, values } = timelineStatement(of, page, cursors);
  const literal = (value: unknown) => (value === null ? 'NULL' : `'${value}'`);
  const bound = sql.replace(/\$(\d+)/g, (_, at) => literal(values[Number(at) - 1]));
  const client = new Client({
    connectionString: platform.database.ownerUrl,
    options: '-c enable_seqscan=off',
  });
  await client.connect();
  try {
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${bound}`);
    return nodesOf(rows[0]['QUERY PLAN'][0].Plan);
  } finally {
    await client.end();
  }
}

describe('the list of what happened', () => {
  const after = cursors.seal('timeline', ['2026-11-01 00:00:00+00', 'm']);
  it.each([
    ['of a person', { personId: '1', readerId: '1' }, {}],
    ['of a person, on a later page', { personId: '1', readerId: '1' }, { after }],
    ['of a ward', { personId: '1', withoutOwnAffairs: true }, {}],
    ['of a provider', { providerId: '1' }, {}],
    [
      'of one kind and one recipient',
      { personId: '1', readerId: '1' },
      { kinds: EVENT_KINDS, recipient: 'X' },
    ],
    ['of some days', { personId: '1', readerId: '1' }, { from: '2026-01-01', to: '2026-12-31' }],
  ])('%s reads no table from end to end: each source has its index', async (_whose, of, page) => {
    const nodes = await planOf(of, page);
    const scanned = nodes
      .filter((node) => node['Node Type'] === 'Seq Scan')
      .map((node) => node['Relation Name']);
    expect(scanned).toEqual([]);
    // The sources are in the statement itself: nothing is left that would read all of a source first.
    expect(
      nodes.filter((node) => node['Node Type'] === 'Function Scan').map((node) => node['Function Name']),
    ).toEqual([]);
    expect(nodes.filter((node) => /Index/.test(node['Node Type'])).length).toBeGreaterThanOrEqual(7);
  });

  it('has something to read in this test', async () => {
    const { sql, values } = timelineStatement({ personId, readerId: personId }, { first: 200 }, cursors);
    expect((await platform.database.sql(sql, values)).length).toBe(201);
  });
});
