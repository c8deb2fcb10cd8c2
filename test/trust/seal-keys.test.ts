import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { retireSealKey } from '../../api/cli/command/retire-seal-key.js';
import { addSealKey } from '../../api/secrets/keyring.js';
import { PersonClient } from '../../examples/clients/person-client.js';
import { RecipientClient } from '../../examples/clients/recipient-client.js';
import { recipientKey } from '../../examples/demo/people.js';
import { createBareDatabase } from '../support/database/bare-database.js';
import { testCluster } from '../support/database/database.js';
import { codeOf, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { assent } from '../support/processes/command.js';
import { projectRoot } from '../support/project.js';

const CHECK = {
  purpose: 'CLAIM_ELIGIBILITY_CHECK',
  mode: 'LIMITED',
  maxUses: 5,
  items: [{ item: 'INSUTYPE' }],
} as const;
const ENROLLED = 'person { enrolments { nodes { insuranceType } } }';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'assent-seal-keys-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('a key of the seals', () => {
  let platform: Platform;
  let varDir: string;
  beforeAll(async () => {
    varDir = join(directory, 'var');
    cpSync(testCluster().varDir, varDir, {
      recursive: true,
      filter: (path) => !/[/\\]postgres([/\\]|$)/.test(path),
    });
    platform = await startPlatform({}, undefined, { ...testCluster(), varDir });
  });
  afterAll(() => platform.stop());

  it('is rotated while the platform serves: old rows hold, and those of a retired key are worth nothing', async () => {
    const { sql, ownerUrl } = platform.database;
    const insurerAt = async (url: string) =>
      new RecipientClient(
        url,
        platform.insurer.identity,
        await recipientKey(varDir, platform.insurer.identity.clientId),
      );
    const redeemedAt = async (url: string, id: string) =>
      codeOf(await (await insurerAt(url)).redeem(id, randomUUID(), ENROLLED));
    const versionOf = async (table: string, id: string) => {
      const seal = `SELECT ('x' || encode(substring(seal FOR 4), 'hex'))::bit(32)::int AS version FROM assent.${table} WHERE id = $1`;
      return (await sql(seal, [id]))[0]!.version;
    };
    const old = await give(platform, { asks: CHECK });
    const [kept] = await sql('SELECT seal FROM assent.consent_grant WHERE id = $1', [old.id]);

    expect(await addSealKey(varDir)).toBe(2);
    expect(await redeemedAt(platform.url, old.id)).toBeUndefined();
    const both = await platform.another();
    expect(await redeemedAt(both.url, old.id)).toBeUndefined();
    // One who signs in where the new key is has a session that it seals.
    const me = await new PersonClient(both.url, platform.standInUrl, platform.someone()).signIn('SMS');
    const [session] = await sql('SELECT id FROM assent.session ORDER BY signed_in_at DESC LIMIT 1');
    expect([await versionOf('consent_grant', old.id), await versionOf('session', session!.id)]).toEqual([
      1, 2,
    ]);

    expect(await retireSealKey(varDir, ownerUrl, 1)).toBeGreaterThan(5);
    expect(existsSync(join(varDir, 'secrets', 'seal.1.key'))).toBe(false);
    expect(await versionOf('consent_grant', old.id)).toBe(2);
    const only = await platform.another();
    for (const { url } of [both, only]) expect(await redeemedAt(url, old.id)).toBeUndefined();
    await expect(me.run('{ me { sessions { current } } }')).resolves.toBeDefined();

    await sql('UPDATE assent.consent_grant SET seal = $2 WHERE id = $1', [old.id, kept!.seal]);
    const fresh = await platform.another();
    expect(await redeemedAt(fresh.url, old.id)).toBe('NOT_FOUND');
  }, 120_000);
});

it('assent keys adds and retires keys of the seals, and neither the newest nor one that is not there', async () => {
  const database = await createBareDatabase();
  try {
    const call = async (...args: string[]) => {
      const { code, output } = await assent(args, {
        DATABASE_URL: database.url,
        ASSENT_VAR: join(directory, 'cli'),
      });
      return [code, output] as const;
    };
    expect((await call('agreement', 'apply', join(projectRoot, 'docs/examples/agreement.json')))[0]).toBe(0);
    expect(await call('keys', 'retire', 'seal', '1')).toEqual([
      1,
      expect.stringContaining('Add the next one first'),
    ]);
    expect(await call('keys', 'add', 'seal')).toEqual([0, expect.stringContaining('seal key 2 made')]);
    expect(await call('keys', 'retire', 'seal', '7')).toEqual([
      1,
      expect.stringContaining('There is no seal key 7'),
    ]);
    // The recipient, its software and key, its agreement, that version of it, and its product.
    expect(await call('keys', 'retire', 'seal', '1')).toEqual([
      0,
      expect.stringMatching(/^6 rows sealed again; seal key 1 is deleted$/m),
    ]);
    expect(await call('keys', 'retire', 'seal', '1')).toEqual([
      1,
      expect.stringContaining('There is no seal key 1'),
    ]);
    const [code, output] = await call('verify', 'database');
    expect(output).not.toContain('it has no right seal');
    expect(code).toBe(1);
  } finally {
    await database.drop();
  }
}, 120_000);
