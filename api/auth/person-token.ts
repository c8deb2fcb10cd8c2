import { LIMITS } from '../../consent/kernel/limits.js';
import { STRENGTHS } from '../../consent/kernel/strength.js';
import type { SigningKey } from '../secrets/keyring.js';
import type { PersonCaller } from './caller.js';
import { SessionTokens } from './session-token.js';

/**
 * The session tokens of people. A token is worth something as long as the session that it names is open
 * (consent/authentication/session.ts).
 */
export class PersonTokens {
  private readonly tokens: SessionTokens;

  constructor(issuer: () => string, key: SigningKey) {
    this.tokens = new SessionTokens('person', issuer, key, LIMITS.sessionSeconds, ['strength', 'sid']);
  }

  async issue({ personId, strength, session }: Omit<PersonCaller, 'kind' | 'sessionId'>): Promise<string> {
    return (await this.tokens.issue(personId, { strength, sid: session })).accessToken;
  }

  /** @throws Refusal UNAUTHENTICATED */
  verify(token: string): Promise<PersonCaller> {
    return this.tokens.verify(token, ({ sub, sid, ...claims }) => {
      const strength = STRENGTHS.find((known) => known === claims.strength);
      if (strength === undefined || typeof sid !== 'string' || !/^\d+$/.test(sub)) return undefined;
      return Object.freeze({ kind: 'PERSON', personId: sub, strength, session: sid } as const);
    });
  }
}
