/**
 * The closed union of reasons for which Assent says no. Codes are stable: clients are written against them.
 * `status` is the HTTP status when the refusal is the whole answer to a request (GraphQL over HTTP); inside an
 * executed operation the answer is 200 with `errors`. `more` names what `extensions` carries besides the code.
 */
export const REFUSALS = {
  UNAUTHENTICATED: { status: 401, more: [] },
  FORBIDDEN: { status: 403, more: [] },
  NOT_FOUND: { status: 404, more: [] },
  BAD_USER_INPUT: { status: 400, more: ['field'] },
  RATE_LIMITED: { status: 429, more: ['retryAfterSeconds'] },
  PURPOSE_NOT_ALLOWED: { status: 403, more: [] },
  ITEM_NOT_ALLOWED: { status: 403, more: ['items'] },
  TERMS_NOT_ALLOWED: { status: 422, more: ['field', 'limit'] },
  CONSENT_REQUEST_CLOSED: { status: 409, more: ['status'] },
  REQUIRED_ITEM_MISSING: { status: 422, more: ['items'] },
  SENSITIVE_CONFIRMATION_REQUIRED: { status: 422, more: ['items'] },
  STRENGTH_REQUIRED: { status: 403, more: ['required'] },
  AUTHENTICATION_FAILED: { status: 403, more: ['attemptsLeft'] },
  NOTHING_SELECTED: { status: 422, more: [] },
  ITEM_NOT_GRANTED: { status: 403, more: ['items'] },
  GRANT_REVOKED: { status: 403, more: ['at'] },
  GRANT_EXPIRED: { status: 403, more: ['at'] },
  GRANT_EXHAUSTED: { status: 403, more: ['at'] },
  GRANT_SUSPENDED: { status: 403, more: ['at'] },
  GRANT_SUPERSEDED: { status: 403, more: ['at'] },
  GRANT_DAILY_LIMIT: { status: 429, more: ['retryAfterSeconds'] },
  IDEMPOTENCY_KEY_REUSED: { status: 422, more: [] },
  QUERY_TOO_EXPENSIVE: { status: 400, more: ['limit'] },
  UNAVAILABLE: { status: 503, more: ['retryAfterSeconds'] },
} as const satisfies Record<string, { status: number; more: readonly string[] }>;

export type RefusalCode = keyof typeof REFUSALS;

export type RefusalDetail = Readonly<Record<string, unknown>>;

/**
 * One refusal: what the caller is told. The message says what to do next and carries no private detail; the
 * cause of a failure of ours goes to the log. Thrown where it ends a request, returned where the transaction
 * that found it must still commit (a refusal is recorded).
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
