import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';

const TIMEOUT_MS = 3_000;
/** The least time between two requests for a service's keys, when a ticket names an unknown key. */
const COOLDOWN_MS = 5_000;
const LONGEST_LIFE_SECONDS = 120;
const CLOCK_TOLERANCE_SECONDS = 5;

export interface TicketService {
  /** The issuer that the tickets must name. */
  readonly url: string;
  readonly jwksPath: string;
  /** The explicit type, so that a ticket of one service is never taken for another's (RFC 8725, 3.11). */
  readonly type: string;
  /** The audience that the tickets must name: this platform. Known only once the server listens. */
  readonly audience: () => string;
  readonly claims: readonly string[];
}

/**
 * Verifies the signed tickets of an outside service. Their lifetime is checked against the clock of this process.
 * @returns the claims, or null for an invalid ticket. Throws when the service's keys cannot be fetched.
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
