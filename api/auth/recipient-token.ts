import { hash } from 'node:crypto';
import { type AccessTokenSettings, AccessTokens } from './access-token.js';
import { LONGEST_TOKEN } from './algorithms.js';
import type { RecipientCaller } from './caller.js';
import { type DpopProofSettings, DpopProofs } from './dpop-proof.js';
import { unauthenticated } from './unauthenticated.js';

/** Authenticates recipients: `Authorization: DPoP <access token>` with a `DPoP` proof (RFC 9449, 7). */
export class RecipientTokens {
  private readonly accessTokens: AccessTokens;
  private readonly proofs: DpopProofs;

  constructor(private readonly settings: AccessTokenSettings & DpopProofSettings) {
    this.accessTokens = new AccessTokens(settings);
    this.proofs = new DpopProofs(settings);
  }

  /** @throws Refusal UNAUTHENTICATED */
  async verify(token: string, proof: string | undefined, method: string): Promise<RecipientCaller> {
    if (!proof) throw unauthenticated('The DPoP proof is missing.');
    if (token.length > LONGEST_TOKEN) throw unauthenticated('The access token is too long.');
    if (proof.length > LONGEST_TOKEN) throw unauthenticated('The DPoP proof is too long.');
    const tokenHash = hash('sha256', token, 'base64url');
    const { caller, keyThumbprint } = await this.accessTokens.verify(token, tokenHash);
    const uri = `${this.settings.issuer()}/graphql`;
    const name = await this.proofs.verify(proof, { method, uri, tokenHash, keyThumbprint });
    return Object.freeze({ ...caller, proof: name });
  }
}
