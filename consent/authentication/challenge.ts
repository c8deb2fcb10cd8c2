import type { Executor } from '../database/executor.js';
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

/** A challenge after one of its attempts was taken. */
export interface TakenChallenge extends Challenge {
  readonly attemptsLeft: number;
}

const COLUMNS =
  'id::text, method, passkey, action, target::text, person_id::text, awaits_identity, code_hash, subject_key, attempts_left';

const OPEN = 'attempts_left > 0 AND completed_at IS NULL AND expires_at > assent.now()';

/** Stores challenges as rows of `assent.challenge`. */
export class Challenges {
  constructor(private readonly database: Executor) {}

  /** @returns the time at which the challenge expires */
  async open(challenge: Challenge, { attempts, challengeSeconds }: AuthenticationLimits): Promise<Date> {
    const [row] = await this.database.query(
      `INSERT INTO assent.challenge
         (id, method, passkey, action, target, person_id, awaits_identity, code_hash, subject_key, attempts_left,
          created_at, expires_at)
       SELECT $1::uuid, $2, $3::boolean, $4, $5::uuid, $6::bigint, $7::boolean, $8::bytea, $9::bytea, $10::smallint,
              moment, moment + make_interval(secs => $11)
         FROM (SELECT assent.now() AS moment) AS clock
       RETURNING expires_at`,
      [
        challenge.id,
        challenge.method,
        challenge.passkey,
        challenge.action,
        challenge.target,
        challenge.personId,
        challenge.awaitsIdentity,
        challenge.codeHash,
        challenge.subjectKey,
        attempts,
        challengeSeconds,
      ],
    );
    return row!.expires_at as Date;
  }

  /** Finds a challenge that can still be answered. No outside service is asked about any other. */
  async find(id: string): Promise<Challenge | null> {
    const [row] = await this.database.query(
      `SELECT ${COLUMNS} FROM assent.challenge WHERE id = $1 AND ${OPEN}`,
      [id],
    );
    return row === undefined ? null : read(row);
  }

  /**
   * Takes one attempt before the response is compared. So parallel responses in several processes can't exceed the
   * number of attempts. Only the person whom the challenge is for can use up the attempts of a step-up.
   */
  async takeAttempt(id: string, personId: string | null): Promise<TakenChallenge | null> {
    const [row] = await this.database.query(
      `UPDATE assent.challenge SET attempts_left = attempts_left - 1
        WHERE id = $1 AND ${OPEN}
          AND (action = 'SIGN_IN' OR person_id = $2::bigint)
       RETURNING ${COLUMNS}`,
      [id, personId],
    );
    return row === undefined ? null : read(row);
  }

  /** Closes the challenge and makes its proof in one statement. @returns null if another response was faster */
  async complete(
    challenge: Challenge,
    proofId: string,
    personId: string,
    { proofSeconds }: AuthenticationLimits,
  ): Promise<Date | null> {
    const [row] = await this.database.query(
      `WITH clock AS MATERIALIZED (SELECT assent.now() AS moment),
       completed AS (
         UPDATE assent.challenge SET completed_at = moment FROM clock
          WHERE id = $1 AND completed_at IS NULL AND expires_at > moment
            AND (awaits_identity OR person_id = $3::bigint)
         RETURNING challenge.*
       )
       INSERT INTO assent.authentication
         (id, challenge_id, person_id, strength, passkey, action, target, created_at, expires_at, spent_at)
       SELECT $2::uuid, id, $3::bigint, method, passkey, action, target,
              completed_at, completed_at + make_interval(secs => $4),
              CASE WHEN action = 'SIGN_IN' THEN completed_at END
         FROM completed
       RETURNING expires_at`,
      [challenge.id, proofId, personId, proofSeconds],
    );
    return row === undefined ? null : (row.expires_at as Date);
  }
}

const read = (row: Record<string, unknown>): TakenChallenge => ({
  id: row.id as string,
  method: row.method as AuthenticationMethod,
  passkey: row.passkey as boolean,
  action: row.action as AuthenticationAction,
  target: row.target as string | null,
  personId: row.person_id as string | null,
  awaitsIdentity: row.awaits_identity as boolean,
  codeHash: row.code_hash as Buffer | null,
  subjectKey: row.subject_key as Buffer | null,
  attemptsLeft: row.attempts_left as number,
});
