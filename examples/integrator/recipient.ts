import { importJWK, type JWK } from 'jose';
import * as oauth from 'openid-client';

/** Runs an operation and returns its data. @throws Error with what the platform told */
export type Send = (query: string, variables?: Record<string, unknown>) => Promise<Record<string, any>>;

/**
 * A recipient's client in full, made of openid-client alone: it discovers the platform, signs assertions and DPoP proofs,
 * gets a new token in time and signs the nonce that it is given.
 * @param privateJwk the key whose public half is in the agreement: Ed25519, P-256 or RSA
 */
export async function recipientClient(url: string, clientId: string, privateJwk: JWK): Promise<Send> {
  const server = new URL(url);
  const key = (await importJWK(privateJwk, ALGORITHMS[privateJwk.kty!])) as oauth.CryptoKey;
  // The demo and tests run without TLS on this machine.
  const execute = server.hostname === '127.0.0.1' ? [oauth.allowInsecureRequests] : [];
  const config = await oauth.discovery(server, clientId, undefined, oauth.PrivateKeyJwt(key), { execute });
  const DPoP = oauth.getDPoPHandle(config, await oauth.randomDPoPKeyPair('ES256'));
  let token: { readonly access_token: string; readonly expiresAt: number } | undefined;

  return async (query, variables = {}) => {
    if (!token || token.expiresAt < Date.now() + 30_000) {
      const { access_token, expires_in = 60 } = await oauth.clientCredentialsGrant(config, {}, { DPoP });
      token = { access_token, expiresAt: Date.now() + expires_in * 1_000 };
    }
    const response = await oauth.fetchProtectedResource(
      config,
      token.access_token,
      new URL('/graphql', server),
      'POST',
      JSON.stringify({ query, variables }),
      new Headers({ 'content-type': 'application/json', 'accept-language': 'zh-CN' }),
      { DPoP },
    );
    const { data, errors = [] } = (await response.json()) as { data: any; errors?: any[] };
    if (errors.length > 0)
      throw new Error(errors.map(({ message, extensions }) => `${extensions.code}: ${message}`).join('; '));
    return data;
  };
}

const ALGORITHMS: Readonly<Record<string, string>> = { OKP: 'EdDSA', EC: 'ES256', RSA: 'PS256' };
