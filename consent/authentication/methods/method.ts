import type { AuthenticationAction } from '../action.js';
import type { Challenge } from '../challenge.js';

/** Whom a challenge is for, as far as it is known when it starts. */
export interface ChallengeSubject {
  readonly personId: string | null;
  /** True for the step-up of a signed-in person, who may be shown what is theirs. */
  readonly signedIn: boolean;
  /** Stands for the ID number, or for the person who is signed in, where limits count. */
  readonly key: Buffer;
  /** Of the client. */
  readonly address: string;
  readonly action: AuthenticationAction;
  readonly target: string | null;
  /** Who will receive the data, when the person is asked to approve that. */
  readonly recipientName: string | null;
}

/** What a method keeps with the challenge, and what the person is told. */
export interface ChallengeStart {
  readonly codeHash: Buffer | null;
  readonly hint: string;
  /** For the device's passkeys, as JSON. */
  readonly passkeyOptions?: string;
}

/** One way to authenticate. `Evidence` is a response that has been read but not judged. */
export interface Method<Evidence> {
  /** Whether a response could be guessed; then tries are limited, and not only for one challenge. */
  readonly guessable: boolean;
  /** Does what comes before the challenge exists, so that a failure leaves none behind. */
  open(challengeId: string, subject: ChallengeSubject): Promise<ChallengeStart>;
  /** Reads a response. Outside services are asked here, so that their outage costs no attempt. */
  read(challenge: Challenge, response: string): Promise<Evidence | null>;
  /** Judges it after an attempt was taken: the person it proves, or null. */
  judge(challenge: Challenge, evidence: Evidence): Promise<string | null>;
}
