import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { DpopNonces } from '../../../api/auth/dpop-nonce.js';
import { authorizationServer } from '../../../api/auth/oauth/authorization-server.js';
import { tokenRequestLimits } from '../../../api/http/token-request-limits.js';
import { loadKeys } from '../../../api/secrets/keyring.js';
import { RecipientKey } from '../../../examples/clients/recipient-key.js';
import { withDirectory } from '../../support/keys-on-disk.js';

const RATE_LIMITED = {
  status: 429,
  retryAfter: '1',
  body: { error: 'rate_limited', error_description: expect.stringMatching(/^RATE_LIMITED: /) },
};

let app: FastifyInstance;
let url: string;
const clients = new Map<string, RecipientKey>();
/** Stands still, so that everything that a test sends comes within one second. */
let now = 0;
beforeAll(async () => {
  const keys = await withDirectory(loadKeys);
  for (const id of ['one', 'two', 'three']) clients.set(id, await RecipientKey.create());
  app = Fastify({ trustProxy: true });
  await app.register(authorizationServer, {
    issuer: () => url,
    signingKey: keys.accessTokenKey.privateJwk,
    nonces: new DpopNonces(keys.cursorKey),
    findClient: async (clientId) => {
      const key = clients.get(clientId);
      return key ? { clientId, jwks: { keys: [key.publicJwk] }, recipientCode: 'INS001' } : null;
    },
    firstUse: async () => true,
    limits: tokenRequestLimits(() => now),
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());
beforeEach(() => {
  now += 60_000;
});

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
const refusedOf = (answers: Awaited<ReturnType<typeof many>>) =>
  answers.filter(({ status }) => status === 429);

const empty = (address: string) => () =>
  fetch(`${url}/oauth/token`, { method: 'POST', headers: { 'x-forwarded-for': address } });

let addresses = 0;
/** Asks from an address that nobody else has. */
async function askForToken(clientId: string, key = clients.get(clientId)!): Promise<Response> {
  addresses += 1;
  const uri = `${url}/oauth/token`;
  return fetch(uri, {
    method: 'POST',
    headers: { 'x-forwarded-for': `198.51.100.${addresses}`, dpop: await key.proof({ method: 'POST', uri }) },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await key.assertion(clientId, url),
    }),
  });
}

describe('the token endpoint', () => {
  it('refuses an address after 100 requests in a second, in the form of OAuth, and no other address', async () => {
    const refused = refusedOf(await many(105, empty('192.0.2.1')));
    expect(refused).toHaveLength(5);
    expect(refused[0]).toEqual(RATE_LIMITED);
    expect((await empty('192.0.2.2')()).status).toBe(400);
    now += 1_000;
    expect((await empty('192.0.2.1')()).status).toBe(400);
  });

  it('refuses a client after 20 requests in a second from any address, and no other client', async () => {
    const answers = await many(25, () => askForToken('one'));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(refusedOf(answers)).toHaveLength(5);
    expect(refusedOf(answers)[0]).toEqual(RATE_LIMITED);
    expect((await askForToken('two')).status).toBe(200);
  });

  it('lets nobody use up what a client may ask for by naming it without its key', async () => {
    const stranger = await RecipientKey.create();
    const answers = await many(25, () => askForToken('three', stranger));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect((await askForToken('three')).status).toBe(200);
  });
});
