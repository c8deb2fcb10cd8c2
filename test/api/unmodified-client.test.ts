import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  allowInsecureRequests,
  type Configuration,
  clientCredentialsGrant,
  clockSkew,
  type DiscoveryRequestOptions,
  type DPoPHandle,
  discovery,
  fetchProtectedResource,
  getDPoPHandle,
  PrivateKeyJwt,
  randomDPoPKeyPair,
} from 'openid-client';
import { type Platform, startPlatform } from '../support/platform/platform.js';

/** A recipient whose client is openid-client, which uses oauth4webapi, with nothing of it configured for this platform. */
let platform: Platform;
let keys: Awaited<ReturnType<typeof randomDPoPKeyPair>>;
beforeAll(async () => {
  platform = await startPlatform();
  keys = await randomDPoPKeyPair('Ed25519');
});
afterAll(() => platform.stop());

/** @param skew how wrong the clock of the client is, in seconds */
async function configured(skew = 0): Promise<Configuration> {
  const { identity, key } = platform.insurer;
  const metadata = { client_id: identity.clientId, [clockSkew]: skew };
  const options: DiscoveryRequestOptions = { execute: [allowInsecureRequests] };
  return discovery(
    new URL(platform.url),
    identity.clientId,
    metadata,
    PrivateKeyJwt(key.privateKey as never),
    options,
  );
}

const tokenFor = async (config: Configuration, DPoP: DPoPHandle) =>
  (await clientCredentialsGrant(config, {}, { DPoP })).access_token;

async function send(config: Configuration, token: string, DPoP: DPoPHandle) {
  const body = JSON.stringify({ query: '{ recipient { code } }' });
  const headers = new Headers({ 'content-type': 'application/json' });
  const url = new URL(`${platform.url}/graphql`);
  return (await fetchProtectedResource(config, token, url, 'POST', body, headers, { DPoP })).json();
}

describe('an unmodified OAuth client', () => {
  it('gets a token with the assertion that it makes by default, and calls the API', async () => {
    const config = await configured();
    const dpop = getDPoPHandle(config, keys);
    const token = await tokenFor(config, dpop);
    for (let i = 0; i < 2; i += 1)
      expect(await send(config, token, dpop)).toEqual({
        data: { recipient: { code: platform.insurer.identity.code } },
      });
  });

  it.each([
    ['slow', -3_600],
    ['fast', 3_600],
  ])('calls the API although its clock is an hour %s, with the nonce that it is given', async (_, skew) => {
    const right = await configured();
    const wrong = await configured(skew);
    const token = await tokenFor(right, getDPoPHandle(right, keys));
    const dpop = getDPoPHandle(wrong, keys);
    for (let i = 0; i < 2; i += 1)
      expect(await send(wrong, token, dpop)).toEqual({
        data: { recipient: { code: platform.insurer.identity.code } },
      });
  });

  it('gets no token while its clock is wrong: an assertion has no nonce', async () => {
    const wrong = await configured(-3_600);
    await expect(tokenFor(wrong, getDPoPHandle(wrong, keys))).rejects.toMatchObject({
      error: 'invalid_client',
    });
  });
});
