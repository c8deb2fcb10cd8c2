import { createPrivateKey, hash, randomUUID, sign } from 'node:crypto';
import { RecipientClient } from '../dist/examples/clients/recipient-client.js';
import { RecipientKey } from '../dist/examples/clients/recipient-key.js';

/** The recipient whose redemptions are measured, and the one that overloads the platform. */
export const RECIPIENTS = [
  { code: 'INS-BENCH', name: 'Measured Insurer', kind: 'COMMERCIAL_INSURER', clientId: 'bench-insurer' },
  { code: 'INS-HAMMER', name: 'Hammering Insurer', kind: 'COMMERCIAL_INSURER', clientId: 'hammer-insurer' },
];

export const PURPOSE = 'CLAIM_DIRECT_PAY';

const newKeys = () => Promise.all(RECIPIENTS.map(() => RecipientKey.create()));

/** The recipients' keys: [[identity, RecipientKey, private JWK], ...] */
export async function createRecipients() {
  const keys = await newKeys();
  return Promise.all(
    RECIPIENTS.map(async (identity, index) => ({
      identity,
      publicJwk: keys[index].publicJwk,
      privateJwk: await keys[index].privateJwk(),
    })),
  );
}

/** An agreement with a rate limit that is never reached, so that the limiter does not affect the results. */
export const agreementOf = ({ identity, publicJwk }, document) => ({
  recipient: { ...identity, jwks: { keys: [publicJwk] }, maxRequestsPerSecond: 1_000_000 },
  purposes: [
    {
      code: PURPOSE,
      items: null,
      impactAssessment: 'PIA-BENCH',
      operations: [{ name: 'redeem', document }],
    },
  ],
});

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Gets an access token as any recipient does and returns a function that signs DPoP proofs for it. It does not use
 * jose, because tens of thousands of proofs are signed before each run.
 * @returns {Promise<() => Record<string, string>>} headers of one request
 */
export async function authorize(graphqlUrl, { identity, privateJwk, publicJwk }) {
  const client = new RecipientClient(
    graphqlUrl.replace(/\/graphql$/, ''),
    identity,
    await RecipientKey.fromJwk(privateJwk),
  );
  const token = await client.accessToken();
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' });
  const header = part({ alg: 'EdDSA', typ: 'dpop+jwt', jwk: publicJwk });
  const ath = hash('sha256', token, 'base64url');
  return () => {
    const iat = Math.floor(Date.now() / 1000);
    const signed = `${header}.${part({ htm: 'POST', htu: graphqlUrl, iat, jti: randomUUID(), ath })}`;
    const signature = sign(null, Buffer.from(signed), key).toString('base64url');
    return { authorization: `DPoP ${token}`, dpop: `${signed}.${signature}` };
  };
}
