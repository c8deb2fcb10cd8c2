import type { Limit } from './quota.js';

/** Lifetimes, and limits on attempts. They are the same in every process of a platform. */
export interface AuthenticationLimits {
  /** Attempts at one challenge. */
  readonly attempts: number;
  readonly challengeSeconds: number;
  readonly proofSeconds: number;
  /** Limits on sending codes. */
  readonly codes: {
    /** For one signed-in person, and for one person on one device on which they have signed in before. */
    readonly own: readonly Limit[];
    /** For one ID number, and for one mobile, on all other devices together. */
    readonly subject: readonly Limit[];
    /** The part of that which one client address has. */
    readonly part: readonly Limit[];
    /** For one client address, on devices that are not the person's. */
    readonly address: readonly Limit[];
    /** For the whole city, on devices that are not the person's: it bounds what strangers can spend on SMS. */
    readonly city: Limit;
  };
  /** Limits on wrong codes. */
  readonly tries: {
    /** For one person on one device on which they have signed in before. */
    readonly own: readonly Limit[];
    /** For one ID number when signing in on all other devices, which anybody can attempt. */
    readonly signIn: readonly Limit[];
    /** The part of that which one client address has. */
    readonly part: readonly Limit[];
    /** For one signed-in person, which only the holder of the session can attempt. */
    readonly stepUp: readonly Limit[];
    /** For one client address, on devices that are not the person's. */
    readonly address: readonly Limit[];
  };
}

const HOUR = 3_600;
const DAY = 86_400;
const perDay = (most: number): readonly Limit[] => [{ most, seconds: DAY }];
const perTenMinutes = (most: number): Limit => ({ most, seconds: 600 });

/**
 * A code has 6 digits. In any 24 hours 25 + 15 wrong codes can be tried against one person, and 10 more by whoever holds a
 * device of theirs, so an attacker guesses right with a probability of 50 in 1,000,000, or 1 in 20,000 a day. Against many
 * people from one address the probability is 500 in 1,000,000, or 1 in 2,000 a day.
 *
 * Nobody can use these limits up against somebody else. Signing in and stepping up are counted apart, and so is each device
 * on which the person has signed in before. What all other devices share can be used up by whoever has several addresses;
 * then the person still signs in on a device of theirs, and everywhere by e-voucher, face comparison or passkey, which
 * can't be guessed and have no quotas.
 */
export const AUTHENTICATION_LIMITS: AuthenticationLimits = Object.freeze({
  attempts: 5,
  challengeSeconds: 300,
  proofSeconds: 300,
  codes: Object.freeze({
    own: [perTenMinutes(20), ...perDay(40)],
    subject: [perTenMinutes(30), ...perDay(40)],
    part: perDay(20),
    address: perDay(3_000),
    city: { most: 20_000, seconds: HOUR },
  }),
  tries: Object.freeze({
    own: perDay(10),
    signIn: perDay(25),
    part: perDay(20),
    stepUp: perDay(15),
    address: perDay(500),
  }),
});
