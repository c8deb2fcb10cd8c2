import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecipientKey } from '../../../examples/clients/recipient-key.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ ASSENT_TRUST_PROXY: '127.0.0.1' });
});
afterAll(() => platform.stop());

const RATE_LIMITED = {
  status: 429,
  retryAfter: '1',
  body: { error: 'rate_limited', error_description: expect.stringMatching(/^RATE_LIMITED: /) },
};

/** Many at once: the limits are per second, and these arrive within one. */
async function many(count: number, request: () => Promise<Response>) {
  const answers = await Promise.all(Array.from({ length: count }, request));
  return Promise.all(
    answers.map(async (answer) => ({
      status: answer.status,
      retryAfter: answer.headers.get('retry-after'),
      body: (await answer.json()) as Record<string, unknown>,
    })),
  );
}

async function askForToken(address: string, clientId: string, key: RecipientKey): Promise<Response> {
  const uri = `${platform.url}/oauth/token`;
  return fetch(uri, {
    method: 'POST',
    headers: { 'x-forwarded-for': address, dpop: await key.proof({ method: 'POST', uri }) },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await key.assertion(clientId, platform.url),
    }),
  });
}

describe('the token endpoint', () => {
  it('refuses an address that asks too often, in the form of OAuth, and no other address', async () => {
    const empty = (address: string) => () =>
      fetch(`${platform.url}/oauth/token`, { method: 'POST', headers: { 'x-forwarded-for': address } });
    const answers = await many(150, empty('192.0.2.1'));
    expect(answers.filter(({ status }) => status === 429)[0]).toEqual(RATE_LIMITED);
    const [other] = await many(1, empty('192.0.2.2'));
    expect(other!.status).toBe(400);
  });

  it('refuses a client that asks too often from many addresses, and no other client', async () => {
    const { insurer, bank } = platform;
    let sent = 0;
    const from = () => {
      sent += 1;
      return `198.51.100.${sent}`;
    };
    const answers = await many(60, () => askForToken(from(), insurer.identity.clientId, insurer.key));
    expect(answers.filter(({ status }) => status === 429)[0]).toEqual(RATE_LIMITED);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(10);
    expect((await askForToken(from(), bank.identity.clientId, bank.key)).status).toBe(200);
  });

  it('lets nobody use up what a client may ask for by naming it without its key', async () => {
    const { otherInsurer } = platform;
    const stranger = await RecipientKey.create();
    let sent = 0;
    const answers = await many(60, () => {
      sent += 1;
      return askForToken(`203.0.113.${sent}`, otherInsurer.identity.clientId, stranger);
    });
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    const own = await askForToken('203.0.113.200', otherInsurer.identity.clientId, otherInsurer.key);
    expect(own.status).toBe(200);
  });
});
