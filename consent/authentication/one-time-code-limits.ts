import type { BlindIndex } from '../crypto/blind-index.js';
import { Refusal } from '../kernel/refusal.js';
import type { AuthenticationAction } from './action.js';
import type { AuthenticationLimits } from './authentication-limits.js';
import { clientOf } from './client-address.js';
import type { ChallengeSubject } from './methods/method.js';
import type { Limit, Quota } from './quota.js';

/** One attempt to enter a code: for which subject, and from which address. */
export interface CodeAttempt {
  readonly subjectKey: Buffer;
  readonly action: AuthenticationAction;
  readonly address: string;
}

/**
 * Limits how often codes are sent and how often wrong codes are entered. An ID number that nobody has is counted and
 * answered like any other. An address is counted only when nobody is signed in.
 */
export class OneTimeCodeLimits {
  constructor(
    private readonly quota: Quota,
    private readonly blindIndex: BlindIndex,
    private readonly limits: Pick<AuthenticationLimits, 'codes' | 'tries'>,
  ) {}

  /** Takes one code from the quota. It refuses a code that the person could not enter. @throws Refusal RATE_LIMITED */
  async takeCode({ key, action, address }: ChallengeSubject): Promise<void> {
    const { codes } = this.limits;
    for (const [triesKey, limits] of this.triesOf({ subjectKey: key, action, address }))
      assertNoWait(await this.quota.peek(triesKey, limits));
    if (action === 'SIGN_IN')
      assertNoWait(await this.quota.consume(this.address('codes', address), codes.address));
    assertNoWait(await this.quota.consume(this.key('codes', key), codes.subject));
  }

  /** Takes one message from the quota of a mobile number. @returns 0, or the seconds to wait */
  takeMessage(mobile: string, { action }: ChallengeSubject): Promise<number> {
    const door = action === 'SIGN_IN' ? 'sign-in' : 'step-up';
    return this.quota.consume(
      this.blindIndex.other('codes-mobile', `${door}\0${mobile}`),
      this.limits.codes.mobile,
    );
  }

  /**
   * Checks one attempt. It takes the attempt from the quota before it compares, so that parallel attempts can't exceed
   * the quota, and refunds it if the code is right.
   * @throws Refusal RATE_LIMITED
   */
  async judge<T>(codeTry: CodeAttempt, compare: () => Promise<T | null>): Promise<T | null> {
    const counted = this.triesOf(codeTry);
    for (const [key, limits] of counted) assertNoWait(await this.quota.consume(key, limits));
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

function assertNoWait(retryAfterSeconds: number): void {
  if (retryAfterSeconds > 0)
    throw new Refusal(
      'RATE_LIMITED',
      {
        en: 'Too many codes were asked for or tried. Wait, or use the e-voucher or a face comparison instead.',
        zh: '申请或尝试验证码的次数过多。请稍候，或改用医保电子凭证或人脸识别。',
      },
      { retryAfterSeconds },
    );
}
