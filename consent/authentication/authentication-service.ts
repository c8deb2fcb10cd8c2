import { randomUUID } from 'node:crypto';
import type { BlindIndex } from '../crypto/blind-index.js';
import type { Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import { badInput, Refusal, refuse, unavailable } from '../kernel/refusal.js';
import { atLeast, type Strength } from '../kernel/strength.js';
import { isUuid } from '../kernel/uuid.js';
import type { MobileDirectory } from '../people/mobile-directory.js';
import type { PersonDirectory } from '../people/person-directory.js';
import type { EvoucherService, FaceService, SmsGateway } from '../ports/identity-services.js';
import type { AuthenticationAction, AuthenticationMethod, Means } from './action.js';
import { authenticationFailed } from './authentication-failed.js';
import { AUTHENTICATION_LIMITS, type AuthenticationLimits } from './authentication-limits.js';
import {
  type ChallengeState,
  Challenges,
  type CompletedAuthentication,
  type StartedChallenge,
} from './challenge.js';
import { type AuthenticationStart, type CheckedStart, checkStart } from './challenge-request.js';
import { sessionStrength } from './combined-strength.js';
import { DOING } from './doing.js';
import { HandedOverTickets } from './handed-over-tickets.js';
import { KnownDevices } from './known-devices.js';
import { EvoucherScan } from './methods/evoucher-scan.js';
import { FaceComparison } from './methods/face.js';
import type { ChallengeSubject, Method } from './methods/method.js';
import { PasskeyAssertion } from './methods/passkey.js';
import { SmsCode } from './methods/sms.js';
import { OneTimeCodeLimits } from './one-time-code-limits.js';
import type { Ceremonies } from './passkeys/ceremony.js';
import { PasskeyStore } from './passkeys/passkey-store.js';
import { type Proof, type ProofClaim, spendProof } from './proof.js';
import { Quota } from './quota.js';
import { ReplayGuard } from './replay-guard.js';

export interface AuthenticationServiceParts {
  /** Connected as the API's role. */
  readonly database: Executor;
  readonly seals: Seals;
  readonly blindIndex: BlindIndex;
  readonly people: PersonDirectory;
  readonly mobiles: MobileDirectory;
  readonly ceremonies: Ceremonies;
  readonly sms: SmsGateway;
  readonly evoucher: EvoucherService;
  readonly face: FaceService;
  readonly limits?: AuthenticationLimits;
  /** Says what a person approves or revokes; null for what is not theirs. */
  readonly describe?: (
    personId: string,
    action: 'APPROVE' | 'REVOKE',
    target: string,
  ) => Promise<string | null>;
}

/** The caller: anonymous, or a person signed in with some strength; the address of the client and its device's cookie. */
export interface AuthenticationCaller {
  readonly personId: string | null;
  readonly strength: Strength;
  readonly address: string;
  readonly cookie?: string | null;
}

/** Longer than any ticket. A longer response counts as wrong and is not parsed. */
const RESPONSE_LENGTH_MAX = 4096;

/** Starts and completes challenges. A completed challenge makes a single-use proof. */
export class AuthenticationService {
  private readonly database: Executor;
  private readonly seals: Seals;
  private readonly blindIndex: BlindIndex;
  private readonly limits: AuthenticationLimits;
  private readonly people: PersonDirectory;
  private readonly challenges: Challenges;
  private readonly codeLimits: OneTimeCodeLimits;
  private readonly devices: KnownDevices;
  private readonly describe: NonNullable<AuthenticationServiceParts['describe']>;
  private readonly methods: Record<Means, Method<unknown>>;
  private readonly tickets: HandedOverTickets;

  constructor(parts: AuthenticationServiceParts) {
    const { database, seals, blindIndex, people, mobiles, ceremonies, sms, evoucher, face, limits } = parts;
    this.database = database;
    this.seals = seals;
    this.blindIndex = blindIndex;
    this.limits = limits ?? AUTHENTICATION_LIMITS;
    this.people = people;
    this.describe = parts.describe ?? (async () => null);
    this.challenges = new Challenges(database, seals);
    const replayGuard = new ReplayGuard(database);
    this.devices = new KnownDevices(database, seals, blindIndex);
    this.codeLimits = new OneTimeCodeLimits(new Quota(database), blindIndex, this.limits);
    this.methods = {
      SMS: new SmsCode(mobiles, blindIndex, sms, this.codeLimits),
      SCAN: new EvoucherScan(people, evoucher, replayGuard),
      FACE: new FaceComparison(people, face, replayGuard),
      PASSKEY: new PasskeyAssertion(people, new PasskeyStore(database, seals), ceremonies),
    };
    this.tickets = new HandedOverTickets(this.challenges, evoucher, face);
  }

  /**
   * Starts a challenge for the signed-in person, or for a person who signs in.
   * @throws Refusal if the input is invalid, a quota of codes is used up, or the gateway is down
   */
  async start(caller: AuthenticationCaller, input: AuthenticationStart): Promise<StartedChallenge> {
    const start = checkStart(caller.personId, input);
    const subject = await this.subject(start, caller);
    const id = randomUUID();
    const method = this.methods[meansOf(start)];
    const { codeHash, hint, passkeyOptions = null } = await reachable(method.open(id, subject));
    const expiresAt = await this.challenges.open(
      {
        id,
        method: start.method,
        passkey: start.passkey,
        action: start.action,
        target: start.target,
        personId: subject.personId,
        awaitsIdentity: start.signedInAs === null && start.certNo === null,
        codeHash,
        subjectKey: method.guessable ? subject.subjectKey : null,
      },
      this.limits,
    );
    return { id, method: start.method, expiresAt, hint, passkeyOptions };
  }

  /**
   * Checks one response to a challenge.
   * @throws Refusal AUTHENTICATION_FAILED, which is the same for a wrong response and for a challenge that has ended;
   * RATE_LIMITED if a quota of wrong codes is used up
   */
  async complete(
    { personId, strength, address, cookie = null }: AuthenticationCaller,
    { challengeId, response }: { challengeId: string; response: string },
  ): Promise<CompletedAuthentication> {
    const challenge = isUuid(challengeId) ? await this.challenges.find(challengeId) : null;
    if (challenge === null) throw authenticationFailed(0);
    const method = this.methods[meansOf(challenge)];
    const given = response === '' ? await this.challenges.handedOver(challengeId) : response;
    const evidence =
      given === null || given.length > RESPONSE_LENGTH_MAX
        ? null
        : await reachable(method.read(challenge, given));
    const taken = await this.challenges.takeAttempt(challengeId, personId);
    if (taken === null) throw authenticationFailed(0);
    const judge = async () => (evidence === null ? null : method.judge(taken, evidence));
    const { subjectKey, action } = taken;
    const proven =
      subjectKey === null
        ? await judge()
        : await this.codeLimits.judge(
            { subjectKey, action, address, device: await this.device(taken, cookie) },
            judge,
          );
    if (proven === null) throw authenticationFailed(taken.attemptsLeft);
    const id = randomUUID();
    const expiresAt = await this.challenges.complete(taken, id, proven, this.limits);
    if (expiresAt === null) throw authenticationFailed(0);
    const inSession = action === 'SIGN_IN' && personId === proven;
    return {
      id,
      personId: proven,
      strength: inSession ? sessionStrength(strength, taken.method) : taken.method,
      expiresAt,
      action,
      passkey: taken.passkey,
    };
  }

  /**
   * Keeps the ticket that the e-voucher or face service hands over for a challenge. The service's signature is checked
   * here, and everything else when the page that started the challenge completes it.
   * @throws Refusal BAD_USER_INPUT unless the ticket is the service's, and of an open challenge without a ticket
   */
  async handOver(challengeId: string, ticket: string): Promise<void> {
    const isKept = isUuid(challengeId) && (await this.tickets.keep(challengeId, ticket));
    if (!isKept)
      throw badInput('ticket', {
        en: 'This ticket is not one of an open challenge. Start another challenge.',
        zh: '这张凭据不属于一个还在进行的核验。请重新开始核验。',
      });
  }

  /** How far a challenge is that the city's app answers. Only whoever started it knows its id. */
  async state(challengeId: string): Promise<ChallengeState> {
    return isUuid(challengeId) ? this.challenges.state(challengeId) : 'EXPIRED';
  }

  /** Spends a proof in the caller's transaction; see {@link spendProof}. */
  spend(transaction: Executor, claim: ProofClaim): Promise<Proof | Refusal> {
    return spendProof(transaction, this.seals, claim);
  }

  /**
   * Spends a fresh proof for an action that a session alone is not enough for, however strong it is: whoever stole the
   * session has no proof.
   * @throws Refusal STRENGTH_REQUIRED without FACE of both session and proof, AUTHENTICATION_FAILED
   */
  async demandProof(
    { personId, strength }: { readonly personId: string; readonly strength: Strength },
    action: 'EXPORT' | 'ADD_PASSKEY' | 'ARRANGE',
    authentication: string | null | undefined,
  ): Promise<void> {
    const required = 'FACE';
    if (!atLeast(strength, required))
      refuse(
        'STRENGTH_REQUIRED',
        {
          en: 'Sign in by face comparison, or by e-voucher and SMS together.',
          zh: '请用人脸识别登录，或先后用医保电子凭证和短信验证码登录。',
        },
        {
          required,
        },
      );
    if (!authentication)
      refuse(
        'STRENGTH_REQUIRED',
        {
          en: `This needs a fresh proof: startAuthentication with action ${action}.`,
          zh: `此操作需要重新验证身份：调用 startAuthentication，action 为 ${action}。`,
        },
        {
          required,
        },
      );
    await this.spendFresh(personId, action, authentication);
  }

  /**
   * How strongly one's own record is looked at: as the session is, or as a proof for VIEW is, which this look spends.
   * @throws Refusal STRENGTH_REQUIRED without FACE of the proof, AUTHENTICATION_FAILED
   */
  async viewStrength(
    { personId, strength }: { readonly personId: string; readonly strength: Strength },
    authentication: string | null | undefined,
  ): Promise<Strength> {
    if (!authentication) return strength;
    return this.spendFresh(personId, 'VIEW', authentication);
  }

  private async spendFresh(personId: string, action: AuthenticationAction, id: string): Promise<Strength> {
    const claim: ProofClaim = { id, personId, action, target: null, required: 'FACE' };
    const proof = await this.spend(this.database, claim);
    if (proof instanceof Refusal) throw proof;
    return proof.strength;
  }

  /** Deletes expired rows. A periodic task calls it. */
  async forgetExpired(): Promise<void> {
    await this.database.query('SELECT assent.forget_expired_authentication()', []);
  }

  private async doing({ signedInAs, method, action, target }: CheckedStart): Promise<string> {
    const described =
      method === 'SMS' && signedInAs && target && (action === 'APPROVE' || action === 'REVOKE')
        ? await this.describe(signedInAs, action, target)
        : null;
    return described ?? DOING[action];
  }

  /** The device, if the person who signs in has done so on it before. A step-up is counted by its session. */
  private async device(
    { action, personId }: { readonly action: AuthenticationAction; readonly personId: string | null },
    cookie: string | null,
  ): Promise<Buffer | null> {
    return action === 'SIGN_IN' ? this.devices.ownDevice(personId, cookie) : null;
  }

  private async subject(
    start: CheckedStart,
    { address, cookie = null }: AuthenticationCaller,
  ): Promise<ChallengeSubject> {
    const { signedInAs, certNo, action, target } = start;
    const personId = signedInAs ?? (certNo === null ? null : await this.people.findForSignIn(certNo));
    // The key follows from the ID number and not from the person, so that an unknown number has a quota like any other.
    const who = signedInAs ?? this.blindIndex.certNo(certNo ?? '').toString('hex');
    const subjectKey = this.blindIndex.other('subject', who);
    const device = await this.device({ action, personId }, cookie);
    const doing = await this.doing(start);
    return { personId, signedIn: signedInAs !== null, subjectKey, device, address, action, target, doing };
  }
}

const meansOf = ({ method, passkey }: { method: AuthenticationMethod; passkey: boolean }): Means =>
  passkey ? 'PASSKEY' : method;

/** Turns an unreachable service into UNAVAILABLE, because the person did nothing wrong. */
async function reachable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof Refusal ? error : unavailable(error);
  }
}
