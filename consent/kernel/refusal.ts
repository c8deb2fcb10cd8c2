import type { Bilingual } from './bilingual.js';
import type { RefusalCode } from './refusal-codes.js';

export { REFUSALS, type RefusalCode } from './refusal-codes.js';

export type RefusalDetail = Readonly<Record<string, unknown>>;

/**
 * A refusal as the caller sees it. Its text says what to do next, in the caller's language, and contains no private
 * detail; as an Error its message is the English one. The cause of a failure on our side goes to the log only. A refusal
 * is thrown when it ends the request, and returned when the transaction in which it arose must still commit.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    readonly text: Bilingual,
    readonly detail: RefusalDetail = {},
    options?: ErrorOptions,
  ) {
    super(text.en, options);
  }
}

export function refuse(code: RefusalCode, text: Bilingual, detail: RefusalDetail = {}): never {
  throw new Refusal(code, text, detail);
}

export const badInput = (field: string, text: Bilingual): Refusal =>
  new Refusal('BAD_USER_INPUT', text, { field });

export const unavailable = (cause: unknown): Refusal =>
  new Refusal(
    'UNAVAILABLE',
    {
      en: 'The platform cannot do this durably right now. Nothing was counted; try again shortly.',
      zh: '平台目前无法可靠地完成此操作。本次未计次，请稍后重试。',
    },
    { retryAfterSeconds: 1 },
    { cause },
  );

/** Of what was recorded and could not be read: it is counted once, however often it is tried again. */
export const unread = (cause: unknown): Refusal =>
  new Refusal(
    'UNAVAILABLE',
    {
      en: 'The platform cannot read this right now. Try again with the same key: what was recorded already is not counted again.',
      zh: '平台目前无法读取。请用同一个键重试：已记录的不会再次计次。',
    },
    { retryAfterSeconds: 1 },
    { cause },
  );

/** What a use released is not given again. */
export const disclosureClosed = (text: Bilingual): Refusal => new Refusal('DISCLOSURE_CLOSED', text);
