import type { Executor } from '../database/executor.js';
import { arrayLiteral } from '../database/pg-array.js';
import type { ToldEvent } from './who-is-told.js';

/**
 * Queues the messages of an event to whoever is to be told of it (./who-is-told.ts), in the transaction of the event.
 * @param actorId who brought it about, and is not told
 */
export const tellParties = (
  tx: Executor,
  event: ToldEvent,
  grantIds: readonly string[],
  actorId: string | null,
): Promise<unknown> =>
  tx.query('SELECT assent.tell($1, $2::uuid[], $3::bigint)', [event, arrayLiteral(grantIds), actorId]);
