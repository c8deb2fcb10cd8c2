import { type ClientBase, type Connection, type FieldDef, type Submittable, types } from 'pg';
import type { Statement } from './statement.js';

export type Rows = Record<string, unknown>[];

interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

/** What a connection has prepared, by the statement's name: the columns that its rows come in. */
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
 * Named statements sent together and answered together, with one Sync at their end: a round trip of PostgreSQL's
 * extended protocol. A statement is parsed and described when a connection first meets it, and then never again. When
 * one fails those behind it are skipped, and the connection is no longer of use.
 */
export class Trip implements Submittable {
  private readonly results: Rows[] = [];
  private known!: Map<string, readonly Column[]>;
  private rows: Rows = [];
  private failure: unknown;
  private refused: Error | null = null;

  /** @param callback called once, when the server is ready for more or the connection broke */
  constructor(
    private readonly statements: readonly Statement[],
    private readonly callback: (error: unknown, results: Rows[]) => void,
  ) {}

  /**
   * Sends the statements now, be what went before them answered or not (pipelining). pg would wait for that, and its own
   * pipeline mode takes its own queries only; answers come in the order in which `client.query` was called.
   */
  on(client: ClientBase): void {
    const { connection } = client as unknown as { readonly connection: Connection };
    this.refused = this.leave(connection);
    client.query(this);
  }

  /** For pg's client, like the methods below. */
  submit(): Error | null {
    return this.refused;
  }

  private leave(connection: Connection): Error | null {
    this.known = preparedOn(connection);
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
    if (!this.known.has(name)) {
      connection.parse({ name, text, types: [] }, true);
      connection.describe({ type: 'S', name }, true);
      this.known.set(name, []);
    }
    connection.bind({ statement: name, values: values as unknown[], valueMapper: parameter } as never, true);
    connection.execute(null, true);
  }

  handleRowDescription({ fields }: { fields: FieldDef[] }): void {
    const columns = fields.map(({ name, dataTypeID }) => ({ name, parse: types.getTypeParser(dataTypeID) }));
    this.known.set(this.statements[this.results.length]!.name, columns);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const columns = this.known.get(this.statements[this.results.length]!.name)!;
    const row: Record<string, unknown> = {};
    for (let index = 0; index < columns.length; index += 1) {
      const { name, parse } = columns[index]!;
      const value = fields[index]!;
      row[name] = value === null ? null : parse(value);
    }
    this.rows.push(row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    // So PostgreSQL answers COMMIT of a failed transaction, and without an error.
    if (text === 'ROLLBACK') this.failure = new Error('The transaction was rolled back.');
    this.results.push(this.rows);
    this.rows = [];
  }

  handleError(error: unknown): void {
    this.callback(error, []);
  }

  handleReadyForQuery(): void {
    this.callback(this.failure, this.results);
  }
}
