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
  APPLICATION_CLOSED: {
    status: 409,
    extensions: ['status'],
    cause: {
      en: 'The institution’s application is not in a state for this; `status` says in which it is.',
      zh: '机构的申请目前不能这样处理；`status` 说明其状态。',
    },
    cure: {
      en: 'Read the application again. After a final state a new one may be begun.',
      zh: '请重新读取该申请。已办结的，可以另行申请。',
    },
  },
  APPLICATION_INCOMPLETE: {
    status: 422,
    extensions: ['fields'],
    cause: {
      en: 'Something of the institution’s application is missing or over; `fields` names all of it.',
      zh: '机构的申请有缺项或已过期的内容；`fields` 列出全部。',
    },
    cure: {
      en: 'Complete what `missing` of the application lists, and hand it in again.',
      zh: '请按申请的 `missing` 补全后再提交。',
    },
  },
  ACT_CHANGED: {
    status: 409,
    extensions: ['digest'],
    cause: {
      en: 'What the officers’ act would do is not what was shown or proposed; `digest` is that of now.',
      zh: '该提议现在的内容与所示或所提的不一致；`digest` 为目前内容的摘要。',
    },
    cure: {
      en: 'Look at the act again. Where something changed since it was proposed, it is proposed anew.',
      zh: '请重新查看该提议。提议之后有变化的，须重新提议。',
    },
  },
} as const satisfies Record<string, RefusalDeclaration>;
