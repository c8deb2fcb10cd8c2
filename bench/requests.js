import { createHmac, hash, randomUUID } from 'node:crypto';
import { authorize } from './recipients.js';

/** The document that the agreement names too, so that it can be sent by its id (docs/registered-operations.md). */
export const REDEEM_PRODUCT = `mutation Redeem($input: RedeemGrantInput!) {
  redeemGrant(input: $input) {
    id useNumber usesRemaining
    person { settlements(first: 10) { nodes { settlementId settlementTime totalFee fundPayTotal } } }
  }
}`;

const REDEEM_APOLLO = `mutation Redeem($input: RedeemInput!) {
  redeem(input: $input) { id useNumber usesRemaining settlements { settlementId settlementTime totalFee fundPayTotal } }
}`;

const REDEEM_POSTGRAPHILE = 'mutation Redeem($input: RedeemInput!) { redeem(input: $input) { result } }';

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function recipientJwt(secret, recipientCode) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: 'postgraphile',
    role: 'bench_recipient',
    recipient_code: recipientCode,
    exp: now + 3600,
  };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** How each kind of server is called: [headers of each request, body for one use]. */
const FORMS = {
  bare: async () => [() => ({}), (input) => input],
  apollo: async () => [() => ({}), (input) => ({ query: REDEEM_APOLLO, variables: { input } })],
  postgraphile: async (_url, { secret, recipient }) => {
    const headers = { authorization: `Bearer ${recipientJwt(secret, recipient.identity.code)}` };
    return [
      () => headers,
      ({ grantId, recipientCode, idempotencyKey }) => ({
        query: REDEEM_POSTGRAPHILE,
        variables: { input: { wanted: grantId, recipient: recipientCode, key: idempotencyKey } },
      }),
    ];
  },
  registered: async (url, { recipient }) => [
    await authorize(url, recipient),
    ({ grantId, idempotencyKey }) => ({
      documentId: hash('sha256', REDEEM_PRODUCT),
      variables: { input: { grantId, idempotencyKey } },
    }),
  ],
  product: async (url, { recipient }) => [
    await authorize(url, recipient),
    ({ grantId, idempotencyKey }) => ({
      query: REDEEM_PRODUCT,
      variables: { input: { grantId, idempotencyKey } },
    }),
  ],
};

/**
 * Prepares complete signed requests as bytes, so that the measured time contains only sending.
 * @param {{ form: keyof FORMS, url: string, uses: string[], recipient: object, secret: string }} job
 * @returns {Promise<Buffer[]>}
 */
export async function prepareRequests({ form, url, uses, ...caller }) {
  const { host, pathname } = new URL(url);
  const [headersOf, bodyOf] = await FORMS[form](url, caller);
  return uses.map((grantId) => {
    const input = { grantId, recipientCode: caller.recipient.identity.code, idempotencyKey: randomUUID() };
    const body = JSON.stringify(bodyOf(input));
    const headers = {
      host,
      'content-type': 'application/json',
      'content-length': body.length,
      ...headersOf(),
    };
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return Buffer.from(`POST ${pathname} HTTP/1.1\r\n${head.join('')}\r\n${body}`, 'latin1');
  });
}
