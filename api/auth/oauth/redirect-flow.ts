import type { Executor } from '../../../consent/database/executor.js';
import { InteractionCookies } from './interaction-cookie.js';
import type { PushedConsent } from './pushed-request.js';
import { OauthState } from './state.js';

/** What people need who come from a recipient's app. */
export interface RedirectFlow {
  readonly state: OauthState;
  readonly cookies: InteractionCookies;
  readonly consent: PushedConsent;
}

/** @param secret of 32 bytes, from which the keys of state and cookies are derived */
export const redirectFlow = (
  database: Executor,
  issuer: () => string,
  secret: Uint8Array,
  ask: PushedConsent['ask'],
): RedirectFlow => ({
  state: new OauthState(database, secret),
  cookies: new InteractionCookies(issuer, secret),
  consent: { ask },
});
