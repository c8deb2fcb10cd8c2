import { hash } from 'node:crypto';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  EmbeddedJWK,
  type JWTHeaderParameters,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import { LRUCache } from 'lru-cache';
import type { Proof, Spent } from '../../consent/authentication/spent-proofs.js';
import { SIGNER_ENDED } from '../../consent/gate/redemption-refusals.js';
import type { UseProof } from '../../consent/gate/use-request.js';
import { LIMITS } from '../../consent/kernel/limits.js';
import { Refusal, unavailable } from '../../consent/kernel/refusal.js';
import { RECIPIENT_ALGORITHMS } from './algorithms.js';
import { type DpopNonces, NONCE_SECONDS } from './dpop-nonce.js';
import { isTimely } from './signed-statement.js';
import { DpopNonceNeeded, proofInvalid, unauthenticated } from './unauthenticated.js';

/** The request and token that a proof must match (RFC 9449, 4.3). */
export interface ProvenRequest {
  readonly method: string;
  readonly uri: string;
  /** base64url(SHA-256(access token)), the proof's `ath`. */
  readonly tokenHash: string;
  /** The key that the access token is bound to. */
  readonly keyThumbprint: string;
  /** The key that the access token was asked for with. */
  readonly signer: string;
}

export interface DpopProofSettings {
  readonly nonces: DpopNonces;
  /** Spends a proof: FIRST for the first time that any process of the platform hears of it. */
  readonly spend: (proof: Proof) => Promise<Spent>;
}

/** How long a proof must be remembered: as long as it is accepted, and a while for clocks of processes that differ. */
const WITHOUT_NONCE_SECONDS = 2 * (LIMITS.statementBackSeconds + LIMITS.statementAheadSeconds);
const WITH_NONCE_SECONDS = NONCE_SECONDS + WITHOUT_NONCE_SECONDS;

const LONGEST_JTI = 256;
const MOST_KEYS_CACHED = 10_000;

/**
 * A proof that is good for one request. The use of a grant takes it by itself (`assent.redeem_together`); whatever else is
 * done with the request spends it.
 */
export class VerifiedProof implements UseProof {
  /** Whether it is spent, by a use or otherwise. */
  isTaken = false;

  constructor(
    readonly digest: Buffer,
    readonly signer: Buffer,
    private readonly spent: () => Promise<Spent>,
  ) {}

  /** @throws Refusal UNAUTHENTICATED if it was used before, at any process; UNAVAILABLE if its use could not be recorded */
  async spend(): Promise<void> {
    if (this.isTaken) return;
    const spent = await this.spent().catch((error) => {
      throw error instanceof Refusal ? error : unavailable(error);
    });
    if (spent === 'KEY_ENDED') throw new Refusal('UNAUTHENTICATED', SIGNER_ENDED);
    if (spent === 'REPLAYED')
      throw proofInvalid({
        en: 'The DPoP proof was used before (jti). Sign a new one for each request.',
        zh: '该 DPoP 证明已经用过（jti）。请为每个请求重新签一份。',
      });
    this.isTaken = true;
  }
}

/** Verifies DPoP proofs: the sender of a request holds the key that its access token is bound to. */
export class DpopProofs {
  private readonly keys = new LRUCache<string, CryptoKey>({ max: MOST_KEYS_CACHED });

  constructor(private readonly settings: DpopProofSettings) {}

  /** @throws Refusal UNAUTHENTICATED saying which check failed */
  async verify(proof: string, request: ProvenRequest): Promise<VerifiedProof> {
    const { jti, nonce } = await this.verifyClaims(proof, request);
    const digest = hash('sha256', `${request.keyThumbprint}\0${jti}`, 'buffer');
    const seconds = nonce === undefined ? WITHOUT_NONCE_SECONDS : WITH_NONCE_SECONDS;
    const signer = Buffer.from(request.signer, 'base64url');
    return new VerifiedProof(digest, signer, () => this.settings.spend({ digest, seconds, signer }));
  }

  private async verifyClaims(proof: string, request: ProvenRequest): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(proof, (header) => this.boundKey(header, request.keyThumbprint), {
        algorithms: [...RECIPIENT_ALGORITHMS],
        typ: 'dpop+jwt',
        requiredClaims: ['jti', 'htm', 'htu', 'iat', 'ath'],
      });
      if (payload.htm !== request.method)
        throw proofInvalid({
          en: 'The DPoP proof is for another HTTP method (htm). Sign one for this request.',
          zh: '该 DPoP 证明写的是另一种 HTTP 方法（htm）。请为本次请求重新签一份。',
        });
      if (!isSameResource(payload.htu, request.uri))
        throw proofInvalid({
          en: `The DPoP proof is for another URL (htu); it must be ${request.uri}.`,
          zh: `该 DPoP 证明写的是另一个网址（htu），应为 ${request.uri}。`,
        });
      if (payload.ath !== request.tokenHash)
        throw proofInvalid({
          en: 'The DPoP proof is for another access token (ath). Sign one with the hash of this token.',
          zh: '该 DPoP 证明对应另一个访问令牌（ath）。请用本令牌的摘要重新签一份。',
        });
      const { jti } = payload;
      if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_JTI)
        throw proofInvalid({
          en: 'The DPoP proof needs a short identifier (jti).',
          zh: 'DPoP 证明须有简短的唯一标识（jti）。请补上后重新签名。',
        });
      this.checkTime(payload);
      return payload;
    } catch (error) {
      throw error instanceof Refusal
        ? error
        : proofInvalid(
            {
              en: 'The DPoP proof is not valid. Sign one as RFC 9449 (4.2) tells.',
              zh: 'DPoP 证明无效。请按 RFC 9449 第 4.2 节签名。',
            },
            error,
          );
    }
  }

  /** A nonce of ours tells that the proof is fresh. Without one the time of issue must tell it. */
  private checkTime({ iat, nonce }: JWTPayload): void {
    const { nonces } = this.settings;
    if (nonce !== undefined) {
      if (!nonces.accepts(nonce))
        throw new DpopNonceNeeded(nonces.current(), {
          en: 'The nonce of the DPoP proof is too old, or not ours. Sign the one of DPoP-Nonce.',
          zh: 'DPoP 证明中的 nonce 已过期，或不是本平台签发的。请改签响应头 DPoP-Nonce 给出的值。',
        });
    } else if (!isTimely(iat!, Date.now() / 1000))
      throw new DpopNonceNeeded(nonces.current(), {
        en: 'The DPoP proof is too old, or ahead of our clock (iat). Set your clock, or sign the nonce of DPoP-Nonce.',
        zh: 'DPoP 证明的时间（iat）过早，或超前于本平台时钟。请校准时钟，或签入响应头 DPoP-Nonce 给出的值。',
      });
  }

  /** The public key in the proof's header. It is cached once it is known to be the key the access token is bound to. */
  private async boundKey(header: JWTHeaderParameters, keyThumbprint: string): Promise<CryptoKey> {
    const name = JSON.stringify([header.alg, header.jwk, keyThumbprint]);
    const known = this.keys.get(name);
    if (known !== undefined) return known;
    // EmbeddedJWK refuses a private or symmetric key (RFC 9449, 4.3, 7).
    const key = await EmbeddedJWK(header);
    if ((await calculateJwkThumbprint(header.jwk!)) !== keyThumbprint)
      throw unauthenticated({
        en: 'The access token is bound to another key than that of the DPoP proof. Sign with the key that the token was requested with.',
        zh: '访问令牌绑定的密钥与 DPoP 证明的密钥不同。请用申请令牌时的那把密钥签名。',
      });
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
