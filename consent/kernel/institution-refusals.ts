import type { RefusalDeclaration } from './refusal-declaration.js';

/** Codes with which what institutions do for themselves is refused. */
export const INSTITUTION_REFUSALS = {
  KEY_NOT_ALLOWED: {
    status: 422,
    extensions: ['reason'],
    cause: {
      en: 'The key is not one that the platform takes, was used before, or is not proven; `reason` says which.',
      zh: '密钥不符合要求、曾被使用，或未能证明持有；`reason` 指明原因。',
    },
    cure: {
      en: 'Do what the message says. A key that was used before never comes back: make a new one.',
      zh: '请按提示处理。用过的密钥不能再用，请生成新的密钥。',
    },
  },
} as const satisfies Record<string, RefusalDeclaration>;
