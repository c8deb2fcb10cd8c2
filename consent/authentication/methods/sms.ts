import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { BlindIndex } from '../../crypto/blind-index.js';
import { badInput, Refusal } from '../../kernel/refusal.js';
import type { PersonDirectory } from '../../people/person-directory.js';
import type { SmsGateway } from '../../ports/identity-services.js';
import type { AuthenticationAction } from '../action.js';
import type { Challenge } from '../challenge.js';
import type { OneTimeCodeLimits } from '../one-time-code-limits.js';
import type { ChallengeStart, ChallengeSubject, Method } from './method.js';

/** Says nothing about whether the number is insured, or which mobile it has: anyone may know an ID number. */
const SIGN_IN_HINT = '如该证件号码已登记手机号，验证码已发送至该手机号。';

const DOING: Record<AuthenticationAction, string> = {
  SIGN_IN: '登录',
  APPROVE: '确认授权',
  REVOKE: '撤回授权',
  VIEW: '查看本人数据',
};

/** A one-time code to the registered mobile. */
export class SmsCode implements Method<Buffer> {
  readonly guessable = true;

  constructor(
    private readonly people: PersonDirectory,
    private readonly blindIndex: BlindIndex,
    private readonly gateway: SmsGateway,
    private readonly limits: OneTimeCodeLimits,
  ) {}

  async open(challengeId: string, subject: ChallengeSubject): Promise<ChallengeStart> {
    const mobile = await this.people.mobile(subject.personId);
    if (mobile === null && subject.signedIn)
      throw badInput('method', 'No mobile is registered. Use the e-voucher or face comparison instead.');
    // Nobody's number is counted and answered like anybody's; only the message is missing.
    await this.limits.ask(subject);
    const retryAfterSeconds = await this.limits.mobile(mobile ?? subject.key.toString('hex'), subject);
    if (retryAfterSeconds > 0 && subject.signedIn)
      throw new Refusal(
        'RATE_LIMITED',
        'Too many codes were sent to your mobile. Wait before asking again.',
        {
          retryAfterSeconds,
        },
      );
    // To whoever signs in, a mobile that got too many is not told: two numbers that run out together share one.
    if (mobile === null || retryAfterSeconds > 0) {
      await this.gateway.reach();
      return { codeHash: randomBytes(32), hint: SIGN_IN_HINT };
    }
    const code = randomInt(1_000_000).toString().padStart(6, '0');
    await this.gateway.send({ mobile, text: messageText(code, subject), code });
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

  /** Keyed, because a million codes are tried in a second by whoever holds a dump; salted by the challenge. */
  private hash(challengeId: string, code: string): Buffer {
    return this.blindIndex.other('sms-code', `${challengeId}\0${code}`);
  }
}

function messageText(code: string, { action, recipientName }: ChallengeSubject): string {
  const doing = recipientName === null ? DOING[action] : `${DOING[action]}（${recipientName}）`;
  return `【知数】验证码 ${code}，用于${doing}。5分钟内有效，切勿告诉他人。如非本人操作，请忽略。`;
}

const masked = (mobile: string): string => `${mobile.slice(0, 3)}****${mobile.slice(-4)}`;
