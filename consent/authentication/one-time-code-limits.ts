import type { BlindIndex } from '../crypto/blind-index.js';
import { Refusal } from '../kernel/refusal.js';
import type { AuthenticationAction } from './action.js';
import type { AuthenticationLimits } from './authentication-limits.js';
import { clientOf } from './client-address.js';
import type { ChallengeSubject } from './methods/method.js';
import type { Limit, Quota } from './quota.js';

/** One try at a code: at whose challenge, and from where. */
export interface CodeAttempt {
  readonly subjectKey: Buffer;
  readonly action: AuthenticationAction;
  readonly address: string;
}

/**
 * How often codes may be asked for and tried. A number that nobody has is counted and answered like anybody's.
 * An address is counted only where nobody is signed in: it stands for somebody who is not known.
 */
export class OneTimeCodeLimits {
  constructor(
    private readonly quota: Quota,
    private readonly blindIndex: BlindIndex,
    private readonly limits: Pick<AuthenticationLimits, 'codes' | 'tries'>,
  ) {}

  /** Before a code is made; one that could not be tried is not sent. @throws Refusal RATE_LIMITED */
  async ask({ key, action, address }: ChallengeSubject): Promise<void> {
    const { codes } = this.limits;
    for (const [triesKey, limits] of this.triesOf({ subjectKey: key, action, address }))
      assertNone(await this.quota.peek(triesKey, limits));
    if (action === 'SIGN_IN')
      assertNone(await this.quota.consume(this.address('codes', address), codes.address));
    assertNone(await this.quota.consume(this.key('codes', key), codes.subject));
  }

  /** Whether a mobile may get one more. @returns in how many seconds, or 0. */
  mobile(mobile: string, { action }: ChallengeSubject): Promise<number> {
    const door = action === 'SIGN_IN' ? 'sign-in' : 'step-up';
    return this.quota.consume(
      this.blindIndex.other('codes-mobile', `${door}\0${mobile}`),
      this.limits.codes.mobile,
    );
  }

  /**
   * Judges one try. It is taken before anything is compared, so that no more are judged than there are, however
   * many come at once; a right one is given back. @throws Refusal RATE_LIMITED
   */
  async judge<T>(codeTry: CodeAttempt, compare: () => Promise<T | null>): Promise<T | null> {
    const counted = this.triesOf(codeTry);
    for (const [key, limits] of counted) assertNone(await this.quota.consume(key, limits));
    const proven = await compare();
    if (proven !== null) for (const [key] of counted) await this.quota.refund(key);
    return proven;
  }

  private triesOf({ subjectKey, action, address }: CodeAttempt): [key: Buffer, limits: readonly Limit[]][] {
    const { tries } = this.limits;
    const subject = this.key('tries', subjectKey);
    if (action !== 'SIGN_IN') return [[subject, tries.stepUp]];
    return [
      [subject, tries.signIn],
      [this.address('tries', address), tries.address],
    ];
  }

  private address(what: string, address: string): Buffer {
    return this.blindIndex.other(`${what}-address`, clientOf(address));
  }

  private key(what: string, subjectKey: Buffer): Buffer {
    return this.blindIndex.other(`${what}-subject`, subjectKey.toString('hex'));
  }
}

function assertNone(retryAfterSeconds: number): void {
  if (retryAfterSeconds > 0)
    throw new Refusal(
      'RATE_LIMITED',
      'Too many codes were asked for or tried. Wait, or use the e-voucher or a face comparison instead.',
      { retryAfterSeconds },
    );
}
