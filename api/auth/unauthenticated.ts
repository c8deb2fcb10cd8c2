import { errors } from 'jose';
import { Refusal } from '../../consent/kernel/refusal.js';

export const unauthenticated = (message: string, cause?: unknown): Refusal =>
  new Refusal('UNAUTHENTICATED', message, {}, { cause });

/** The refusal of a DPoP proof that needs a nonce of ours, because its clock is wrong or its nonce is old (RFC 9449, 9). */
export class DpopNonceNeeded extends Refusal {
  constructor(
    /** The nonce for the next proof, for the header DPoP-Nonce. */
    readonly nonce: string,
    message: string,
  ) {
    super('UNAUTHENTICATED', message);
  }
}

/** The refusal of a token: expired or not valid. The exact cause is kept for the log and not told. */
export function tokenRefused(what: string, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof errors.JWTExpired) return unauthenticated(`The ${what} has expired.`, error);
  return unauthenticated(`The ${what} is not valid.`, error);
}
