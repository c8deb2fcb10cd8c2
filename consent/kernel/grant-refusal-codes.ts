import { REREAD_MINUTES } from './limits.js';
import type { RefusalDeclaration } from './refusal-declaration.js';

/** The codes that tell why a grant can't be used. */
export const GRANT_REFUSALS = {
  GRANT_REVOKED: {
    status: 403,
    extensions: ['at'],
    cause: { en: 'The person revoked the grant.', zh: '本人已撤回授权。' },
    cure: {
      en: 'Stop using what it gave, and delete what is held on consent (R-06).',
      zh: '请停止使用已取得的信息，并删除基于同意保存的内容（R-06）。',
    },
  },
  GRANT_EXPIRED: {
    status: 403,
    extensions: ['at'],
    cause: { en: 'The grant has ended.', zh: '授权已到期。' },
    cure: { en: 'Make a new consent request.', zh: '请另行申请授权。' },
  },
  GRANT_EXHAUSTED: {
    status: 403,
    extensions: ['at'],
    cause: { en: 'All uses of the grant are taken.', zh: '授权的次数已用完。' },
    cure: {
      en: `Make a new consent request. What the last use gave is read again with disclosure(id), for ${REREAD_MINUTES} minutes.`,
      zh: `请另行申请授权。最近一次取得的内容可在 ${REREAD_MINUTES} 分钟内用 disclosure(id) 重读。`,
    },
  },
  GRANT_SUSPENDED: {
    status: 403,
    extensions: ['at'],
    cause: { en: 'The grant can’t be used for now.', zh: '授权目前不能使用。' },
    cure: {
      en: 'Stop using what it gave, and wait for the notice that it can be used again.',
      zh: '请停止使用已取得的信息，等待恢复使用的通知。',
    },
  },
  GRANT_SUPERSEDED: {
    status: 403,
    extensions: ['at'],
    cause: { en: 'A newer grant stands in its place.', zh: '已有更新的授权取代它。' },
    cure: {
      en: 'Use the newer grant: recipient { grants } lists it.',
      zh: '请使用更新的授权：见 recipient { grants }。',
    },
  },
  GRANT_DAILY_LIMIT: {
    status: 429,
    extensions: ['retryAfterSeconds'],
    cause: { en: 'The uses of this day are taken.', zh: '当日次数已用完。' },
    cure: {
      en: 'Wait `retryAfterSeconds`: until midnight in the city (UTC+8).',
      zh: '请等待 `retryAfterSeconds` 秒，即到北京时间次日零点。',
    },
  },
} as const satisfies Record<string, RefusalDeclaration>;
