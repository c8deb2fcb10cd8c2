import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCheckpoint } from '../../../consent/ledger/format/checkpoint.js';
import { leafHash, rootOf, verifyConsistency } from '../../../consent/ledger/format/merkle.js';
import { decodeBundle, hashesOf } from '../../../consent/ledger/format/tile.js';
import { untilIntegrated } from '../../support/database/tree-of.js';
import { Outsider } from '../../support/ledger/outsider.js';
import { codeOf, give } from '../../support/people/giving.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';

let platform: Platform;
let outsider: Outsider;
beforeAll(async () => {
  platform = await startPlatform();
  outsider = new Outsider(platform);
});
afterAll(() => platform.stop());

const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 } as const;
const PAGE = 'person { settlements(first: 1) { nodes { settlementId } } }';

const use = async (uses: number) => {
  const { id } = await give(platform, { asks: CLAIM });
  for (let use = 1; use <= uses; use += 1)
    expect(codeOf(await platform.insurer.redeem(id, `use ${use}`, PAGE))).toBeUndefined();
  await untilIntegrated(platform.database);
};

const checkpoint = async () =>
  openCheckpoint(await outsider.text('/log/checkpoint'), [await outsider.logKey()]).checkpoint;

async function bytes(path: string): Promise<{ status: number; headers: Headers; body: Buffer }> {
  const response = await fetch(`${platform.url}/log/${path}`);
  return {
    status: response.status,
    headers: response.headers,
    body: Buffer.from(await response.arrayBuffer()),
  };
}

describe('the log over HTTP', () => {
  it('serves a checkpoint, tiles and entry bundles that form one tree', async () => {
    await use(3);
    const { size, root, origin } = await checkpoint();
    expect(origin).toBe('assent.local/log');
    const tile = await bytes(`tile/0/000.p/${size}`);
    const bundle = await bytes(`tile/entries/000.p/${size}`);
    const entries = decodeBundle(bundle.body);
    expect(entries).toHaveLength(size);
    expect(hashesOf(tile.body).map((hash) => Buffer.from(hash))).toEqual(
      entries.map((entry) => leafHash(entry)),
    );
    expect(rootOf(hashesOf(tile.body))).toEqual(root);
    for (const { headers } of [tile, bundle])
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const { headers } = await bytes('checkpoint');
    expect([headers.get('cache-control'), headers.get('content-type')]).toEqual([
      'public, max-age=1',
      'text/plain; charset=utf-8',
    ]);
  });

  it('only grows: an older tree is a prefix of the newer one, and a partial tile stays available', async () => {
    await use(1);
    const before = await checkpoint();
    const partial = await bytes(`tile/0/000.p/${before.size}`);
    await use(2);
    const after = await checkpoint();
    expect(after.size).toBeGreaterThan(before.size);
    const { consistencyProof } = await platform.anonymous.run(
      'query P($from: Int!, $to: Int!) { consistencyProof(from: $from, to: $to) }',
      { from: before.size, to: after.size },
    );
    const path = consistencyProof
      .trim()
      .split('\n')
      .map((line: string) => Buffer.from(line, 'base64'));
    expect(verifyConsistency(before.size, after.size, path, before.root, after.root)).toBe(true);
    expect((await bytes(`tile/0/000.p/${before.size}`)).body).toEqual(partial.body);
  });

  it('proves the inclusion of any leaf by its index to anybody', async () => {
    await use(1);
    const { size } = await checkpoint();
    const query = 'query P($leafIndex: Int!) { inclusionProof(leafIndex: $leafIndex) }';
    for (const leafIndex of [0, Math.floor(size / 2), size - 1])
      await outsider.proved((await platform.anonymous.run(query, { leafIndex })).inclusionProof);
    expect((await platform.anonymous.refusal(query, { leafIndex: size + 1000 })).code).toBe('BAD_USER_INPUT');
    expect((await platform.anonymous.refusal('{ inclusionProof }')).code).toBe('BAD_USER_INPUT');
  });

  it.each([
    'tile/0/000.p/255',
    'tile/0/x001/000',
    'tile/0/0',
    'tile/0/000.p/0',
    'tile/9/000',
    'tile/entries/000.p/255',
    'tile/0/../checkpoint',
    'tile/',
  ])('does not serve %s', async (path) => {
    expect((await bytes(path)).status).toBe(404);
  });

  it('names nobody: no entry holds a name, an ID number or a mobile number (R-29)', async () => {
    const { id, owner } = await give(platform, { asks: CLAIM });
    await platform.insurer.redeem(id, 'one', PAGE);
    await owner.revoke(id);
    await untilIntegrated(platform.database);
    const { size } = await checkpoint();
    const { body } = await bytes(`tile/entries/000.p/${size}`);
    const { certNo, name, mobile } = owner.person;
    for (const secret of [certNo, name, mobile]) expect(body.includes(secret)).toBe(false);
    expect(body.includes(id)).toBe(false);
  });

  it.each([
    ['the disk is full', "RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'"],
    ['the ledger can’t be written', "RAISE EXCEPTION 'gone' USING ERRCODE = 'undefined_table'"],
  ])('discloses nothing while %s, and recovers by itself', async (_what, failure) => {
    const { id } = await give(platform, { asks: CLAIM });
    const { sql } = platform.database;
    const failing = async (table: string) => {
      await sql(
        `CREATE FUNCTION assent.fail() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN ${failure}; END$$`,
      );
      await sql(
        `CREATE TRIGGER fail BEFORE INSERT ON assent.${table} FOR EACH ROW EXECUTE FUNCTION assent.fail()`,
      );
      const { data, errors } = await platform.insurer.redeem(id, `while ${table}`, PAGE);
      await sql('DROP FUNCTION assent.fail() CASCADE');
      const [grant] = await sql('SELECT used FROM assent.consent_grant WHERE id = $1', [id]);
      const { data: after } = await platform.insurer.redeem(id, `after ${table}`, `useNumber ${PAGE}`);
      const codes = errors.map(({ extensions }) => extensions.code);
      return { disclosed: data !== null, codes, used: grant!.used, next: after.redeemGrant.useNumber };
    };
    expect(await failing('ledger_entry')).toEqual({
      disclosed: false,
      codes: ['UNAVAILABLE'],
      used: 0,
      next: 1,
    });
    // The entry is durable before anything is read. The digest of the answer comes after it; without one the leaf says MISSED.
    expect(await failing('response_digest')).toEqual({ disclosed: true, codes: [], used: 2, next: 3 });
  });
});
