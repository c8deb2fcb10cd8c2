import { randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { STRENGTHS } from '../../consent/kernel/strength.js';
import type { SigningKey } from '../secrets/keyring.js';
import { LONGEST_TOKEN, PLATFORM_ALGORITHM } from './algorithms.js';
import type { PersonCaller } from './caller.js';
import { tokenRefused, unauthenticated } from './unauthenticated.js';

const LIFETIME = '30m';
/** The token type and audience are particular to people, so a recipient's token is never taken for a person's. */
const TYPE = 'person+jwt';

/** Issues and verifies the session tokens of people: `Authorization: Bearer <token>`. */
export class PersonTokens {
  constructor(
    private readonly issuer: () => string,
    private readonly key: SigningKey,
  ) {}

  issue({ personId, strength }: Pick<PersonCaller, 'personId' | 'strength'>): Promise<string> {
    return new SignJWT({ strength })
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
    if (token.length > LONGEST_TOKEN) throw unauthenticated('The token is too long.');
    try {
      const { payload } = await jwtVerify(token, this.key.publicKey, {
        algorithms: [PLATFORM_ALGORITHM],
        typ: TYPE,
        issuer: this.issuer(),
        audience: this.audience(),
        requiredClaims: ['exp', 'sub', 'strength'],
      });
      const strength = STRENGTHS.find((known) => known === payload.strength);
      if (strength === undefined || !/^\d+$/.test(payload.sub!))
        throw unauthenticated('The token is not valid.');
      return Object.freeze({ kind: 'PERSON', personId: payload.sub!, strength });
    } catch (error) {
      throw tokenRefused('token', error);
    }
  }

  private audience(): string {
    return `${this.issuer()}/person`;
  }
}
