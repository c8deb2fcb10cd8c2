import type { GivenDetail } from './details.js';

/** A redirect that has begun: where it stands between the recipient's app and its return. */
export interface OpenRedirect {
  readonly uid: string;
  readonly requestId: string;
  /** Host of the address to which the browser goes back; of an app's own scheme, the scheme. */
  readonly returnHost: string;
  readonly expiresAt: Date;
}

/** How a redirect ends: with what was given, or with an error of OAuth. */
export type RedirectOutcome =
  | { readonly requestId: string; readonly given: GivenDetail }
  | { readonly error: 'access_denied'; readonly description: string };

/** Redirects in progress. */
export interface OpenRedirects {
  /**
   * @param cookieOf reads a cookie of the request
   * @returns null for whoever is not in the browser in which it began, and once it is over
   */
  open(uid: string, cookieOf: (name: string) => string | null): Promise<OpenRedirect | null>;
  /** @returns the address at which the browser is sent back to the recipient's app; null once it is over */
  finish(redirect: OpenRedirect, outcome: RedirectOutcome): Promise<string | null>;
}
