import type { BegunSession, Sessions, SignedIn } from '../../../consent/authentication/session.js';
import type { Outbox } from '../../../consent/notifications/outbox.js';
import type { RequestClient } from '../../http/device-cookie.js';

/** The outbox tries this many messages to the person at once; others follow. */
const MESSAGES_NOW = 3;

/** Opens a session for whoever has just signed in, marks the device, and tells the person of a new one. */
export async function openSession(
  { sessions, outbox }: { readonly sessions: Sessions; readonly outbox: Outbox },
  client: RequestClient,
  signedIn: SignedIn,
): Promise<BegunSession> {
  const begun = await sessions.begin(signedIn, client);
  client.keepCookie(begun.deviceCookie);
  // The person is told before the session can be used. If the gateway is down, the outbox tries again.
  await outbox.deliver(signedIn.personId, MESSAGES_NOW);
  return begun;
}
