import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { IdentityTicket } from '../../consent/ports/identity-ticket.js';
import type { PinnedKeys } from '../pinned-keys.js';
import { reasonOf, Unreachable } from './reaching.js';
import { serviceKeys } from './service-keys.js';

const LONGEST_LIFE_SECONDS = 120;
const CLOCK_TOLERANCE_SECONDS = 5;

/** The claims that name the place for which a ticket was made. A ticket has exactly one of them. */
const PLACES = ['challengeId', 'counter'] as const;
type Place = (typeof PLACES)[number];

export interface TicketService {
  /** Names the service in the log. */
  readonly name: string;
  /** The issuer that the tickets must name. */
  readonly url: string;
  readonly jwksPath: string;
  /** The explicit type, so that a ticket of one service is never taken for another's (RFC 8725, 3.11). */
  readonly type: string;
  /** The audience that the tickets must name: this platform. Known only once the server listens. */
  readonly audience: () => string;
  /** The places that the service makes tickets for. */
  readonly places: readonly Place[];
  /** null: whatever keys the service publishes. */
  readonly pinnedKeys: PinnedKeys | null;
}

/**
 * Verifies the signed tickets of an outside service. Their lifetime is checked against the clock of this process.
 * @returns what the ticket states, or null for an invalid ticket. Throws when the service's keys cannot be fetched.
 */
export function ticketVerifier(service: TicketService): (ticket: string) => Promise<IdentityTicket | null> {
  const keys = serviceKeys(service.url + service.jwksPath, service.pinnedKeys);
  return async (ticket) => {
    try {
      const { payload } = await jwtVerify(ticket, keys, {
        algorithms: ['EdDSA'],
        typ: service.type,
        issuer: service.url,
        audience: service.audience(),
        maxTokenAge: LONGEST_LIFE_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['iat', 'exp', 'jti', 'certNo'],
      });
      return ticketOf(payload, service.places);
    } catch (error) {
      if (isBadTicket(error)) return null;
      throw new Unreachable(`The keys of ${service.name} could not be had: ${reasonOf(error)}.`, {
        cause: error,
      });
    }
  };
}

function ticketOf(payload: JWTPayload, places: readonly Place[]): IdentityTicket | null {
  const { certNo, jti } = payload;
  const named = PLACES.filter((place) => payload[place] !== undefined);
  const [place] = named;
  if (place === undefined || named.length > 1 || !places.includes(place)) return null;
  const value = payload[place];
  if (!isText(certNo) || !isText(jti) || !isText(value)) return null;
  return { certNo, jti, [place]: value };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isBadTicket = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout) &&
  !(error instanceof errors.JWKSInvalid) &&
  error.code !== errors.JOSEError.code;
