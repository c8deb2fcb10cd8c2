import { Refusal } from '../kernel/refusal.js';

/** Every failed authentication gets this same refusal, so that it does not reveal the reason. */
export const authenticationFailed = (attemptsLeft: number): Refusal =>
  new Refusal(
    'AUTHENTICATION_FAILED',
    attemptsLeft > 0
      ? { en: 'This was not right. Try again.', zh: '验证未通过。请重试。' }
      : {
          en: 'Authentication failed or is no longer valid. Start again.',
          zh: '身份验证失败或已失效。请重新开始。',
        },
    { attemptsLeft },
  );
