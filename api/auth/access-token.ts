import assert from 'node:assert/strict';
import { type CryptoKey, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { PLATFORM_ALGORITHM } from './algorithms.js';
import type { RecipientCaller } from './caller.js';
import { tokenRefused, unauthenticated } from './unauthenticated.js';

/** The caller that an access token names (RFC 9068), and the key that the token is bound to (RFC 9449, 6.1). */
export interface BoundToken {
  readonly caller: RecipientCaller;
  readonly keyThumbprint: string;
  readonly expiresAtSeconds: number;
}

const MOST_CACHED = 10_000;

export interface AccessTokenSettings {
  readonly issuer: () => string;
  readonly publicKey: CryptoKey;
}

/** Verifies recipients' access tokens. A verified token is cached by its hash until it expires. */
export class AccessTokens {
  private readonly verified = new LRUCache<string, BoundToken>({ max: MOST_CACHED });

  constructor(private readonly settings: AccessTokenSettings) {}

  /** @throws Refusal UNAUTHENTICATED */
  async verify(token: string, tokenHash: string): Promise<BoundToken> {
    const known = this.verified.get(tokenHash);
    if (known !== undefined) {
      if (known.expiresAtSeconds > Date.now() / 1000) return known;
      this.verified.delete(tokenHash);
    }
    const bound = await this.verifySignature(token);
    this.verified.set(tokenHash, bound);
    return bound;
  }

  private async verifySignature(token: string): Promise<BoundToken> {
    const issuer = this.settings.issuer();
    try {
      const { payload } = await jwtVerify(token, this.settings.publicKey, {
        algorithms: [PLATFORM_ALGORITHM],
        typ: 'at+jwt',
        issuer,
        audience: `${issuer}/graphql`,
        requiredClaims: ['exp', 'client_id', 'recipient', 'cnf', 'signer'],
      });
      const { client_id: clientId, recipient, signer, cnf, exp, authorization_details: details } = payload;
      const jkt = (cnf as { jkt?: unknown } | null)?.jkt;
      const named = [clientId, recipient, signer, jkt].every((claim) => typeof claim === 'string');
      if (!named)
        throw unauthenticated({
          en: 'The access token is not bound to a key. Get a new one at /oauth/token, with a DPoP proof.',
          zh: '访问令牌没有绑定密钥。请携带 DPoP 证明到 /oauth/token 重新获取。',
        });
      const caller: RecipientCaller = Object.freeze({
        kind: 'RECIPIENT',
        recipientCode: recipient as string,
        clientId: clientId as string,
        signer: signer as string,
        ...(details !== undefined && { onlyGrant: grantIn(details) }),
      });
      return Object.freeze({ caller, keyThumbprint: jkt as string, expiresAtSeconds: exp! });
    } catch (error) {
      throw tokenRefused('access', error);
    }
  }
}

/** The one grant that a token of a redirect opens. It is our own claim, in a token that we signed. */
function grantIn(details: unknown): string {
  const [detail] = details as [{ grant_id?: unknown }];
  assert(typeof detail?.grant_id === 'string', 'a token of a redirect names its grant');
  return detail.grant_id;
}
