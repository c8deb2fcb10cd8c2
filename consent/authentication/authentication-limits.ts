import type { Limit } from './quota.js';

/** Lifetimes, and limits on attempts. They are the same in every process of a platform. */
export interface AuthenticationLimits {
  /** Attempts at one challenge. */
  readonly attempts: number;
  readonly challengeSeconds: number;
  readonly proofSeconds: number;
  /** Limits on sending codes. */
  readonly codes: {
    /** For one ID number when signing in; counted separately for one signed-in person. */
    readonly subject: readonly Limit[];
    /** For one mobile number, even if several people share it. */
    readonly mobile: readonly Limit[];
    /** For one client address, when nobody is signed in. */
    readonly address: readonly Limit[];
  };
  /** Limits on wrong codes. */
  readonly tries: {
    /** For one ID number when signing in, which anybody can attempt. */
    readonly signIn: readonly Limit[];
    /** For one signed-in person, which only the holder of the session can attempt. */
    readonly stepUp: readonly Limit[];
    /** For one client address, when nobody is signed in. */
    readonly address: readonly Limit[];
  };
}

const DAY = 86_400;
const perDay = (most: number): readonly Limit[] => [{ most, seconds: DAY }];
const CODES: readonly Limit[] = [{ most: 20, seconds: 600 }, ...perDay(40)];

/**
 * A code has 6 digits. In any 24 hours 30 + 20 wrong codes can be tried against one person, so an attacker guesses
 * right with a probability of 50 in 1,000,000, or 1 in 20,000 a day. Against many people from one address the
 * probability is 500 in 1,000,000, or 1 in 2,000 a day. Signing in and stepping up have separate quotas, so that an
 * outsider can't use up the quota of a signed-in person. Only codes have quotas, because nothing else can be guessed.
 * So the e-voucher, the face comparison and passkeys still work for a person whose quota somebody else has used up.
 */
export const AUTHENTICATION_LIMITS: AuthenticationLimits = Object.freeze({
  attempts: 5,
  challengeSeconds: 300,
  proofSeconds: 300,
  codes: Object.freeze({ subject: CODES, mobile: CODES, address: perDay(3_000) }),
  tries: Object.freeze({ signIn: perDay(30), stepUp: perDay(20), address: perDay(500) }),
});
