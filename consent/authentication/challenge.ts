import { byteaOf, byteaText, type SealableRow, type Seals } from '../crypto/seal.js';
import { databaseTime, secondsAfter } from '../database/database-time.js';
import type { Executor } from '../database/executor.js';
import type { Strength } from '../kernel/strength.js';
import type { AuthenticationAction, AuthenticationMethod } from './action.js';
import type { AuthenticationLimits } from './authentication-limits.js';

/** A challenge that a person must answer. Its row is the only state, so any process can complete it. */
export interface Challenge {
  readonly id: string;
  readonly method: AuthenticationMethod;
  /** Whether a passkey answers it instead of the e-voucher, for the method SCAN. */
  readonly passkey: boolean;
  readonly action: AuthenticationAction;
  readonly target: string | null;
  /** null if nobody has this ID number, or if the e-voucher or passkey will identify the person. */
  readonly personId: string | null;
  /** Whether the response will identify the person. */
  readonly awaitsIdentity: boolean;
  readonly codeHash: Buffer | null;
  /** The key of the quota of wrong codes, if the method is guessable. */
  readonly subjectKey: Buffer | null;
}

/** How far a challenge is that is answered in the city's app. */
export const CHALLENGE_STATES = ['WAITING', 'READY', 'FAILED', 'EXPIRED'] as const;
export type ChallengeState = (typeof CHALLENGE_STATES)[number];

/** A challenge after one of its attempts was taken. */
export interface TakenChallenge extends Challenge {
  readonly attemptsLeft: number;
}

/** A challenge as whoever started it sees it. */
export interface StartedChallenge {
  readonly id: string;
  readonly method: AuthenticationMethod;
  readonly expiresAt: Date;
  readonly hint: string;
  /** The options of `navigator.credentials.get`, as JSON; null unless the challenge asks for a passkey. */
  readonly passkeyOptions: string | null;
}

/** What a challenge that was answered rightly proves. */
export interface CompletedAuthentication {
  readonly id: string;
  readonly personId: string;
  /** For SIGN_IN the strength of the session, otherwise the strength of this proof. */
  readonly strength: Strength;
  readonly expiresAt: Date;
  readonly action: AuthenticationAction;
  readonly passkey: boolean;
}

/**
 * Stores challenges as rows of `assent.challenge`, sealed: one that somebody made or changed with SQL alone counts as not
 * there, and so does the proof of one.
 */
export class Challenges {
  constructor(
    private readonly database: Executor,
    private readonly seals: Seals,
  ) {}

  /** @returns the time at which the challenge expires */
  async open(challenge: Challenge, { attempts, challengeSeconds }: AuthenticationLimits): Promise<Date> {
    const now = await databaseTime(this.database);
    const expiresAt = secondsAfter(now, challengeSeconds);
    const row = {
      id: challenge.id,
      method: challenge.method,
      passkey: challenge.passkey,
      action: challenge.action,
      target: challenge.target?.toLowerCase() ?? null,
      person_id: challenge.personId,
      subject_key: challenge.subjectKey && byteaText(challenge.subjectKey),
      awaits_identity: challenge.awaitsIdentity,
      code_hash: challenge.codeHash && byteaText(challenge.codeHash),
      attempts_left: attempts,
      created_at: now.toISOString(),
      expires_at: expiresAt.toISOString(),
    };
    await this.database.query('SELECT assent.open_challenge($1::jsonb)', [
      this.seals.sealed('challenge', row),
    ]);
    return expiresAt;
  }

  /** Finds a challenge that can still be answered. No outside service is asked about any other. */
  find(id: string): Promise<Challenge | null> {
    return this.sealed('open_challenges($1::uuid)', [id]);
  }

  /** Keeps a ticket for an open challenge; the first one counts. @returns whether it was kept */
  async handOver(id: string, ticket: string): Promise<boolean> {
    const [row] = await this.database.query('SELECT assent.hand_over_ticket($1::uuid, $2) AS kept', [
      id,
      ticket,
    ]);
    return row!.kept === true;
  }

  /** The ticket that was handed over for this challenge, if one was. */
  async handedOver(id: string): Promise<string | null> {
    const [row] = await this.database.query('SELECT assent.handed_over_ticket($1::uuid) AS ticket', [id]);
    return (row!.ticket as string | null) ?? null;
  }

  async state(id: string): Promise<ChallengeState> {
    const [row] = await this.database.query('SELECT assent.challenge_state($1::uuid) AS state', [id]);
    return row!.state as ChallengeState;
  }

  /**
   * Takes one attempt before the response is compared. So parallel responses in several processes can't exceed the
   * number of attempts. Only the person whom the challenge is for can use up the attempts of a step-up.
   */
  takeAttempt(id: string, personId: string | null): Promise<TakenChallenge | null> {
    return this.sealed('take_attempt($1::uuid, $2::bigint)', [id, personId]);
  }

  /** Closes the challenge and makes its proof in one statement. @returns null if another response was faster */
  async complete(
    { id, method, passkey, action, target }: Challenge,
    proofId: string,
    personId: string,
    { proofSeconds }: AuthenticationLimits,
  ): Promise<Date | null> {
    const now = await databaseTime(this.database);
    const expiresAt = secondsAfter(now, proofSeconds);
    const proof = this.seals.sealed('authentication', {
      id: proofId,
      challenge_id: id,
      person_id: personId,
      strength: method,
      passkey,
      identity_provider: null,
      action,
      target,
      created_at: now.toISOString(),
      expires_at: expiresAt.toISOString(),
      spent_at: action === 'SIGN_IN' ? now.toISOString() : null,
    });
    const [row] = await this.database.query('SELECT assent.complete_challenge($1::jsonb) AS completed', [
      proof,
    ]);
    return row!.completed === true ? expiresAt : null;
  }

  private async sealed(call: string, values: unknown[]): Promise<TakenChallenge | null> {
    const [found] = await this.database.query(`SELECT to_jsonb(c) AS row FROM assent.${call} AS c`, values);
    const row = found?.row as SealableRow | undefined;
    return row && this.seals.holds('challenge', row) ? read(row) : null;
  }
}

const bytesOrNull = (text: unknown) => (text === null ? null : byteaOf(text as string));

const read = (row: SealableRow): TakenChallenge => ({
  id: row.id as string,
  method: row.method as AuthenticationMethod,
  passkey: row.passkey as boolean,
  action: row.action as AuthenticationAction,
  target: row.target as string | null,
  personId: row.person_id === null ? null : String(row.person_id),
  awaitsIdentity: row.awaits_identity as boolean,
  codeHash: bytesOrNull(row.code_hash),
  subjectKey: bytesOrNull(row.subject_key),
  attemptsLeft: row.attempts_left as number,
});
