import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ArchivedPostgres } from '../support/database/archived-postgres.js';
import { type Given, give } from '../support/people/giving.js';
import { remembered } from '../support/processes/seen-of-the-log.js';
import { type ServedCity, servedCity } from '../support/processes/served-city.js';

const PAGE = 'id person { settlements(first: 1) { nodes { settlementId } } }';
const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 5 } as const;
const NEXT_LOG = { LOG_ORIGIN: 'assent.local/log-2' };

describe('point-in-time recovery from a base backup and archived WAL', () => {
  let postgres: ArchivedPostgres;
  let city: ServedCity;
  let used: Given;
  let revoked: Given;
  let untouched: Given;
  let moment: string;
  let seen: string;

  const usesOf = async ({ id }: Given) =>
    (await city.sql('SELECT used FROM assent.consent_grant WHERE id = $1', [id]))[0]!.used;
  const verify = (env: Record<string, string> = {}, ...more: string[]) =>
    city.run(['verify', 'database', ...more], env);

  beforeAll(async () => {
    postgres = await ArchivedPostgres.start();
    city = await servedCity(postgres.url);
    seen = join(city.varDir, 'checked-database');
    await city.serve();
    const given = () => give(city as never, { asks: CLAIM });
    [used, revoked, untouched] = [await given(), await given(), await given()];
    await city.insurer.redeem(used.id, 'before the backup', PAGE);
    await postgres.baseBackup();
    await city.insurer.redeem(used.id, 'after the backup', PAGE);
    await remembered(city, { cosigned: false });
    moment = (await city.sql('SELECT clock_timestamp()::text AS moment'))[0]!.moment;
    await city.insurer.redeem(used.id, 'after the moment', PAGE);
    await revoked.owner.revoke(revoked.id);
    await remembered(city, { cosigned: false });
    await city.stop();
    expect(await verify({}, '--state', seen)).toMatchObject({ code: 0 });
    await postgres.archiveAll();
    await postgres.recoverTo(moment);
  });
  afterAll(async () => {
    await city.end();
    await postgres.end();
  });

  it('brings back what was committed until the moment, and nothing of later', async () => {
    expect(await usesOf(used)).toBe(2);
    expect(await city.sql('SELECT revoked_at FROM assent.consent_grant WHERE id = $1', [revoked.id])).toEqual(
      [{ revoked_at: null }],
    );
  });

  it('is whole by itself, and is found to be of an earlier moment by what was seen of it', async () => {
    expect(await verify()).toMatchObject({ code: 0, output: expect.stringContaining('verified') });
    const kept = await verify({}, '--state', seen);
    expect([kept.code, kept.output]).toEqual([
      1,
      expect.stringMatching(/shorter|fewer|earlier|removed|shrank/),
    ]);
    const refused = city.start(['serve']);
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(/This database is of an earlier moment: .*assent recover/);
  });

  it('serves again after assent recover, which suspends what was touched since, and verifies', async () => {
    const done = await city.run(['recover']);
    expect([done.code, done.output]).toEqual([0, expect.stringMatching(/2 grants are suspended/)]);
    await city.serve(NEXT_LOG);
    for (const { id } of [used, revoked]) {
      const { errors } = await city.insurer.redeem(id, 'since', PAGE);
      expect(errors[0]?.extensions.code).toBe('GRANT_SUSPENDED');
    }
    expect((await city.insurer.redeem(untouched.id, 'first', PAGE)).errors).toEqual([]);
    await remembered(city, { cosigned: false });
    await city.stop();
    const verified = await verify(NEXT_LOG);
    expect([verified.code, verified.output]).toEqual([0, expect.stringContaining('verified')]);
  });
});
