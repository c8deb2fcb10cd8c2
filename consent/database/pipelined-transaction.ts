import type { Pool, PoolClient } from 'pg';
import { LIMITS } from '../kernel/limits.js';
import { Line } from './pipelined-connection.js';
import { type Rows, Trip } from './pipelined-query.js';
import type { Statement } from './statement.js';

const BEGIN: Statement = { name: 'begin', text: 'BEGIN', values: [] };
const COMMIT: Statement = { name: 'commit', text: 'COMMIT', values: [] };

const send = (client: PoolClient, statements: readonly Statement[]): Promise<Rows[]> =>
  new Promise((resolve, reject) => {
    new Trip(statements, (error, results) => (error ? reject(error) : resolve(results))).on(client);
  });

/**
 * Runs statements as one transaction in one round trip: PostgreSQL makes one of all that comes before a Sync.
 * @returns the rows of each statement, once the transaction is durable
 * @throws Refusal UNAVAILABLE when it is not known to be: then nothing of it may be released
 */
export const inOneRoundTrip = (pool: Pool, statements: readonly Statement[]): Promise<Rows[]> =>
  new Line(pool).board((client) => send(client, statements));

/** Who has waited little already waits for a lock as the connection is set: saying otherwise costs a little. */
function beginWithin(deadline: number): readonly Statement[] {
  const left = deadline - performance.now();
  if (left >= LIMITS.patienceMs / 2) return [BEGIN];
  // 0 would be for ever; in a millisecond a lock that is free is had.
  const milliseconds = Math.max(1, Math.floor(left));
  const text = "SELECT set_config('lock_timeout', $1, true)";
  return [BEGIN, { name: 'patience', text, values: [milliseconds] }];
}

/** One's part of a transaction: statements, and what is to be recorded in it of what they gave. */
export interface Part<T, Record> {
  readonly statements: readonly Statement[];
  /** Called once, before the commit; a null `record` records nothing. */
  readonly last: (rows: readonly Rows[]) => { readonly outcome: T; readonly record: Record | null };
}

/** The statement that records what all parts of a transaction are to record. */
export type Recording<Record> = (records: readonly Record[]) => Statement;

/**
 * Runs the statements of the parts, one part after the other, and in the same transaction what they are to record: two
 * round trips, and all or none.
 * @param end called once all is sent; what is sent on the connection from then on comes after the commit
 * @param deadline when to wait no longer for a lock, by `performance.now()`; what the connection allows is the most
 * @returns their outcomes, once the transaction is durable
 */
export async function thenRecordedOn<T, Record>(
  client: PoolClient,
  parts: readonly Part<T, Record>[],
  recording: Recording<Record>,
  end: () => void,
  deadline = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const begin = beginWithin(deadline);
  const rows = await send(client, [...begin, ...parts.flatMap(({ statements }) => statements)]);
  rows.splice(0, begin.length);
  const ends = parts.map(({ statements, last }) => last(rows.splice(0, statements.length)));
  const records = ends.flatMap(({ record }) => (record === null ? [] : [record]));
  const committed = send(client, records.length > 0 ? [recording(records), COMMIT] : [COMMIT]);
  end();
  await committed;
  return ends.map(({ outcome }) => outcome);
}

/**
 * One part on a connection of its own.
 * @throws Refusal UNAVAILABLE when it is not known to be durable: then nothing of it may be released
 */
export const thenRecorded = <T, Record>(
  pool: Pool,
  part: Part<T, Record>,
  recording: Recording<Record>,
  deadline?: number,
): Promise<T> =>
  new Line(pool).board(async (client, end) => {
    const [outcome] = await thenRecordedOn(client, [part], recording, end, deadline);
    return outcome!;
  });
