import type { ClientBase } from 'pg';
import {
  beginGroup,
  endGroup,
  type StatementGroup,
  statementName,
} from '../../consent/database/statement-groups.js';

type Query = (...args: unknown[]) => unknown;
type Done = (error?: unknown, result?: unknown) => void;

/** The text of a statement; null for what writes to the connection by itself (consent/database/pipeline.ts tells of that). */
function textOf(query: unknown): string | null {
  if (typeof query === 'string') return query;
  const { text, submit } = query as { text?: unknown; submit?: unknown };
  return typeof text === 'string' && submit === undefined ? text : null;
}

/** Hears of the end of a statement, whichever way the caller does. */
function run(query: Query, args: unknown[], ended: Done): unknown {
  const callback = args.at(-1);
  if (typeof callback === 'function') {
    const told: Done = (error, result) => {
      ended(error);
      callback(error, result);
    };
    return query(...args.slice(0, -1), told);
  }
  const result = query(...args) as Promise<unknown>;
  result.then(() => ended(), ended);
  return result;
}

/** Tells of the statements that go over this connection, those of a transaction as one group. */
export function traceConnection(client: ClientBase): void {
  const query = client.query.bind(client) as Query;
  let transaction: StatementGroup | null = null;
  const end = (error?: unknown) => {
    endGroup(transaction, error);
    transaction = null;
  };
  const traced: Query = (...args) => {
    const text = textOf(args[0]);
    if (text === null) return query(...args);
    const name = statementName(text);
    if (transaction) {
      transaction.statements.push(name);
      if (name === 'COMMIT' || name === 'ROLLBACK') return run(query, args, end);
      return query(...args);
    }
    const group = beginGroup([name]);
    if (group === null) return query(...args);
    if (name !== 'BEGIN' && name !== 'START') return run(query, args, (error) => endGroup(group, error));
    transaction = group;
    return run(query, args, (error) => {
      if (error != null) end(error);
    });
  };
  client.query = traced as ClientBase['query'];
}
