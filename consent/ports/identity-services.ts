import type { Strength } from '../kernel/strength.js';
import type { IdentityTicket } from './identity-ticket.js';

/** The gateway has answered that it will not take a message: trying again is of no use. */
export class MessageRefused extends Error {
  override readonly name = 'MessageRefused';
}

/**
 * The outside services that authentication uses. Each method throws if the service is unreachable, and returns null for
 * an invalid token.
 */
export interface SmsGateway {
  /** @throws MessageRefused if the gateway will not take this message however often it is sent */
  /** `code` is the one-time code in the text, if there is one. */
  send(message: { mobile: string; text: string; code?: string }): Promise<void>;
  /** Makes the same round trip without sending a message, so that both take the same time. */
  reach(): Promise<void>;
}

/**
 * The national e-voucher (医保电子凭证): a short-lived signed token that names its holder, and the challenge that the
 * holder answers or the counter that scanned the code.
 */
export interface EvoucherService {
  verify(token: string): Promise<IdentityTicket | null>;
}

/** The values of one authorization request to the identity provider. Only this platform can make them. */
export interface AuthorizationFlow {
  readonly state: string;
  readonly nonce: string;
  /** PKCE (RFC 7636). */
  readonly verifier: string;
}

/** The city's own identity provider (OpenID Connect). */
export interface IdentityProvider {
  readonly issuer: string;
  /** Returns the URL to which the client sends the person. */
  authorizationUrl(flow: AuthorizationFlow): Promise<string>;
  /** Identifies the person by the parameters of the callback; null if the answer is invalid. */
  identify(
    parameters: URLSearchParams,
    flow: AuthorizationFlow,
  ): Promise<{ certNo: string; strength: Strength } | null>;
}

/** The face comparison service. Its signed ticket states that a live face matched an ID number, for one challenge. */
export interface FaceService {
  verify(ticket: string): Promise<IdentityTicket | null>;
}
