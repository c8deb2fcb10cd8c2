import { randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { LIMITS } from '../../consent/kernel/limits.js';
import { STRENGTHS } from '../../consent/kernel/strength.js';
import type { SigningKey } from '../secrets/keyring.js';
import { LONGEST_TOKEN, PLATFORM_ALGORITHM } from './algorithms.js';
import type { PersonCaller } from './caller.js';
import { tokenRefused, unauthenticated } from './unauthenticated.js';

const LIFETIME = `${LIMITS.sessionSeconds}s`;
/** The token type and audience are particular to people, so a recipient's token is never taken for a person's. */
const TYPE = 'person+jwt';

/**
 * Issues and verifies the session tokens of people: `Authorization: Bearer <token>`. A token is worth something as long as
 * the session that it names is open (consent/authentication/session.ts).
 */
export class PersonTokens {
  constructor(
    private readonly issuer: () => string,
    private readonly key: SigningKey,
  ) {}

  issue({ personId, strength, session }: Omit<PersonCaller, 'kind' | 'sessionId'>): Promise<string> {
    return new SignJWT({ strength, sid: session })
      .setProtectedHeader({ alg: PLATFORM_ALGORITHM, typ: TYPE, kid: this.key.kid })
      .setIssuer(this.issuer())
      .setAudience(this.audience())
      .setSubject(personId)
      .setIssuedAt()
      .setExpirationTime(LIFETIME)
      .setJti(randomUUID())
      .sign(this.key.privateKey);
  }

  /** @throws Refusal UNAUTHENTICATED */
  async verify(token: string): Promise<PersonCaller> {
    if (token.length > LONGEST_TOKEN)
      throw unauthenticated({
        en: 'The token is too long to be one of ours. Sign in again.',
        zh: '令牌过长，不是本平台签发的。请重新登录。',
      });
    try {
      const { payload } = await jwtVerify(token, this.key.publicKey, {
        algorithms: [PLATFORM_ALGORITHM],
        typ: TYPE,
        issuer: this.issuer(),
        audience: this.audience(),
        requiredClaims: ['exp', 'sub', 'strength', 'sid'],
      });
      const strength = STRENGTHS.find((known) => known === payload.strength);
      const { sid } = payload;
      if (strength === undefined || typeof sid !== 'string' || !/^\d+$/.test(payload.sub!))
        throw unauthenticated({ en: 'The token is not valid. Sign in again.', zh: '令牌无效。请重新登录。' });
      return Object.freeze({ kind: 'PERSON', personId: payload.sub!, strength, session: sid });
    } catch (error) {
      throw tokenRefused('session', error);
    }
  }

  private audience(): string {
    return `${this.issuer()}/person`;
  }
}
