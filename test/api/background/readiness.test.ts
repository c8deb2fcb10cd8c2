import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, give } from '../../support/people/giving.js';
import { HeardLog } from '../../support/platform/heard-log.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';

const PAGE = 'id person { settlements(first: 1) { nodes { settlementId } } }';

let platform: Platform;
const log = new HeardLog();
beforeAll(async () => {
  platform = await startPlatform({ LOG_LEVEL: 'info' }, log);
});
afterAll(() => platform.stop());

const readiness = async () => {
  const response = await fetch(`${platform.url}/readyz`);
  return { status: response.status, body: (await response.json()) as { failures?: string[] } };
};
/** Waits until these failures, or none, are told. */
async function until(failures: readonly string[]): Promise<void> {
  for (;;) {
    const { status, body } = await readiness();
    if (JSON.stringify(body.failures ?? []) !== JSON.stringify(failures)) continue;
    expect(status).toBe(failures.length === 0 ? 200 : 503);
    return;
  }
}

describe('the readiness of a process', () => {
  it.each<[string, (role: string) => string, (role: string) => string, string]>([
    [
      'may not redeem',
      (role) => `REVOKE USAGE ON SCHEMA assent FROM "${role}"`,
      (role) => `GRANT USAGE ON SCHEMA assent TO "${role}"`,
      'gate',
    ],
    [
      'may not read a view',
      (role) => `REVOKE SELECT ON record.contact FROM "${role}"`,
      (role) => `GRANT SELECT ON record.contact TO "${role}"`,
      'reader',
    ],
    [
      'may not find people',
      (role) => `REVOKE EXECUTE ON FUNCTION assent.find_person(bytea) FROM "${role}"`,
      (role) => `GRANT EXECUTE ON FUNCTION assent.find_person(bytea) TO "${role}"`,
      'identity',
    ],
    [
      'may not send messages',
      (role) => `REVOKE EXECUTE ON FUNCTION assent.messages_waiting() FROM "${role}"`,
      (role) => `GRANT EXECUTE ON FUNCTION assent.messages_waiting() TO "${role}"`,
      'dispatch',
    ],
  ])('tells that a role %s, by trying it', async (_what, take, give, name) => {
    const role = platform.database.roles[name as 'gate'];
    await until([]);
    await platform.database.sql(take(role));
    await until([`DATABASE_${name.toUpperCase()}`]);
    await platform.database.sql(give(role));
    await until([]);
  });

  it('leaves grants judged by the clock of the database when that is set back: not valid yet, and no use is taken', async () => {
    const { id } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3 },
    });
    expect(codeOf(await platform.insurer.redeem(id, 'before', PAGE))).toBeUndefined();
    await platform.database.advance(-3_600);
    expect(codeOf(await platform.insurer.redeem(id, 'behind', PAGE))).toBe('GRANT_SUSPENDED');
    await platform.database.advance(3_600);
    const { data } = await platform.insurer.redeem(id, 'after', `useNumber ${PAGE}`);
    expect(data.redeemGrant.useNumber).toBe(2);
  });

  it('tells that the clock of the database is an hour behind, and the log and a metric say so too', async () => {
    await platform.database.advance(-3_600);
    await until(['CLOCK_SKEW']);
    expect(log.said).toMatch(
      /"aheadSeconds":3600,"msg":"the clocks of this host and of the database are apart/,
    );
    expect(await (await fetch(`${platform.url}/metrics`)).text()).toMatch(
      /^assent_clock_ahead_seconds 3(599|600)/m,
    );
    await platform.database.advance(3_600);
    await until([]);
    expect(log.said).toContain('agree again');
  });
});
