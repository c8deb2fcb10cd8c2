import type { Challenge } from '../challenge.js';
import type { CodeAttempt } from '../one-time-code-limits.js';

/** The person whom a challenge is for, as far as they are known when it starts. */
export interface ChallengeSubject extends CodeAttempt {
  readonly personId: string | null;
  /** True for the step-up of a signed-in person. Only then may the challenge show data of theirs. */
  readonly signedIn: boolean;
  readonly target: string | null;
  /** What the person confirms, in words for the SMS. */
  readonly doing: string;
}

/** The result of starting a challenge: what is stored with it, and what the person sees. */
export interface ChallengeStart {
  readonly codeHash: Buffer | null;
  readonly hint: string;
  /** The options of `navigator.credentials.get`, as JSON. */
  readonly passkeyOptions?: string;
}

/** A way to authenticate. `Evidence` is a parsed response that is not checked yet. */
export interface Method<Evidence> {
  /** Whether a response can be guessed. If so, a quota across challenges limits wrong responses. */
  readonly guessable: boolean;
  /** Prepares a challenge before its row is stored, so that a failure leaves no row behind. */
  open(challengeId: string, subject: ChallengeSubject): Promise<ChallengeStart>;
  /** Parses a response. Outside services are called here, so that an outage takes no attempt. */
  read(challenge: Challenge, response: string): Promise<Evidence | null>;
  /** Checks the evidence after an attempt was taken. @returns the person it proves, or null */
  judge(challenge: Challenge, evidence: Evidence): Promise<string | null>;
}
