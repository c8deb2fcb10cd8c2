import type { Pool, PoolClient } from 'pg';
import { LIMITS } from '../kernel/limits.js';
import { PipelinedConnection } from './pipelined-connection.js';
import { PipelinedQuery } from './pipelined-query.js';
import type { Rows, Statement } from './statement.js';

const BEGIN: Statement = { name: 'begin', text: 'BEGIN', values: [] };
const COMMIT: Statement = { name: 'commit', text: 'COMMIT', values: [] };

const send = (client: PoolClient, statements: readonly Statement[]): Promise<Rows[]> =>
  new Promise((resolve, reject) => {
    new PipelinedQuery(statements, (error, results) => (error ? reject(error) : resolve(results))).sendOn(
      client,
    );
  });

/**
 * Runs statements as one transaction in one round trip: PostgreSQL treats all statements before a Sync as one
 * transaction.
 * @returns the rows of each statement, once the transaction is durable
 * @throws Refusal UNAVAILABLE when the transaction is not known to be durable: then none of its rows may be disclosed
 */
export const runPipelined = (pool: Pool, statements: readonly Statement[]): Promise<Rows[]> =>
  new PipelinedConnection(pool).run((client) => send(client, statements));

/**
 * BEGIN, with a lock timeout that ends at the deadline. The connection's own lock timeout is `waitTimeoutMs`; while at
 * least half of that is left it is good enough, and the extra statement is saved.
 */
function beginWithin(deadline: number): readonly Statement[] {
  const left = deadline - performance.now();
  if (left >= LIMITS.waitTimeoutMs / 2) return [BEGIN];
  // A timeout of 0 would mean no timeout. One millisecond is enough to take a lock that is free.
  const milliseconds = Math.max(1, Math.floor(left));
  const text = "SELECT set_config('lock_timeout', $1, true)";
  return [BEGIN, { name: 'lock_timeout', text, values: [milliseconds] }];
}

/** One caller's part of a transaction: its statements, and what the transaction must record about their rows. */
export interface TransactionPart<T, Record> {
  readonly statements: readonly Statement[];
  /** Called once with the rows, before the commit. A null `record` records nothing. */
  readonly finish: (rows: readonly Rows[]) => { readonly outcome: T; readonly record: Record | null };
}

/** Makes the one statement that writes the records of all parts of a transaction. */
export type RecordStatement<Record> = (records: readonly Record[]) => Statement;

/**
 * Runs the statements of all parts, then writes their records, in one transaction of two round trips.
 * @param end called when COMMIT was sent; what is sent on the connection after that runs after this transaction
 * @param deadline when to stop waiting for a lock, by `performance.now()`; the connection's lock timeout holds as well
 * @returns the outcomes of the parts, once the transaction is durable
 */
export async function commitWithRecords<T, Record>(
  client: PoolClient,
  parts: readonly TransactionPart<T, Record>[],
  recordStatement: RecordStatement<Record>,
  end: () => void,
  deadline = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const begin = beginWithin(deadline);
  const rows = await send(client, [...begin, ...parts.flatMap(({ statements }) => statements)]);
  rows.splice(0, begin.length);
  const ends = parts.map(({ statements, finish }) => finish(rows.splice(0, statements.length)));
  const records = ends.flatMap(({ record }) => (record === null ? [] : [record]));
  const committed = send(client, records.length > 0 ? [recordStatement(records), COMMIT] : [COMMIT]);
  end();
  await committed;
  return ends.map(({ outcome }) => outcome);
}

/**
 * Commits one part in a transaction and on a connection of its own.
 * @throws Refusal UNAVAILABLE when the transaction is not known to be durable: then none of its rows may be disclosed
 */
export const commitPartWithRecords = <T, Record>(
  pool: Pool,
  part: TransactionPart<T, Record>,
  recordStatement: RecordStatement<Record>,
  deadline?: number,
): Promise<T> =>
  new PipelinedConnection(pool).run(async (client, end) => {
    const [outcome] = await commitWithRecords(client, [part], recordStatement, end, deadline);
    return outcome!;
  });
