import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';

const TIMEOUT_MS = 3_000;
/** A service may change its keys; asking it again for an unknown one no more often than this. */
const COOLDOWN_MS = 5_000;
const LONGEST_LIFE_SECONDS = 120;
const CLOCK_TOLERANCE_SECONDS = 5;

export interface TicketService {
  /** Issues the tickets, under this name. */
  readonly url: string;
  readonly jwksPath: string;
  /** Keeps one service's tickets from being taken for another's (RFC 8725, 3.11). */
  readonly type: string;
  /** Us, by the name the ticket must be made out to; known only once we listen. */
  readonly audience: () => string;
  readonly claims: readonly string[];
}

/**
 * Verifies the signed tickets of an outside service. Their lifetime is judged by this process's clock, as the
 * service's own clock is not the database's.
 * @returns the claims, or null for a ticket that is not good. Throws when the service's keys cannot be had.
 */
export function ticketVerifier(service: TicketService): (ticket: string) => Promise<JWTPayload | null> {
  const keys = createRemoteJWKSet(new URL(service.url + service.jwksPath), {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
  });
  return async (ticket) => {
    try {
      const { payload } = await jwtVerify(ticket, keys, {
        algorithms: ['EdDSA'],
        typ: service.type,
        issuer: service.url,
        audience: service.audience(),
        maxTokenAge: LONGEST_LIFE_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['iat', 'exp', 'jti', ...service.claims],
      });
      return payload;
    } catch (error) {
      if (isBadTicket(error)) return null;
      throw error;
    }
  };
}

const isBadTicket = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout) &&
  !(error instanceof errors.JWKSInvalid) &&
  error.code !== errors.JOSEError.code;
