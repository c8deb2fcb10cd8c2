import { errors } from 'jose';
import type { Bilingual } from '../../consent/kernel/bilingual.js';
import { Refusal } from '../../consent/kernel/refusal.js';

/** What is wrong with the credentials, in the words of OAuth (RFC 6750, 3.1; RFC 9449, 12.2). */
export type OauthError = 'invalid_request' | 'invalid_token' | 'invalid_dpop_proof' | 'use_dpop_nonce';

/** The refusal of credentials that came with the request. Its English text is told in a header, so it is ASCII. */
export class CredentialsRefused extends Refusal {
  constructor(
    readonly oauthError: OauthError,
    text: Bilingual,
    cause?: unknown,
  ) {
    super('UNAUTHENTICATED', text, {}, { cause });
  }
}

export const unauthenticated = (text: Bilingual, cause?: unknown): Refusal =>
  new CredentialsRefused('invalid_token', text, cause);

export const proofInvalid = (text: Bilingual, cause?: unknown): Refusal =>
  new CredentialsRefused('invalid_dpop_proof', text, cause);

/** The refusal of a DPoP proof that needs a nonce of ours, because its clock is wrong or its nonce is old (RFC 9449, 9). */
export class DpopNonceNeeded extends CredentialsRefused {
  constructor(
    /** The nonce for the next proof, for the header DPoP-Nonce. */
    readonly nonce: string,
    text: Bilingual,
  ) {
    super('use_dpop_nonce', text);
  }
}

/** What a token of each kind is called, and how to get a new one. */
const TOKENS = {
  access: {
    en: ['The access token', 'Get a new one at /oauth/token.'],
    zh: ['访问令牌', '请到 /oauth/token 重新获取。'],
  },
  session: { en: ['The token', 'Sign in again.'], zh: ['令牌', '请重新登录。'] },
} as const;

/** The refusal of a token: expired or not valid. The exact cause is kept for the log and not told. */
export function tokenRefused(kind: keyof typeof TOKENS, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { en, zh } = TOKENS[kind];
  return error instanceof errors.JWTExpired
    ? unauthenticated({ en: `${en[0]} has expired. ${en[1]}`, zh: `${zh[0]}已过期。${zh[1]}` }, error)
    : unauthenticated({ en: `${en[0]} is not valid. ${en[1]}`, zh: `${zh[0]}无效。${zh[1]}` }, error);
}
