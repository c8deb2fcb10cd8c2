import { hash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify, SignJWT } from 'jose';
import { RecipientKey } from '../../examples/clients/recipient-key.js';
import { returnAddress } from '../../examples/demo/agreements.js';
import { ELIGIBILITY } from '../support/clients/consent.js';
import { RawRedirect } from '../support/clients/raw-redirect.js';
import { RedirectedPerson } from '../support/clients/redirected-person.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

/** FAPI 2.0 Message Signing: signed requests (RFC 9101) and signed answers (JARM). */
let platform: Platform;
let raw: RawRedirect;
let returnTo: string;
beforeAll(async () => {
  platform = await startPlatform();
  returnTo = returnAddress(platform.insurer.identity);
  raw = new RawRedirect(platform.insurer, platform.url, returnTo, await RecipientKey.create());
});
afterAll(() => platform.stop());

const details = () => [{ type: 'assent_consent', ...ELIGIBILITY, reference: randomUUID() }];

/** A request object, as a client signs it. `claims` override the right ones; undefined leaves one out. */
async function requestObject(
  claims: Record<string, unknown> = {},
  key = platform.insurer.key,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { clientId } = platform.insurer.identity;
  return new SignJWT({
    iss: clientId,
    aud: platform.url,
    client_id: clientId,
    response_type: 'code',
    redirect_uri: returnTo,
    code_challenge: hash('sha256', raw.verifier, 'base64url'),
    code_challenge_method: 'S256',
    state: 'signed',
    authorization_details: details(),
    nbf: now,
    exp: now + 60,
    jti: randomUUID(),
    ...claims,
  })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'oauth-authz-req+jwt' })
    .sign(key.privateKey);
}

const pushSigned = (request: string) =>
  raw.push(undefined, {
    response_type: undefined,
    redirect_uri: undefined,
    state: undefined,
    code_challenge: undefined,
    code_challenge_method: undefined,
    authorization_details: undefined,
    request,
  });

describe('a signed request', () => {
  it('is judged and answered like any other', async () => {
    const { status, body } = await pushSigned(await requestObject());
    expect([status, body.error]).toEqual([201, undefined]);
    const browser = new RedirectedPerson(platform);
    await browser.arrive(raw.address(body.request_uri));
    const back = await browser.agree(platform.someone());
    expect(back.searchParams.get('state')).toBe('signed');
    expect((await raw.token(back.searchParams.get('code')!, platform.url)).body).toHaveProperty('grant_id');
  });

  it('is refused with the key of somebody else, for somebody else, and when it is old', async () => {
    const now = Math.floor(Date.now() / 1000);
    const wrong = [
      requestObject({}, await RecipientKey.create()),
      requestObject({ aud: 'https://elsewhere.example' }),
      requestObject({ iss: platform.otherInsurer.identity.clientId }),
      requestObject({ client_id: platform.otherInsurer.identity.clientId }),
      requestObject({ exp: now - 100, nbf: now - 200 }),
    ];
    for (const request of wrong) {
      const { status, body } = await pushSigned(await request);
      expect([status, body.error]).toEqual([400, 'invalid_request_object']);
    }
  });
});

describe('a signed answer', () => {
  it('is sent where it is asked for, by the key that the platform publishes, to this client', async () => {
    const { body } = await raw.push(details(), { response_mode: 'jwt' });
    const browser = new RedirectedPerson(platform);
    await browser.arrive(raw.address(body.request_uri));
    const back = await browser.agree(platform.someone());
    expect(back.searchParams.get('code')).toBeNull();
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', platform.url));
    const { payload } = await jwtVerify(back.searchParams.get('response')!, keys, {
      issuer: platform.url,
      audience: platform.insurer.identity.clientId,
    });
    expect(payload).toMatchObject({ code: expect.any(String), state: 'state' });
  });
});
