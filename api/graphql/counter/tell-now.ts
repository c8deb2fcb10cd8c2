import { findCounterSession } from '../../../consent/counter/session.js';
import { queryOn } from '../../../consent/database/transaction.js';
import type { Context } from '../common/context.js';

/** Sends the person the message about an act at the counter. If the gateway is down, the message stays in the outbox. */
export async function tellNow({ em, services }: Context, sessionId: string): Promise<void> {
  const session = await findCounterSession(queryOn(em), sessionId);
  if (session) await services.outbox.deliver(session.personId, 5);
}
