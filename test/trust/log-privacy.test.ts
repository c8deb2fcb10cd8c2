import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseCheckpoint } from '../../consent/ledger/format/checkpoint.js';
import { decodeBundle, TILE_WIDTH, tileAt, tilePath } from '../../consent/ledger/format/tile.js';
import { approving, COUNTER, Counter } from '../../examples/clients/counter.js';
import { sequenced } from '../support/ledger/recorded-life.js';
import { ask, type Given, give } from '../support/people/giving.js';
import { Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3, notice: '理赔直付' } as const;
const PAGE = 'id receipt person { settlements(first: 2) { nodes { settlementId } } }';

/** Reads the whole log as anybody may. */
async function publishedEntries({ url }: Platform): Promise<Record<string, unknown>[]> {
  const read = async (path: string) => Buffer.from(await (await fetch(`${url}/log/${path}`)).arrayBuffer());
  const { size } = parseCheckpoint((await read('checkpoint')).toString().split('\n\n')[0]! + '\n');
  const entries: Buffer[] = [];
  for (let index = 0; index * TILE_WIDTH < size; index += 1)
    entries.push(...decodeBundle(await read(tilePath(tileAt('entries', index, size)))));
  return entries.map((entry) => JSON.parse(entry.toString()));
}

let platform: Platform;
let given: Given;
let known: string[];
beforeAll(async () => {
  platform = await startPlatform();
  given = await give(platform, { asks: CLAIM });
  const { data } = await platform.insurer.redeem(given.id, 'one', PAGE);
  await platform.insurer.redeem(given.id, 'one', PAGE);
  const clerk = await platform.staff('CLERK');
  const counter = new Counter(platform.standInUrl);
  const person = platform.someone();
  const id = await ask(platform.insurer, person, CLAIM);
  const session = await counter.open(clerk, person);
  const approval = (await clerk.run(COUNTER.APPROVE, approving(session.id, { id, notice: CLAIM.notice })))
    .approveAtCounter;
  const officers = await Officers.of(platform);
  await given.owner.revoke(given.id);
  await officers.act({ kind: 'FREEZE_RECIPIENT', recipient: 'INS-ANXIN' });
  await sequenced(platform);
  known = [
    ...[given.id, data.redeemGrant.id, session.id, approval?.grant?.id],
    ...(await platform.database.sql('SELECT code FROM assent.staff')).map(({ code }) => code as string),
    ...(await platform.database.sql('SELECT id::text FROM assent.consent_grant')).map(
      ({ id }) => id as string,
    ),
    ...(await platform.database.sql('SELECT id::text FROM assent.counter_session')).map(
      ({ id }) => id as string,
    ),
    ...(await platform.database.sql('SELECT id::text FROM assent.officer_act')).map(({ id }) => id as string),
    ...(await platform.database.sql('SELECT counter FROM assent.counter_session')).map(
      ({ counter }) => counter as string,
    ),
  ].filter((one): one is string => typeof one === 'string');
});
afterAll(() => platform.stop());

describe('what the public log tells somebody who is no party', () => {
  it('holds no id of a grant, disclosure, session or act, and no code of an employee or counter', async () => {
    const text = JSON.stringify(await publishedEntries(platform));
    expect(known.length).toBeGreaterThan(6);
    expect(known.filter((one) => text.includes(one))).toEqual([]);
    for (const kind of ['COUNTER_SESSION', 'DISCLOSURE', 'REREAD', 'RECIPIENT_SUSPENDED', 'GRANT_REVOKED'])
      expect(text).toContain(`"kind":"${kind}"`);
  });

  it('holds no time finer than a minute', async () => {
    const entries = await publishedEntries(platform);
    for (const { at, validUntil } of entries)
      for (const time of [at, validUntil].filter((one) => one !== undefined))
        expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/);
    expect(JSON.stringify(entries)).not.toMatch(/T\d\d:\d\d:\d\d/);
  });

  it('links no two entries that are not of one grant: no other handle occurs twice', async () => {
    const entries = await publishedEntries(platform);
    const handles = entries.flatMap((entry) =>
      ['session', 'clerk', 'counter', 'act', 'proposedBy', 'confirmedBy', 'moment'].flatMap((field) =>
        entry[field] && !(field === 'act' && entry.grant) ? [String(entry[field])] : [],
      ),
    );
    expect(handles.length).toBeGreaterThan(entries.length);
    expect(new Set(handles).size).toBe(handles.length);
  });
});
