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

describe('R-13: after a person’s death', () => {
  it('their grants are suspended at once, and the ledger entry does not say why', async () => {
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

  it('signing in is answered as for an unknown number and never succeeds', async () => {
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
    ['cannot read the record', '{ me { person { basicIdentity { gender } } } }'],
    ['cannot list grants and disclosures', '{ me { grants { nodes { id } } disclosures { nodes { id } } } }'],
    ['cannot see a grant', '{ grant(id: "0199a0aa-0000-7000-8000-000000000001") { id } }'],
    ['cannot start an authentication', 'mutation { startAuthentication(input: { method: FACE, action: VIEW }) { id } }'],
    ['cannot revoke a grant', 'mutation { revokeGrant(id: "0199a0aa-0000-7000-8000-000000000001") { id } }'],
    ['cannot arrange what relatives may read', 'mutation { arrangeAfterDeath(arrangement: OPEN) }'],
  ])('a session that is still open %s', async (_what, operation) => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    expect(codeOf(await me.send('{ me { person { basicIdentity { gender } } } }'))).toBeUndefined();
    await dies(platform.database, me.person);
    expect(await me.refusal(operation)).toEqual({ code: 'FORBIDDEN', message: 'This account is closed. Ask at the counter.' });
  });
});

it('R-21: every ledger entry of these tests has the documented form', async () => {
  expect(await faultsOfLedger(platform.database)).toEqual([]);
});
