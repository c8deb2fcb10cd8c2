import type { BlindIndex } from '../crypto/blind-index.js';
import { Refusal } from '../kernel/refusal.js';
import type { AuthenticationAction } from './action.js';
import type { AuthenticationLimits } from './authentication-limits.js';
import { clientOf } from './client-address.js';
import type { Limit, Quota } from './quota.js';

/** Who asks for a code or tries one: about which subject, and from where. */
export interface CodeAttempt {
  /** A keyed hash of the ID number that was asked for, or of the signed-in person. */
  readonly subjectKey: Buffer;
  readonly action: AuthenticationAction;
  readonly address: string;
  /** The key of a device on which the person has signed in before; null for any other. */
  readonly device: Buffer | null;
}

type Counted = readonly (readonly [key: Buffer, limits: readonly Limit[]])[];

/**
 * Limits how often codes are sent and how often wrong codes are entered. What anybody can ask for is counted so that
 * nobody can use it up against somebody else: a device of the person has an allowance of its own. All other devices share
 * one, of which each address has a part. An ID number that nobody has is counted and answered like any other.
 */
export class OneTimeCodeLimits {
  constructor(
    private readonly quota: Quota,
    private readonly blindIndex: BlindIndex,
    private readonly limits: Pick<AuthenticationLimits, 'codes' | 'tries'>,
  ) {}

  /** Takes one code from the quotas. It refuses a code that the person could not enter. @throws Refusal RATE_LIMITED */
  async takeCode(attempt: CodeAttempt): Promise<void> {
    for (const [key, limits] of this.triesOf(attempt)) assertNoWait(await this.quota.peek(key, limits));
    // The narrowest comes first: whoever has used up their part takes nothing from what others share.
    for (const [key, limits] of this.codesOf(attempt)) assertNoWait(await this.quota.consume(key, limits));
    if (this.isStranger(attempt)) {
      const { most, seconds } = this.limits.codes.city;
      assertNoWait(await this.quota.spend(this.blindIndex.other('codes-city', ''), most, seconds));
    }
  }

  /** Takes one message from the quotas of a mobile number. @returns 0, or the seconds to wait */
  async takeMessage(mobile: string, attempt: CodeAttempt): Promise<number> {
    const { codes } = this.limits;
    const key = (who: string) => this.blindIndex.other('codes-mobile', `${who}\0${mobile}`);
    const counted: Counted = this.isStranger(attempt)
      ? [
          [key(`sign-in ${clientOf(attempt.address)}`), codes.part],
          [key('sign-in'), codes.subject],
        ]
      : [[key(attempt.action === 'SIGN_IN' ? 'own device' : 'step-up'), codes.own]];
    for (const [each, limits] of counted) {
      const wait = await this.quota.consume(each, limits);
      if (wait > 0) return wait;
    }
    return 0;
  }

  /**
   * Checks one attempt. It takes the attempt from the quotas before it compares, so that parallel attempts can't exceed
   * them, and refunds it if the code is right.
   * @throws Refusal RATE_LIMITED
   */
  async judge<T>(attempt: CodeAttempt, compare: () => Promise<T | null>): Promise<T | null> {
    const counted = this.triesOf(attempt);
    for (const [key, limits] of counted) assertNoWait(await this.quota.consume(key, limits));
    const proven = await compare();
    if (proven !== null) for (const [key] of counted) await this.quota.refund(key);
    return proven;
  }

  /** Whether anybody could be asking. A session, or a device of the person, shows that it is not a stranger. */
  private isStranger({ action, device }: CodeAttempt): boolean {
    return action === 'SIGN_IN' && device === null;
  }

  private codesOf(attempt: CodeAttempt): Counted {
    const { codes } = this.limits;
    if (!this.isStranger(attempt)) return [[this.ownKey('codes', attempt), codes.own]];
    const { subjectKey, address } = attempt;
    return [
      [this.partKey('codes', subjectKey, address), codes.part],
      [this.addressKey('codes', address), codes.address],
      [this.key('codes', subjectKey), codes.subject],
    ];
  }

  private triesOf(attempt: CodeAttempt): Counted {
    const { tries } = this.limits;
    const { subjectKey, action, address } = attempt;
    if (!this.isStranger(attempt))
      return [[this.ownKey('tries', attempt), action === 'SIGN_IN' ? tries.own : tries.stepUp]];
    return [
      [this.partKey('tries', subjectKey, address), tries.part],
      [this.addressKey('tries', address), tries.address],
      [this.key('tries', subjectKey), tries.signIn],
    ];
  }

  /** Of a signed-in person, or of one person on one device of theirs. */
  private ownKey(what: string, { subjectKey, device }: CodeAttempt): Buffer {
    return device === null
      ? this.key(what, subjectKey)
      : this.blindIndex.other(`${what}-device`, `${subjectKey.toString('hex')}\0${device.toString('hex')}`);
  }

  private partKey(what: string, subjectKey: Buffer, address: string): Buffer {
    return this.blindIndex.other(
      `${what}-subject-address`,
      `${subjectKey.toString('hex')}\0${clientOf(address)}`,
    );
  }

  private addressKey(what: string, address: string): Buffer {
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
