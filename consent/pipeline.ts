import type { Socket } from 'node:net';
import type { Pool, PoolClient, QueryResult } from 'pg';
import type { Statement } from './read.js';
import { unavailable } from './refusal.js';

type Rows = Record<string, unknown>[];

const CONTROL = { begin: 'BEGIN', commit: 'COMMIT' } as const;

const rowsOf = (outcome: PromiseSettledResult<QueryResult>): Rows => {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value.rows;
};

async function send(client: PoolClient, statements: readonly Statement[]): Promise<Rows[]> {
  // Sent together and answered in order: one round trip. The pool's connections are in pipeline mode.
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  const sent = [
    client.query(CONTROL.begin),
    ...statements.map(({ name, text, values }) => client.query({ name, text, values: values as unknown[] })),
    client.query(CONTROL.commit),
  ];
  stream.uncork();
  const outcomes = await Promise.allSettled(sent);
  const results = outcomes.map(rowsOf);
  // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, and without an error.
  const end = outcomes.at(-1) as PromiseFulfilledResult<QueryResult>;
  if (end.value.command !== 'COMMIT') throw new Error('The transaction was rolled back.');
  return results.slice(1, -1);
}

/**
 * Runs statements as one transaction in one round trip.
 * @returns the rows of each statement, once the transaction is durable
 * @throws Refusal UNAVAILABLE when it is not known to be: then nothing of it may be released
 */
export async function inOneRoundTrip(pool: Pool, statements: readonly Statement[]): Promise<Rows[]> {
  let client: PoolClient;
  try {
    client = await pool.connect();
  } catch (cause) {
    throw unavailable(cause);
  }
  try {
    const results = await send(client, statements);
    client.release();
    return results;
  } catch (cause) {
    // Whatever state the connection is in, nobody else should meet it.
    client.release(true);
    throw unavailable(cause);
  }
}
