import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { logVerifierKeys } from '../../api/background/sequencer/settings.js';
import { readConfig } from '../../api/config.js';
import { evidenceKeys } from '../../api/secrets/evidence-keys.js';
import { type Given, give } from '../support/people/giving.js';
import { type Program, startProgram } from '../support/processes/program.js';
import { remembered, seenFile } from '../support/processes/seen-of-the-log.js';
import { type ServedCity, servedCity } from '../support/processes/served-city.js';
import { projectRoot } from '../support/project.js';

const PAGE = 'id person { settlements(first: 1) { nodes { settlementId } } }';
const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3 } as const;

let city: ServedCity;
let used: Given;
let revoked: Given;
let untouched: Given;
let witness: Program;
const witnessed = { LOG_WITNESSES: '' };

beforeAll(async () => {
  city = await servedCity();
  const [logKey] = logVerifierKeys(readConfig({}), await evidenceKeys(city.varDir, 'log'));
  const state = join(city.varDir, 'witness.json');
  witness = startProgram([
    join(projectRoot, 'dist/api/cli/assent.js'),
    ...['witness', '--listen', '127.0.0.1:0', '--name', 'w1', '--state', state, '--log', logKey!],
  ]);
  witnessed.LOG_WITNESSES = (await witness.says(/^witness (.*)$/m))[1]!;
  await city.serve(witnessed);
  for (const one of ['used', 'revoked', 'untouched'] as const) {
    const given = await give(city as never, { asks: CLAIM });
    if (one === 'used') used = given;
    else if (one === 'revoked') revoked = given;
    else untouched = given;
  }
  await city.insurer.redeem(used.id, 'before', PAGE);
  await remembered(city, { cosigned: true });
  await city.stop();
  await city.keep();
});
afterAll(async () => {
  witness.signal('SIGTERM');
  await witness.ended;
  await city.end();
});

const standing = async (grant: Given) =>
  (
    await city.sql(
      'SELECT assent.grant_standing(g, assent.now()) AS s FROM assent.consent_grant g WHERE id = $1',
      [grant.id],
    )
  )[0]!.s;

it('is served again while it holds everything that was seen of it', async () => {
  await city.serve(witnessed);
  for (const key of ['after', 'again']) await city.insurer.redeem(used.id, key, PAGE);
  await revoked.owner.revoke(revoked.id);
  await remembered(city, { cosigned: true });
  await city.stop();
  await city.serve(witnessed);
  await city.stop();
  expect(await city.run(['recover'])).toEqual({
    code: 0,
    output: 'Nothing is known to be lost, and nothing was changed.\n',
  });
});

it('is not served, with what was used and revoked since open again, and says what to do', async () => {
  await city.bringBack();
  expect([await standing(used), await standing(revoked)]).toEqual([null, null]);
  const refused = city.start(['serve']);
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toMatch(
    /数据库被恢复到了较早的时刻.*This database is of an earlier moment: .*this host has seen \d+.*assent recover/,
  );
});

it('is recognized without this host’s file too, by what a witness has cosigned', async () => {
  renameSync(seenFile(city), join(city.varDir, 'aside.json'));
  const refused = city.start(['serve'], witnessed);
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toMatch(/This database is of an earlier moment: .*a witness has cosigned \d+/);
  const { id } = (await city.sql('SELECT id FROM assent.deployment'))[0]!;
  renameSync(join(city.varDir, 'aside.json'), join(city.varDir, 'log-seen', `${id}.json`));
});

it('goes on after assent recover: what was touched since is suspended, people are told, the ledger says so', async () => {
  const dry = await city.run(['recover', '--dry-run']);
  expect(dry.output).toMatch(/DISCLOSURE 2\n.*GRANT_REVOKED 1\n.*2 grants are touched/s);
  expect(await standing(used)).toBeNull();

  const done = await city.run(['recover']);
  expect([done.code, done.output]).toEqual([
    0,
    expect.stringMatching(/2 grants are suspended.*set a new LOG_ORIGIN/s),
  ]);
  expect([await standing(used), await standing(revoked), await standing(untouched)]).toEqual([
    'SUSPENDED',
    'SUSPENDED',
    null,
  ]);
  expect(
    await city.sql("SELECT content->>'why' AS why FROM assent.ledger_entry WHERE kind = 'GRANT_SUSPENDED'"),
  ).toEqual([{ why: 'RECOVERY' }, { why: 'RECOVERY' }]);
  expect(
    await city.sql("SELECT count(*)::integer AS n FROM assent.message WHERE text LIKE '%因系统恢复%'"),
  ).toEqual([{ n: 2 }]);
  expect(
    (await city.sql("SELECT content FROM assent.ledger_entry WHERE kind = 'LOG_RECOVERED'")).length,
  ).toBe(1);

  await city.serve({ LOG_ORIGIN: 'assent.local/log-2' });
  const answer = await city.insurer.redeem(used.id, 'since', PAGE);
  expect(answer.errors[0]?.extensions.code).toBe('GRANT_SUSPENDED');
  expect((await city.insurer.redeem(untouched.id, 'first', PAGE)).errors).toEqual([]);
  await remembered(city, { cosigned: false });
  await city.stop();
  const verified = city.start(['verify', 'database'], { LOG_ORIGIN: 'assent.local/log-2' });
  expect([await verified.ended, verified.output()]).toEqual([0, expect.stringContaining('verified')]);
});

it('suspends all that stand where nobody knows what was touched', async () => {
  await city.bringBack();
  rmSync(join(city.varDir, 'log-seen'), { recursive: true });
  const done = await city.run(['recover', '--all']);
  expect([done.code, done.output]).toEqual([
    0,
    expect.stringMatching(/All grants that stand.*3 grants are suspended/s),
  ]);
});
