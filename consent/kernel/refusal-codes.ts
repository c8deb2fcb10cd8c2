import { GRANT_REFUSALS } from './grant-refusal-codes.js';
import { INSTITUTION_REFUSALS } from './institution-refusals.js';
import type { RefusalDeclaration } from './refusal-declaration.js';

/**
 * Every code with which Assent refuses a request, why, and what to do. Codes are stable, because clients are written
 * against them. docs/errors.md and the page `/errors` are made of this table.
 */
export const REFUSALS = {
  UNAUTHENTICATED: {
    status: 401,
    extensions: [],
    cause: {
      en: 'The request has no token or proof, or one that is wrong, expired or used.',
      zh: '请求没有令牌或证明，或其无效、过期、已用过。',
    },
    cure: {
      en: 'Sign in, or get a token at /oauth/token, and sign a new DPoP proof for each request. With DPoP-Nonce in the answer, sign that nonce too.',
      zh: '请登录，或到 /oauth/token 获取令牌，并为每个请求重新签一份 DPoP 证明。响应带有 DPoP-Nonce 时，须将其签入。',
    },
  },
  FORBIDDEN: {
    status: 403,
    extensions: [],
    cause: { en: 'A caller of this kind may not do this.', zh: '此类调用者不能这样做。' },
    cure: {
      en: 'Sign in as the one whom the message names. Do not repeat the request as it is.',
      zh: '请以提示所指的身份登录。不要原样重试。',
    },
  },
  NOT_FOUND: {
    status: 404,
    extensions: [],
    cause: {
      en: 'There is no such thing, or it is not the caller’s. Which of both is not told.',
      zh: '没有这个对象，或不属于调用者；两者不作区分。',
    },
    cure: {
      en: 'Take the id from the caller’s own list.',
      zh: '请从调用者自己的列表中取得 id。',
    },
  },
  BAD_USER_INPUT: {
    status: 400,
    extensions: ['field'],
    cause: {
      en: 'A value makes no sense, or the document is not of this schema; `field` names what is wrong, where it can be named.',
      zh: '某个值没有意义，或查询不符合模式；能指明时，`field` 指出是哪一个。',
    },
    cure: {
      en: 'Correct the value as the message says. The same request is refused again.',
      zh: '请按提示改正。原样重试仍会被拒绝。',
    },
  },
  RATE_LIMITED: {
    status: 429,
    extensions: ['retryAfterSeconds'],
    cause: {
      en: 'There were too many requests or codes, or the same was asked for already.',
      zh: '请求或验证码过多，或同样的内容已申请过。',
    },
    cure: {
      en: 'Wait `retryAfterSeconds`, which the header Retry-After says too. An agreement may set another rate.',
      zh: '请等待 `retryAfterSeconds` 秒（与响应头 Retry-After 相同）后重试。协议可另定速率。',
    },
  },
  ...INSTITUTION_REFUSALS,
  PURPOSE_NOT_ALLOWED: {
    status: 403,
    extensions: [],
    cause: {
      en: 'The purpose is unknown, prohibited, or not in the agreement.',
      zh: '用途不存在、被禁止，或不在数据使用协议之内。',
    },
    cure: {
      en: 'Choose a purpose of the agreement; `purposes` lists them all. The bureau changes agreements.',
      zh: '请选择协议内的用途；`purposes` 列出全部用途。协议由医保局变更。',
    },
  },
  ITEM_NOT_ALLOWED: {
    status: 403,
    extensions: ['items'],
    cause: {
      en: 'Items are outside the purpose or the agreement; `items` names them.',
      zh: '信息项超出用途或协议；`items` 列出这些项。',
    },
    cure: { en: 'Leave these items out.', zh: '请去掉这些信息项。' },
  },
  OPERATION_NOT_REGISTERED: {
    status: 403,
    extensions: [],
    cause: {
      en: 'The agreement names the documents that the caller may run, and this is none of them, or none for this purpose.',
      zh: '协议列明了调用者可以运行的文档，本次发送的不在其中，或不是为此用途登记的。',
    },
    cure: {
      en: 'Send the `documentId` of a document in `recipient { agreement { purposes { operations { id } } } }`, registered for the purpose of the grant. A new document needs a new agreement.',
      zh: '请发送 `recipient { agreement { purposes { operations { id } } } }` 中为该授权的用途登记的文档的 `documentId`。新的文档须更新协议。',
    },
  },
  PRODUCT_NOT_ALLOWED: {
    status: 403,
    extensions: [],
    cause: {
      en: 'The product is not registered to this recipient for this purpose, or is no longer offered.',
      zh: '该产品没有以该用途登记在该机构名下，或者已经停售。',
    },
    cure: {
      en: 'Take a code from `products(recipient:)`, or ask the bureau to register the product.',
      zh: '请从 `products(recipient:)` 中取产品编码，或请医保局登记该产品。',
    },
  },
  TERMS_NOT_ALLOWED: {
    status: 422,
    extensions: ['field', 'limit'],
    cause: {
      en: 'Mode, uses, validity or period go beyond what the purpose or the request allows.',
      zh: '方式、次数、有效期或期间超出用途或申请的范围。',
    },
    cure: { en: 'Set `field` to `limit` or less.', zh: '请将 `field` 调整到 `limit` 以内。' },
  },
  CONSENT_REQUEST_CLOSED: {
    status: 409,
    extensions: ['status'],
    cause: {
      en: 'The consent request is no longer PENDING; `status` says what became of it.',
      zh: '授权申请已不是 PENDING；`status` 说明其结果。',
    },
    cure: {
      en: 'Read the request again. Where there is still a need, a new request is made.',
      zh: '请重新读取该申请。仍有需要的，另行申请。',
    },
  },
  REQUIRED_ITEM_MISSING: {
    status: 422,
    extensions: ['items'],
    cause: {
      en: 'An item that the purpose requires was left out; `items` names it.',
      zh: '去掉了用途必需的信息项；`items` 列出这些项。',
    },
    cure: {
      en: 'In a request, ask for these items too. In an approval, keep them, or deny the request.',
      zh: '申请时请一并申请这些信息项；同意时请保留这些信息项，或拒绝该申请。',
    },
  },
  SENSITIVE_CONFIRMATION_REQUIRED: {
    status: 422,
    extensions: ['items'],
    cause: {
      en: 'Items of level 3 were approved without the separate confirmation (PIPL 29).',
      zh: '同意了第 3 级信息项，但没有单独确认（《个人信息保护法》第二十九条）。',
    },
    cure: {
      en: 'Show the person these items separately, and send `sensitiveConfirmed: true` once they agree.',
      zh: '请向本人单独展示这些信息项，经其同意后发送 `sensitiveConfirmed: true`。',
    },
  },
  STRENGTH_REQUIRED: {
    status: 403,
    extensions: ['required'],
    cause: {
      en: 'There is no proof of authentication, or too weak a one.',
      zh: '没有身份验证凭据，或验证强度不足。',
    },
    cure: {
      en: 'Authenticate as strongly as `required` with startAuthentication and completeAuthentication, and send that proof.',
      zh: '请用 startAuthentication 和 completeAuthentication 达到 `required` 的强度，并发送该凭据。',
    },
  },
  AUTHENTICATION_FAILED: {
    status: 403,
    extensions: ['attemptsLeft'],
    cause: {
      en: 'The code is wrong, or the challenge or proof is expired, spent or for something else. Which of these is not told.',
      zh: '验证码错误，或验证、凭据已过期、已用过、用于他处；具体原因不予区分。',
    },
    cure: {
      en: 'Try again while `attemptsLeft` is above 0; then call startAuthentication again.',
      zh: '`attemptsLeft` 大于 0 时可再试；否则请重新调用 startAuthentication。',
    },
  },
  OPERATOR_REQUIRED: {
    status: 422,
    extensions: [],
    cause: {
      en: 'The agreement demands that each use says who asks, and this one does not. No use was taken.',
      zh: '协议要求每次使用写明是谁在使用，本次没有写明。本次未计次。',
    },
    cure: {
      en: 'Send `operator`: the staff number at your institution, or SYSTEM where no human asks.',
      zh: '请发送 `operator`：本机构的工号；无人操作的写 SYSTEM。',
    },
  },
  NOTHING_SELECTED: {
    status: 422,
    extensions: [],
    cause: {
      en: 'The operation selects no item, so there is nothing to disclose. No use was taken.',
      zh: '操作没有选择信息项，无可提供。本次未计次。',
    },
    cure: {
      en: 'Select at least one item below person, provider or verify.',
      zh: '请在 person、provider 或 verify 下至少选择一个信息项。',
    },
  },
  ITEM_NOT_GRANTED: {
    status: 403,
    extensions: ['items'],
    cause: {
      en: 'Selected items, or their delivery, are not in the grant; `items` names them. No use was taken.',
      zh: '所选信息项或其提供方式不在授权之内；`items` 列出这些项。本次未计次。',
    },
    cure: {
      en: 'Select only what `grant { items }` lists, or make a new consent request.',
      zh: '请只选择 `grant { items }` 列出的内容，或另行申请授权。',
    },
  },
  ...GRANT_REFUSALS,
  DISCLOSURE_CLOSED: {
    status: 409,
    extensions: [],
    cause: {
      en: 'What this use gave is not given again: its time is over, it was answered ten times, or the record has changed.',
      zh: '本次使用的内容不再重复提供：已过期限、已应答十次，或记录已有变动。',
    },
    cure: {
      en: 'Redeem the grant again. The grant itself still stands.',
      zh: '请再次使用授权。授权本身仍然有效。',
    },
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    extensions: [],
    cause: {
      en: 'The key was used for another operation or other variables.',
      zh: '该幂等键已用于另一项操作或另一组变量。',
    },
    cure: {
      en: 'Use a new key for each new use, and the old one for nothing but its retry.',
      zh: '每次新的使用请换新键；旧键只用于同一次使用的重试。',
    },
  },
  QUERY_TOO_EXPENSIVE: {
    status: 400,
    extensions: ['limit'],
    cause: {
      en: 'The document or its answer is over a limit of size, depth, aliases or cost.',
      zh: '查询或其结果超出大小、深度、别名或开销的限额。',
    },
    cure: { en: 'Ask for less at once: split it, or page.', zh: '请减少一次查询的内容：拆分或分页。' },
  },
  UNAVAILABLE: {
    status: 503,
    extensions: ['retryAfterSeconds'],
    cause: {
      en: 'The platform can’t do this durably now. Nothing was counted that the message does not say.',
      zh: '平台目前无法可靠地完成。除提示所说之外，没有计次。',
    },
    cure: {
      en: 'Wait `retryAfterSeconds` and send the same again, with the same idempotency key.',
      zh: '请等待 `retryAfterSeconds` 秒，用同一个幂等键原样重试。',
    },
  },
} as const satisfies Record<string, RefusalDeclaration>;

export type RefusalCode = keyof typeof REFUSALS;
