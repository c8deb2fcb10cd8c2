/**
 * Every code with which Assent refuses a request. Codes are stable, because clients are written against them.
 * `status` is the HTTP status when the refusal is the whole answer (GraphQL over HTTP). Inside an executed operation
 * the answer is 200 with `errors`. `extensions` names the members of the error's `extensions` besides the code.
 */
export const REFUSALS = {
  UNAUTHENTICATED: { status: 401, extensions: [] },
  FORBIDDEN: { status: 403, extensions: [] },
  NOT_FOUND: { status: 404, extensions: [] },
  BAD_USER_INPUT: { status: 400, extensions: ['field'] },
  RATE_LIMITED: { status: 429, extensions: ['retryAfterSeconds'] },
  PURPOSE_NOT_ALLOWED: { status: 403, extensions: [] },
  ITEM_NOT_ALLOWED: { status: 403, extensions: ['items'] },
  TERMS_NOT_ALLOWED: { status: 422, extensions: ['field', 'limit'] },
  CONSENT_REQUEST_CLOSED: { status: 409, extensions: ['status'] },
  REQUIRED_ITEM_MISSING: { status: 422, extensions: ['items'] },
  SENSITIVE_CONFIRMATION_REQUIRED: { status: 422, extensions: ['items'] },
  STRENGTH_REQUIRED: { status: 403, extensions: ['required'] },
  AUTHENTICATION_FAILED: { status: 403, extensions: ['attemptsLeft'] },
  NOTHING_SELECTED: { status: 422, extensions: [] },
  ITEM_NOT_GRANTED: { status: 403, extensions: ['items'] },
  GRANT_REVOKED: { status: 403, extensions: ['at'] },
  GRANT_EXPIRED: { status: 403, extensions: ['at'] },
  GRANT_EXHAUSTED: { status: 403, extensions: ['at'] },
  GRANT_SUSPENDED: { status: 403, extensions: ['at'] },
  GRANT_SUPERSEDED: { status: 403, extensions: ['at'] },
  GRANT_DAILY_LIMIT: { status: 429, extensions: ['retryAfterSeconds'] },
  DISCLOSURE_CLOSED: { status: 409, extensions: [] },
  IDEMPOTENCY_KEY_REUSED: { status: 422, extensions: [] },
  QUERY_TOO_EXPENSIVE: { status: 400, extensions: ['limit'] },
  UNAVAILABLE: { status: 503, extensions: ['retryAfterSeconds'] },
} as const satisfies Record<string, { status: number; extensions: readonly string[] }>;

export type RefusalCode = keyof typeof REFUSALS;

export type RefusalDetail = Readonly<Record<string, unknown>>;

/**
 * A refusal as the caller sees it. The message says what to do next and contains no private detail. The cause of a
 * failure on our side goes to the log only. A refusal is thrown when it ends the request, and returned when the
 * transaction in which it arose must still commit.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly detail: RefusalDetail = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function refuse(code: RefusalCode, message: string, detail: RefusalDetail = {}): never {
  throw new Refusal(code, message, detail);
}

export const badInput = (field: string, message: string): Refusal =>
  new Refusal('BAD_USER_INPUT', message, { field });

export const unavailable = (cause: unknown): Refusal =>
  new Refusal(
    'UNAVAILABLE',
    'The platform cannot do this durably right now. Nothing was counted; try again shortly.',
    { retryAfterSeconds: 1 },
    { cause },
  );

/** Of what was recorded and could not be read: it is counted once, however often it is tried again. */
export const unread = (cause: unknown): Refusal =>
  new Refusal(
    'UNAVAILABLE',
    'The platform cannot read this right now. Try again with the same key: what was recorded already is not counted again.',
    { retryAfterSeconds: 1 },
    { cause },
  );

/** What a use released is not given again. */
export const disclosureClosed = (message: string): Refusal => new Refusal('DISCLOSURE_CLOSED', message);
