import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const OPERATIONS = {
  EXPORT: 'mutation ($authentication: ID) { exportMyData(authentication: $authentication) { expiresAt } }',
  ADD_PASSKEY:
    'mutation ($authentication: ID) { startPasskeyRegistration(authentication: $authentication) { id } }',
  ARRANGE:
    'mutation ($authentication: ID) { arrangeAfterDeath(arrangement: CLOSED, authentication: $authentication) }',
} as const;
type Action = keyof typeof OPERATIONS;
const ACTIONS = Object.keys(OPERATIONS) as Action[];

let platform: Platform;
let me: PersonClient;
beforeAll(async () => {
  platform = await startPlatform();
  me = await platform.person(platform.someone()).signIn('FACE');
});
afterAll(() => platform.stop());

describe.each(ACTIONS)('the action %s', (action) => {
  const operation = OPERATIONS[action];

  it('is refused to a session of FACE alone, which somebody may have stolen', async () => {
    for (const variables of [{}, { authentication: null }, { authentication: '' }])
      expect(await me.refusal(operation, variables)).toMatchObject({
        code: 'STRENGTH_REQUIRED',
        required: 'FACE',
      });
  });

  it('is done once by a fresh proof for it', async () => {
    const authentication = await me.fresh(action);
    await me.run(operation, { authentication });
    expect((await me.refusal(operation, { authentication })).code).toBe('AUTHENTICATION_FAILED');
  });

  it('is refused with a proof for any other action, with a weaker one, with one of somebody else, and with the sign-in', async () => {
    const other = ACTIONS.find((one) => one !== action)!;
    expect((await me.refusal(operation, { authentication: await me.fresh(other) })).code).toBe(
      'AUTHENTICATION_FAILED',
    );
    expect((await me.refusal(operation, { authentication: await me.fresh(action, 'SMS') })).code).toBe(
      'STRENGTH_REQUIRED',
    );
    const stranger = await platform.person(platform.someone()).signIn('FACE');
    const theirs = await stranger.fresh(action);
    expect((await me.refusal(operation, { authentication: theirs })).code).toBe('AUTHENTICATION_FAILED');
    const signedIn = await me.authenticate('FACE', { action: 'SIGN_IN', certNo: me.person.certNo });
    expect((await me.refusal(operation, { authentication: signedIn.id })).code).toBe('AUTHENTICATION_FAILED');
  });

  it('is done without a face comparison by e-voucher and SMS together (R-27)', async () => {
    await me.fresh(action, 'SCAN');
    await me.run(operation, { authentication: await me.fresh(action, 'SMS') });
  });

  it('is named in the SMS that confirms it', async () => {
    await me.fresh(action, 'SMS');
    const said = { EXPORT: '导出您的全部医保数据', ADD_PASSKEY: '通行密钥', ARRANGE: '身后' }[action];
    expect((await me.messages()).find(({ code }) => code)!.text).toContain(said);
  });
});
