import type { Bilingual } from '../kernel/bilingual.js';
import { LIMITS } from '../kernel/limits.js';
import { Refusal, refuse } from '../kernel/refusal.js';

export const notFound = (): never =>
  refuse('NOT_FOUND', {
    en: 'There is no such grant of yours. Look at the list of your grants.',
    zh: '您没有这项授权。请查看您的授权列表。',
  });

export const tooMany = () =>
  new Refusal(
    'RATE_LIMITED',
    {
      en: 'This grant is asked for too often. Wait, and read why it was refused.',
      zh: '对该授权的请求过于频繁。请稍候，并查看此前拒绝的原因。',
    },
    {
      retryAfterSeconds: 1,
    },
  );

/** Made without a cause, because nothing failed that should be logged. */
export const tooBusy = () =>
  new Refusal(
    'UNAVAILABLE',
    {
      en: 'This grant is busy. Nothing was counted; try again shortly.',
      zh: '该授权正在被使用。本次未计次，请稍后重试。',
    },
    {
      retryAfterSeconds: 1,
    },
  );

/** What the caller is told whose token was asked for with a key that is no longer good. */
export const SIGNER_ENDED: Bilingual = {
  en: 'The key that this access token was asked for with was retired, or has expired. Get a token with another key of yours.',
  zh: '申请该访问令牌所用的密钥已停用或已到期。请改用您的另一把密钥重新获取令牌。',
};

export const RETRIED_OUT: Bilingual = {
  en: 'This use was answered ten times already. Redeem the grant for more.',
  zh: '本次使用已应答十次。如需更多，请再次使用授权。',
};
export const CHANGED: Bilingual = {
  en: 'The record has changed since this use was answered first. Redeem the grant for it.',
  zh: '自首次应答以来记录已有变动。如需新内容，请再次使用授权。',
};

export const keyReused = () =>
  new Refusal('IDEMPOTENCY_KEY_REUSED', {
    en: `This key belongs to another operation, or to one of more than ${LIMITS.retryHours} hours ago. Use a new key.`,
    zh: `该幂等键属于另一项操作，或属于 ${LIMITS.retryHours} 小时以前的操作。请换一个新键。`,
  });
