import {
  type ClientBase,
  type Connection,
  DatabaseError,
  type FieldDef,
  type Pool,
  type PoolClient,
  type Submittable,
  types,
} from 'pg';
import { unavailable } from '../kernel/refusal.js';
import type { Row, Rows, Statement } from './statement.js';
import { beginGroup, endGroup, statementName } from './statement-groups.js';

const IN_FLIGHT_MAX = 2;

/**
 * One pooled connection that carries several transactions in a row (pipelining). A transaction is sent while the database
 * still commits the one before it, so the database is not idle between them.
 */
export class Pipeline {
  private client: Promise<PoolClient> | null = null;
  private inFlight = 0;
  private broken = false;

  constructor(private readonly pool: Pool) {}

  /** Whether another transaction may be sent: none has failed, and at most one is under way that it would wait for. */
  get isOpen(): boolean {
    return !this.broken && this.inFlight < IN_FLIGHT_MAX;
  }

  /**
   * Sends statements in one round trip; PostgreSQL treats all of them as one transaction.
   * @returns the rows of each statement, once the transaction is durable
   * @throws Refusal UNAVAILABLE when the transaction is not known to be durable: then none of its rows may be disclosed
   */
  async run(statements: readonly Statement[]): Promise<Rows[]> {
    this.inFlight += 1;
    try {
      this.client ??= this.pool.connect();
      const client = await this.client;
      return await sendAsGroup(client, statements);
    } catch (cause) {
      this.broken = true;
      throw unavailable(cause);
    } finally {
      this.inFlight -= 1;
      if (this.inFlight === 0) this.release();
    }
  }

  private release(): void {
    const released = this.client;
    this.client = null;
    // After a failure the connection's state is unknown, so the pool destroys it instead of using it again.
    released?.then(
      (client) => client.release(this.broken),
      () => undefined,
    );
  }
}

async function sendAsGroup(client: PoolClient, statements: readonly Statement[]): Promise<Rows[]> {
  const group = beginGroup(statements.map(({ text }) => statementName(text)));
  try {
    const results = await send(client, statements);
    endGroup(group);
    return results;
  } catch (error) {
    endGroup(group, error);
    throw error;
  }
}

const send = (client: PoolClient, statements: readonly Statement[]): Promise<Rows[]> =>
  new Promise((resolve, reject) => {
    new PipelinedQuery(statements, (error, results) => (error ? reject(error) : resolve(results))).sendOn(
      client,
    );
  });

/** Runs statements as one transaction, in one round trip and on a connection of its own. */
export const runPipelined = (pool: Pool, statements: readonly Statement[]): Promise<Rows[]> =>
  new Pipeline(pool).run(statements);

interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

/** The statements that each connection has prepared, by name, with the columns of their rows. */
const prepared = new WeakMap<Connection, Map<string, readonly Column[]>>();

function preparedOn(connection: Connection): Map<string, readonly Column[]> {
  const known = prepared.get(connection) ?? new Map<string, readonly Column[]>();
  prepared.set(connection, known);
  return known;
}

function parameter(value: unknown): string | Buffer | null {
  if (value == null || Buffer.isBuffer(value)) return value ?? null;
  if (typeof value === 'object') throw new TypeError('A parameter is text, a number or bytes.');
  return String(value);
}

/**
 * Named statements that are sent together, with one Sync at the end, in one round trip of PostgreSQL's extended query
 * protocol. A connection parses and describes a statement the first time it runs, and never again. When a statement
 * fails, PostgreSQL skips those after it, and the connection must not be used again.
 */
class PipelinedQuery implements Submittable {
  private readonly results: Rows[] = [];
  private preparedColumns!: Map<string, readonly Column[]>;
  private rows: Rows = [];
  private failure: unknown;
  private sendError: Error | null = null;

  /** @param callback called once: when the server is ready for the next query, or the connection broke */
  constructor(
    private readonly statements: readonly Statement[],
    private readonly callback: (error: unknown, results: Rows[]) => void,
  ) {}

  /**
   * Sends the statements at once, without waiting for the answers to earlier ones (pipelining). pg itself would wait, and
   * its own pipeline mode accepts only its own queries. pg delivers answers in the order of the `client.query` calls.
   */
  sendOn(client: ClientBase): void {
    const { connection } = client as unknown as { readonly connection: Connection };
    this.sendError = this.sendAll(connection);
    client.query(this);
  }

  /** Called by pg's client, like the methods below (pg's interface Submittable). */
  submit(): Error | null {
    return this.sendError;
  }

  private sendAll(connection: Connection): Error | null {
    this.preparedColumns = preparedOn(connection);
    connection.stream.cork();
    try {
      for (const statement of this.statements) this.send(connection, statement);
      return null;
    } catch (error) {
      return error as Error;
    } finally {
      connection.sync();
      connection.stream.uncork();
    }
  }

  private send(connection: Connection, { name, text, values }: Statement): void {
    if (!this.preparedColumns.has(name)) {
      connection.parse({ name, text, types: [] }, true);
      connection.describe({ type: 'S', name }, true);
      this.preparedColumns.set(name, []);
    }
    connection.bind({ statement: name, values: values as unknown[], valueMapper: parameter } as never, true);
    connection.execute(null, true);
  }

  handleRowDescription({ fields }: { fields: FieldDef[] }): void {
    const columns = fields.map(({ name, dataTypeID }) => ({ name, parse: types.getTypeParser(dataTypeID) }));
    this.preparedColumns.set(this.statements[this.results.length]!.name, columns);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const columns = this.preparedColumns.get(this.statements[this.results.length]!.name)!;
    const row: Row = {};
    for (let index = 0; index < columns.length; index += 1) {
      const { name, parse } = columns[index]!;
      const value = fields[index]!;
      row[name] = value === null ? null : parse(value);
    }
    this.rows.push(row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    // PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK, and reports no error.
    if (text === 'ROLLBACK') this.failure = new Error('The transaction was rolled back.');
    this.results.push(this.rows);
    this.rows = [];
  }

  /**
   * The server reports an error before it has rolled back, so the transaction holds its locks still: whoever tried again at
   * once would find them held. An error of the connection is the end of it.
   */
  handleError(error: unknown, connection: Connection): void {
    const tell = () => this.callback(error, []);
    if (error instanceof DatabaseError && error.severity === 'ERROR') {
      connection.once('readyForQuery', tell);
      connection.once('end', tell);
    } else tell();
  }

  handleReadyForQuery(): void {
    this.callback(this.failure, this.results);
  }
}
