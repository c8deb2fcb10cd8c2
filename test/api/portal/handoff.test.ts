import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PortalClient } from '../../support/clients/portal-client.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';

const APP = 'https://app.city.test/show?from=assent';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ EVOUCHER_HANDOFF_URL: APP, FACE_HANDOFF_URL: APP });
});
afterAll(() => platform.stop());

const browser = () => new PortalClient(platform.url, platform.standInUrl);
const START = `mutation Start($input: StartAuthenticationInput!) {
  startAuthentication(input: $input) { id handoffUrl }
}`;
const STATE = 'query State($id: ID!) { challengeState(id: $id) }';

const start = async (portal: PortalClient, input: object) =>
  (await portal.run(START, { input: { action: 'SIGN_IN', ...input } })).data.startAuthentication;
const stateOf = async (portal: PortalClient, id: string) =>
  (await portal.run(STATE, { id })).data.challengeState;

async function handOver(challengeId: string, ticket: string): Promise<number> {
  const answer = await fetch(`${platform.url}/handoff`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ challengeId, ticket }),
  });
  return answer.status;
}

describe('a challenge that is answered in the city’s app', () => {
  it('tells the page where the app is, with its id', async () => {
    const { id, handoffUrl } = await start(browser(), { method: 'SCAN' });
    expect(handoffUrl).toBe(`${APP}&challenge=${id}`);
  });

  it('has no such address for an SMS, or for a passkey', async () => {
    const { certNo } = platform.someone();
    expect((await start(browser(), { method: 'SMS', certNo })).handoffUrl).toBeNull();
    expect((await start(browser(), { method: 'SCAN', passkey: true })).handoffUrl).toBeNull();
  });

  it('is READY once the service has handed its ticket over, and signs in whom the ticket names', async () => {
    const person = platform.someone();
    const portal = browser();
    const { id } = await start(portal, { method: 'SCAN' });
    expect(await stateOf(portal, id)).toBe('WAITING');
    const { token } = await portal.ask('/evoucher', { certNo: person.certNo, challengeId: id });
    expect(await handOver(id, token!)).toBe(204);
    expect(await stateOf(portal, id)).toBe('READY');
    const { body } = await portal.send('POST', '/portal/session', { challengeId: id, response: '' });
    expect(body).toMatchObject({ kind: 'PERSON', strength: 'SCAN' });
    expect(await stateOf(portal, id)).toBe('EXPIRED');
  });

  it('is FAILED after the face of somebody else', async () => {
    const portal = browser();
    const { id } = await start(portal, { method: 'FACE', certNo: platform.someone().certNo });
    const { ticket } = await portal.ask('/face', { certNo: platform.someone().certNo, challengeId: id });
    await handOver(id, ticket!);
    const { body } = await portal.send('POST', '/portal/session', { challengeId: id, response: '' });
    expect(body.errors[0].extensions.code).toBe('AUTHENTICATION_FAILED');
    expect(await stateOf(portal, id)).toBe('FAILED');
  });

  it('can’t be completed before a ticket was handed over', async () => {
    const portal = browser();
    const { id } = await start(portal, { method: 'SCAN' });
    const { body } = await portal.send('POST', '/portal/session', { challengeId: id, response: '' });
    expect(body.errors[0].extensions.code).toBe('AUTHENTICATION_FAILED');
  });
});

describe('a ticket is not kept', () => {
  it('that the service did not sign', async () => {
    const portal = browser();
    const { id } = await start(portal, { method: 'SCAN' });
    expect(await handOver(id, 'e30.e30.AAAA')).toBe(400);
    expect(await stateOf(portal, id)).toBe('WAITING');
  });

  it('of another challenge, or of a counter', async () => {
    const portal = browser();
    const { certNo } = platform.someone();
    const [{ id }, other] = [
      await start(portal, { method: 'SCAN' }),
      await start(portal, { method: 'SCAN' }),
    ];
    for (const place of [{ challengeId: other.id }, { counter: 'YT-01-05' }]) {
      const { token } = await portal.ask('/evoucher', { certNo, ...place });
      expect(await handOver(id, token!)).toBe(400);
    }
  });

  it('of a face where an e-voucher is asked for', async () => {
    const portal = browser();
    const { id } = await start(portal, { method: 'SCAN' });
    const { ticket } = await portal.ask('/face', { certNo: platform.someone().certNo, challengeId: id });
    expect(await handOver(id, ticket!)).toBe(400);
  });

  it('in place of one that was handed over already', async () => {
    const portal = browser();
    const [first, second] = [platform.someone(), platform.someone()];
    const { id } = await start(portal, { method: 'SCAN' });
    const tokenOf = async ({ certNo }: { certNo: string }) =>
      (await portal.ask('/evoucher', { certNo, challengeId: id })).token!;
    expect(await handOver(id, await tokenOf(first))).toBe(204);
    expect(await handOver(id, await tokenOf(second))).toBe(400);
  });
});

it('a challenge that never was has the state of one that ended', async () => {
  const portal = browser();
  for (const id of ['00000000-0000-4000-8000-000000000000', 'x'])
    expect(await stateOf(portal, id)).toBe('EXPIRED');
});
