import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { executorOf } from '../../consent/database/executor.js';
import { leafHash } from '../../consent/ledger/format/merkle.js';
import { integrate } from '../../consent/ledger/log/integrate.js';
import { setAsideEntry } from '../../consent/ledger/log/set-aside.js';
import { fsck } from '../../consent/ledger/verify/fsck.js';
import { LogAuditor } from '../../consent/ledger/verify/log-auditor.js';
import { connect } from '../support/database/data-tables.js';
import { live, sequenced } from '../support/ledger/recorded-life.js';
import { codeOf, type Given, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3 } as const;
const PAGE = 'id person { settlements(first: 1) { nodes { settlementId } } }';

describe('when nobody sequences the ledger', () => {
  let platform: Platform;
  let given: Given;
  beforeAll(async () => {
    platform = await startPlatform({ SEQUENCER: 'off' });
    given = await give(platform, { asks: CLAIM });
  });
  afterAll(() => platform.stop());

  const readiness = async () => {
    const response = await fetch(`${platform.url}/readyz`);
    return { status: response.status, body: await response.json() };
  };
  const until = async (status: number) => {
    for (;;) {
      const found = await readiness();
      if (found.status === status) return found.body;
    }
  };

  it('the platform is not ready after 30 seconds and discloses nothing, until the log is made again', async () => {
    expect(codeOf(await platform.insurer.redeem(given.id, 'first', PAGE))).toBeUndefined();
    await platform.database.advance(31);
    expect(await until(503)).toEqual({ status: 'not ready', failures: ['LOG_BEHIND'] });
    expect(codeOf(await platform.insurer.redeem(given.id, 'second', PAGE))).toBe('UNAVAILABLE');
    const [grant] = await platform.database.sql('SELECT used FROM assent.consent_grant WHERE id = $1', [
      given.id,
    ]);
    expect(grant!.used).toBe(1);
    await platform.another({ SEQUENCER: 'on' });
    await until(200);
    expect(codeOf(await platform.insurer.redeem(given.id, 'second', PAGE))).toBeUndefined();
  });
});

describe('an entry that can’t be published', () => {
  let platform: Platform;
  let owner: Client;
  beforeAll(async () => {
    platform = await startPlatform();
    owner = await connect(platform.database.ownerUrl);
  });
  afterAll(async () => {
    await owner.end();
    await platform.stop();
  });

  it('is set aside by the owner of the database: the log goes on with its digest, and verifies', async () => {
    const { grantId } = await live(platform);
    await sequenced(platform);
    // Who owns the server can switch off triggers: there is no other way to such an entry.
    await owner.query('BEGIN');
    await owner.query('SET LOCAL session_replication_role = replica');
    const { rows } = await owner.query(
      `INSERT INTO assent.ledger_entry (kind, at, content) VALUES ('PERSON_ERASED', assent.now(), '{"subject": 1e400}') RETURNING id`,
    );
    const { id } = rows[0];
    await owner.query('COMMIT');
    await platform.insurer.redeem(grantId, 'after', PAGE);
    const [last] = await platform.database.sql('SELECT max(id)::text AS id FROM assent.ledger_entry');
    await expect(integrate(executorOf(owner), last!.id as string, 0)).rejects.toThrow(`entry ${id}`);

    expect(await setAsideEntry(executorOf(owner), id, 'UNREADABLE')).toBe(true);
    expect(await setAsideEntry(executorOf(owner), id, 'UNREADABLE')).toBe(false);
    await sequenced(platform);
    const [leaf] = await platform.database.sql('SELECT entry FROM assent.ledger_leaf WHERE entry_id = $1', [
      id,
    ]);
    expect(JSON.parse(leaf!.entry.toString())).toMatchObject({
      kind: 'SET_ASIDE',
      of: 'PERSON_ERASED',
      why: 'UNREADABLE',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const vkey = (await (await fetch(`${platform.url}/log/vkey`)).text()).trim();
    await fsck(executorOf(owner), [vkey], null);
  });

  it('counts as a use if it is one, and the chain of its grant goes on', async () => {
    const { grantId } = await live(platform);
    await owner.query('BEGIN');
    await owner.query('LOCK TABLE assent.ledger_leaf IN SHARE ROW EXCLUSIVE MODE');
    await platform.insurer.redeem(grantId, 'third', PAGE);
    const [use] = await platform.database.sql(
      "SELECT id::text FROM assent.ledger_entry WHERE grant_id = $1 AND kind = 'DISCLOSURE' ORDER BY id DESC LIMIT 1",
      [grantId],
    );
    expect(await setAsideEntry(executorOf(owner), use!.id as string, 'UNREADABLE')).toBe(true);
    await owner.query('COMMIT');
    await sequenced(platform);
    const auditor = new LogAuditor();
    const leaves = await platform.database.sql('SELECT entry FROM assent.ledger_leaf ORDER BY index');
    for (const { entry } of leaves) auditor.append(entry, leafHash(entry));
    expect([...auditor.chains.entries()].at(-1)![1].uses).toBe(3);
    const vkey = (await (await fetch(`${platform.url}/log/vkey`)).text()).trim();
    await fsck(executorOf(owner), [vkey], null);
  });
});
