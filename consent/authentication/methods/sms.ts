import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { itemOf } from '../../../schema/catalogue.js';
import { applyMask } from '../../../schema/mask.js';
import type { BlindIndex } from '../../crypto/blind-index.js';
import { TEXTS } from '../../kernel/message-texts.js';
import { badInput, Refusal } from '../../kernel/refusal.js';
import type { MobileDirectory } from '../../people/mobile-directory.js';
import type { SmsGateway } from '../../ports/identity-services.js';
import type { Challenge } from '../challenge.js';
import type { OneTimeCodeLimits } from '../one-time-code-limits.js';
import type { ChallengeStart, ChallengeSubject, Method } from './method.js';

/** Reveals neither whether the person is insured nor their mobile number, because anybody may know an ID number. */
const SIGN_IN_HINT = '如该证件号码已登记手机号，验证码已发送至该手机号。';

/** The person enters a one-time code that the gateway sends to their registered mobile number. */
export class SmsCode implements Method<Buffer> {
  readonly guessable = true;

  constructor(
    private readonly mobiles: MobileDirectory,
    private readonly blindIndex: BlindIndex,
    private readonly gateway: SmsGateway,
    private readonly limits: OneTimeCodeLimits,
  ) {}

  async open(challengeId: string, subject: ChallengeSubject): Promise<ChallengeStart> {
    const mobile = await this.mobiles.mobile(subject.personId);
    if (mobile === null && subject.signedIn)
      throw badInput('method', {
        en: 'No mobile is registered. Use the e-voucher or face comparison instead.',
        zh: '没有登记手机号。请改用医保电子凭证或人脸识别。',
      });
    // An unknown ID number is counted and answered like any other. Only the message is not sent.
    await this.limits.takeCode(subject);
    const retryAfterSeconds = await this.limits.takeMessage(
      mobile ?? subject.subjectKey.toString('hex'),
      subject,
    );
    if (retryAfterSeconds > 0 && subject.signedIn)
      throw new Refusal(
        'RATE_LIMITED',
        {
          en: 'Too many codes were sent to your mobile. Wait before asking again.',
          zh: '发往您手机的验证码过多。请稍后再申请。',
        },
        {
          retryAfterSeconds,
        },
      );
    // When signing in, the answer does not reveal that the quota of the mobile number is used up. Otherwise two ID
    // numbers whose quota ends together would be known to share a mobile number.
    if (mobile === null || retryAfterSeconds > 0) {
      await this.gateway.reach();
      return { codeHash: randomBytes(32), hint: SIGN_IN_HINT };
    }
    const code = randomInt(1_000_000).toString().padStart(6, '0');
    await this.gateway.send({ mobile, text: TEXTS.code(code, subject.doing), code });
    return { codeHash: this.hash(challengeId, code), hint: subject.signedIn ? masked(mobile) : SIGN_IN_HINT };
  }

  async read(challenge: Challenge, response: string): Promise<Buffer> {
    return this.hash(challenge.id, response);
  }

  async judge(challenge: Challenge, hash: Buffer): Promise<string | null> {
    return challenge.codeHash !== null && timingSafeEqual(challenge.codeHash, hash)
      ? challenge.personId
      : null;
  }

  /** A keyed hash, because a plain hash of one of a million codes is found in a second. The challenge is the salt. */
  private hash(challengeId: string, code: string): Buffer {
    return this.blindIndex.other('sms-code', `${challengeId}\0${code}`);
  }
}

const masked = (mobile: string): string => applyMask(itemOf('MOB').mask, mobile);
