import { hash } from 'node:crypto';
import { type AccessTokenSettings, AccessTokens } from './access-token.js';
import { LONGEST_TOKEN } from './algorithms.js';
import type { RecipientCaller } from './caller.js';
import { type DpopProofSettings, DpopProofs } from './dpop-proof.js';
import { proofInvalid, unauthenticated } from './unauthenticated.js';

/** Authenticates recipients: `Authorization: DPoP <access token>` with a `DPoP` proof (RFC 9449, 7). */
export class RecipientTokens {
  private readonly accessTokens: AccessTokens;
  private readonly proofs: DpopProofs;

  constructor(private readonly settings: AccessTokenSettings & DpopProofSettings) {
    this.accessTokens = new AccessTokens(settings);
    this.proofs = new DpopProofs(settings);
  }

  /** Also spends the proof. @throws Refusal UNAUTHENTICATED */
  async verify(token: string, proof: string | undefined, method: string): Promise<RecipientCaller> {
    const { unspent, ...caller } = await this.identify(token, proof, method);
    await unspent!.spend();
    return Object.freeze({ ...caller, proof: unspent!.digest });
  }

  /** Leaves the proof to be spent by what is done with the request. @throws Refusal UNAUTHENTICATED */
  async identify(token: string, proof: string | undefined, method: string): Promise<RecipientCaller> {
    if (!proof)
      throw proofInvalid({
        en: 'The DPoP proof is missing. Send one in the header DPoP.',
        zh: '缺少 DPoP 证明。请放在请求头 DPoP 中发送。',
      });
    if (token.length > LONGEST_TOKEN)
      throw unauthenticated({
        en: 'The access token is too long to be one of ours. Get one at /oauth/token.',
        zh: '访问令牌过长，不是本平台签发的。请到 /oauth/token 获取。',
      });
    if (proof.length > LONGEST_TOKEN)
      throw proofInvalid({
        en: 'The DPoP proof is too long. Send no more claims than it needs.',
        zh: 'DPoP 证明过长。请只保留必需的声明。',
      });
    const tokenHash = hash('sha256', token, 'base64url');
    const { caller, keyThumbprint } = await this.accessTokens.verify(token, tokenHash);
    const uri = `${this.settings.issuer()}/graphql`;
    const unspent = await this.proofs.verify(proof, {
      method,
      uri,
      tokenHash,
      keyThumbprint,
      signer: caller.signer,
    });
    return Object.freeze({ ...caller, unspent });
  }
}
