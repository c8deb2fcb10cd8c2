import type { Strength } from '../../../consent/kernel/strength.js';
import type { Context } from '../common/context.js';
import { openSession } from '../common/open-session.js';

/** Opens a session for whoever has just signed in. @returns its token */
export async function beginSession(
  { client, services }: Context,
  { id, personId, strength }: { id: string; personId: string; strength: Strength },
): Promise<string> {
  const { secret } = await openSession(services, client, { personId, strength, authenticationId: id });
  return services.personTokens.issue({ personId, strength, session: secret });
}
