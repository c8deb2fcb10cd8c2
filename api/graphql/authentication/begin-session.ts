import type { Strength } from '../../../consent/kernel/strength.js';
import type { Context } from '../common/context.js';

/** The outbox tries this many messages to the person at once; others follow. */
const MESSAGES_NOW = 3;

/** Opens a session for whoever has just signed in. @returns its token */
export async function beginSession(
  { client, services }: Context,
  { id, personId, strength }: { id: string; personId: string; strength: Strength },
): Promise<string> {
  const { sessions, personTokens, outbox } = services;
  const signedIn = { personId, strength, authenticationId: id };
  const { secret, deviceCookie } = await sessions.begin(signedIn, client);
  client.keepCookie(deviceCookie);
  // The person is told before the session can be used. If the gateway is down, the outbox tries again.
  await outbox.deliver(personId, MESSAGES_NOW);
  return personTokens.issue({ personId, strength, session: secret });
}
