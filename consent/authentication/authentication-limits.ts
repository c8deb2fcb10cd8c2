import type { Limit } from './quota.js';

/** How long and how often: the same for every process of one platform. */
export interface AuthenticationLimits {
  readonly attempts: number;
  readonly challengeSeconds: number;
  readonly proofSeconds: number;
  /** Codes that are sent. */
  readonly codes: {
    /** For one ID number that signs in, and apart from it for one person who is signed in. */
    readonly subject: readonly Limit[];
    /** To one mobile, whoever shares it. */
    readonly mobile: readonly Limit[];
    /** For one client address, where nobody is signed in. */
    readonly address: readonly Limit[];
  };
  /** Codes that are tried and wrong. */
  readonly tries: {
    /** At one ID number that signs in: anybody may try. */
    readonly signIn: readonly Limit[];
    /** By one person who is signed in: whoever has the session. */
    readonly stepUp: readonly Limit[];
    readonly address: readonly Limit[];
  };
}

const DAY = 86_400;
const perDay = (most: number): readonly Limit[] => [{ most, seconds: DAY }];
const CODES: readonly Limit[] = [{ most: 20, seconds: 600 }, ...perDay(40)];

/**
 * A code has 6 digits. In any 24 hours 30 + 20 of them can be tried against one person, so whoever guesses has a
 * chance of 50 in 1,000,000, which is 1 in 20,000 a day; and for trying many people from one address 500 in
 * 1,000,000, which is 1 in 2,000 a day. Signing in and stepping up have allowances of their own, so that nobody
 * can use up, from outside, what a signed-in person needs. Only codes are limited: nothing else can be guessed,
 * and so e-voucher, face and passkey stay open to a person whose codes somebody else has used up.
 */
export const AUTHENTICATION_LIMITS: AuthenticationLimits = Object.freeze({
  attempts: 5,
  challengeSeconds: 300,
  proofSeconds: 300,
  codes: Object.freeze({ subject: CODES, mobile: CODES, address: perDay(3_000) }),
  tries: Object.freeze({ signIn: perDay(30), stepUp: perDay(20), address: perDay(500) }),
});
