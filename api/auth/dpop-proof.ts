import { hash } from 'node:crypto';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  EmbeddedJWK,
  type JWTHeaderParameters,
  jwtVerify,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { RECIPIENT_ALGORITHMS } from './algorithms.js';
import { DpopReplayCache } from './dpop-replay-cache.js';
import { tokenRefused, unauthenticated } from './unauthenticated.js';

/** The request and token that a proof must match (RFC 9449, 4.3). */
export interface ProvenRequest {
  readonly method: string;
  readonly uri: string;
  /** base64url(SHA-256(access token)), the proof's `ath`. */
  readonly tokenHash: string;
  /** The key that the access token is bound to. */
  readonly keyThumbprint: string;
}

const OLDEST_SECONDS = 60;
const CLOCK_AHEAD_SECONDS = 10;
const LONGEST_JTI = 256;
const MOST_KEYS_CACHED = 10_000;

/** Verifies DPoP proofs: the sender of a request holds the key that its access token is bound to. */
export class DpopProofs {
  private readonly replays = new DpopReplayCache(OLDEST_SECONDS + CLOCK_AHEAD_SECONDS);
  private readonly keys = new LRUCache<string, CryptoKey>({ max: MOST_KEYS_CACHED });

  /** @throws Refusal UNAUTHENTICATED saying which check failed. */
  async verify(proof: string, request: ProvenRequest): Promise<void> {
    const nowSeconds = Date.now() / 1000;
    try {
      const { payload } = await jwtVerify(proof, (header) => this.boundKey(header, request.keyThumbprint), {
        algorithms: [...RECIPIENT_ALGORITHMS],
        typ: 'dpop+jwt',
        requiredClaims: ['jti', 'htm', 'htu', 'iat', 'ath'],
      });
      if (payload.htm !== request.method)
        throw unauthenticated('The DPoP proof is for another HTTP method (htm).');
      if (!isSameResource(payload.htu, request.uri))
        throw unauthenticated(`The DPoP proof is for another URL (htu); it must be ${request.uri}.`);
      if (payload.ath !== request.tokenHash)
        throw unauthenticated('The DPoP proof is for another access token (ath).');
      const ageSeconds = nowSeconds - payload.iat!;
      if (ageSeconds > OLDEST_SECONDS || ageSeconds < -CLOCK_AHEAD_SECONDS)
        throw unauthenticated('The DPoP proof is too old, or ahead of our clock (iat).');
      const { jti } = payload;
      if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_JTI)
        throw unauthenticated('The DPoP proof needs a short identifier (jti).');
      if (!this.replays.firstUse(hash('sha256', `${request.keyThumbprint}\0${jti}`, 'base64url'), nowSeconds))
        throw unauthenticated('The DPoP proof was used before (jti).');
    } catch (error) {
      throw tokenRefused('DPoP proof', error);
    }
  }

  /** The public key in the proof's header. It is cached once it is known to be the key the access token is bound to. */
  private async boundKey(header: JWTHeaderParameters, keyThumbprint: string): Promise<CryptoKey> {
    const name = JSON.stringify([header.alg, header.jwk, keyThumbprint]);
    const known = this.keys.get(name);
    if (known !== undefined) return known;
    // EmbeddedJWK refuses a private or symmetric key (RFC 9449, 4.3, 7).
    const key = await EmbeddedJWK(header);
    if ((await calculateJwkThumbprint(header.jwk!)) !== keyThumbprint)
      throw unauthenticated('The access token is bound to another key than the DPoP proof’s.');
    this.keys.set(name, key);
    return key;
  }
}

/** Compares normalized URLs without query and fragment (RFC 9449, 4.3, 9). */
const isSameResource = (claimed: unknown, requested: string): boolean =>
  claimed === requested || withoutQuery(claimed) === withoutQuery(requested);

function withoutQuery(uri: unknown): string | null {
  const url = typeof uri === 'string' ? URL.parse(uri) : null;
  return url && url.origin + url.pathname;
}
