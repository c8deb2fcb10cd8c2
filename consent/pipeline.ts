import type { Socket } from 'node:net';
import type { Pool, PoolClient, QueryResult } from 'pg';
import { LIMITS } from './limits.js';
import type { Statement } from './read.js';
import { unavailable } from './refusal.js';

type Rows = Record<string, unknown>[];

const rowsOf = (outcome: PromiseSettledResult<QueryResult>): Rows => {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value.rows;
};

type Sent = Statement | string;

/** Sent together and answered in order: one round trip. The pool's connections are in pipeline mode. */
async function send(client: PoolClient, statements: readonly Sent[]): Promise<Rows[]> {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  const sent = statements.map((one) =>
    client.query(typeof one === 'string' ? one : { ...one, values: one.values as unknown[] }),
  );
  stream.uncork();
  const outcomes = await Promise.allSettled(sent);
  const results = outcomes.map(rowsOf);
  // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, and without an error.
  const end = outcomes.at(-1) as PromiseFulfilledResult<QueryResult>;
  if (statements.at(-1) === 'COMMIT' && end.value.command !== 'COMMIT')
    throw new Error('The transaction was rolled back.');
  return results;
}

/**
 * Runs statements as one transaction in one round trip.
 * @returns the rows of each statement, once the transaction is durable
 * @throws Refusal UNAVAILABLE when it is not known to be: then nothing of it may be released
 */
export const inOneRoundTrip = (pool: Pool, statements: readonly Statement[]): Promise<Rows[]> =>
  onConnection(pool, async (client) => (await send(client, ['BEGIN', ...statements, 'COMMIT'])).slice(1, -1));

/** Who has waited little already waits for a lock as the connection is set: saying otherwise costs a little. */
function beginWithin(deadline: number): string {
  const left = deadline - performance.now();
  // 0 would be for ever; in a millisecond a lock that is free is had.
  return left < LIMITS.patienceMs / 2
    ? `BEGIN; SET LOCAL lock_timeout = ${Math.max(1, Math.floor(left))}`
    : 'BEGIN';
}

/**
 * Runs statements, and in the same transaction a last one that is made of what they gave: two round trips.
 * @param last what is to be recorded of the rows; null records nothing
 * @param deadline when to wait no longer for a lock, by `performance.now()`; what the connection allows is the most
 * @throws Refusal UNAVAILABLE when it is not known to be durable: then nothing of it may be released
 */
export function thenRecorded<T>(
  pool: Pool,
  statements: readonly Statement[],
  last: (rows: Rows[]) => { readonly outcome: T; readonly record: Statement | null },
  deadline = Number.POSITIVE_INFINITY,
): Promise<T> {
  return onConnection(pool, async (client) => {
    const rows = (await send(client, [beginWithin(deadline), ...statements])).slice(1);
    const { outcome, record } = last(rows);
    await send(client, record ? [record, 'COMMIT'] : ['COMMIT']);
    return outcome;
  });
}

async function onConnection<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  let client: PoolClient;
  try {
    client = await pool.connect();
  } catch (cause) {
    throw unavailable(cause);
  }
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (cause) {
    // Whatever state the connection is in, nobody else should meet it.
    client.release(true);
    throw unavailable(cause);
  }
}
