import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dies, entriesOf, faultsOfLedger, QUICK, QUICK_SELECTION } from '../support/people/family.js';
import { codeOf, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const START =
  'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { method hint } }';

describe('R-13: the account of the dead', () => {
  it('R-13: their grants stop at once, recorded without saying why', async () => {
    const { database, insurer } = platform;
    const { id, owner } = await give(platform, { asks: QUICK });
    expect(codeOf(await insurer.redeem(id, 'alive', QUICK_SELECTION))).toBeUndefined();
    await dies(database, owner.person);
    expect(codeOf(await insurer.redeem(id, 'dead', QUICK_SELECTION))).toBe('GRANT_SUSPENDED');
    const { grant } = await insurer.run('query ($id: ID!) { grant(id: $id) { status awaitingGuardian } }', {
      id,
    });
    expect(grant).toEqual({ status: 'SUSPENDED', awaitingGuardian: false });
    const suspended = (await entriesOf(database, id)).filter(({ kind }) => kind === 'GRANT_SUSPENDED');
    expect(suspended).toHaveLength(1);
    expect(JSON.stringify(suspended)).not.toMatch(/dea(d|th)|deceased|surv/i);
  });

  it('R-13: signing in is answered as to a stranger, and never succeeds', async () => {
    const { database, anonymous } = platform;
    const someone = platform.someone();
    await dies(database, someone);
    for (const method of ['SMS', 'FACE'] as const) {
      const ask = async (certNo: string) =>
        (await anonymous.run(START, { input: { method, action: 'SIGN_IN', certNo } })).startAuthentication;
      expect(await ask(someone.certNo)).toEqual(await ask('379900193001010013'));
    }
    for (const method of ['SCAN', 'FACE'] as const)
      await expect(platform.person(someone).signIn(method)).rejects.toThrow('AUTHENTICATION_FAILED');
    expect(await (await fetch(`${platform.standInUrl}/sms/${someone.mobile}`)).json()).toEqual([]);
  });

  // biome-ignore format: a table is read by its rows
  it.each([
    ['reads nothing', '{ me { person { basicIdentity { gender } } } }'],
    ['lists nothing', '{ me { grants { nodes { id } } disclosures { nodes { id } } } }'],
    ['sees no grant', '{ grant(id: "0199a0aa-0000-7000-8000-000000000001") { id } }'],
    ['starts no authentication', 'mutation { startAuthentication(input: { method: FACE, action: VIEW }) { id } }'],
    ['revokes nothing', 'mutation { revokeGrant(id: "0199a0aa-0000-7000-8000-000000000001") { id } }'],
    ['arranges nothing', 'mutation { arrangeAfterDeath(arrangement: OPEN) }'],
  ])('R-13: a session that is still open %s', async (_what, operation) => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    expect(codeOf(await me.send('{ me { person { basicIdentity { gender } } } }'))).toBeUndefined();
    await dies(platform.database, me.person);
    expect(await me.refusal(operation)).toEqual({ code: 'FORBIDDEN', message: 'This account is closed.' });
  });
});

it('R-21: every entry of it in the ledger is as the written form says', async () => {
  expect(await faultsOfLedger(platform.database)).toEqual([]);
});
