import type { Strength } from '../kernel/strength.js';

/**
 * The outside services that authentication rests on, as the engine sees them. Each throws when the service
 * cannot be reached, and answers null for a token that is not good.
 */
export interface SmsGateway {
  /** `code` is what the text asks the person to type, if it does. */
  send(message: { mobile: string; text: string; code?: string }): Promise<void>;
  /** The same round trip without a message. */
  reach(): Promise<void>;
}

/** The national e-voucher (医保电子凭证): a short-lived signed token that names its holder. */
export interface EvoucherService {
  verify(token: string): Promise<{ certNo: string; jti: string } | null>;
}

/** One way through the city's own identity provider: values that only this platform can make, and only it has seen. */
export interface AuthorizationFlow {
  readonly state: string;
  readonly nonce: string;
  /** PKCE (RFC 7636). */
  readonly verifier: string;
}

/** The city's own identity provider (OpenID Connect). */
export interface IdentityProvider {
  readonly issuer: string;
  /** Where to send the person. */
  authorizationUrl(flow: AuthorizationFlow): Promise<string>;
  /** Who came back, by the parameters of the callback; null for an answer that is not good. */
  identify(
    parameters: URLSearchParams,
    flow: AuthorizationFlow,
  ): Promise<{ certNo: string; strength: Strength } | null>;
}

/** The face comparison service: a signed ticket that a live face matched an ID number, for one challenge. */
export interface FaceService {
  verify(ticket: string): Promise<{ certNo: string; challengeId: string; jti: string } | null>;
}
