import { Client } from 'pg';

/** What a client was shown by one statement: its rows, notices, copied lines and errors, as text. */
export interface Shown {
  readonly text: string;
  readonly first: string | null;
  readonly code: string | null;
}

/** A connection with a role's password on which everything that comes back is kept. */
export class AttackerSession {
  static async open(name: string, connectionString: string): Promise<AttackerSession> {
    const client = new Client({
      connectionString,
      // Every value as the text that the server sent.
      types: { getTypeParser: () => (value: string) => value } as never,
    });
    const session = new AttackerSession(name, client);
    await client.connect();
    await client.query("SET statement_timeout = '3s'; SET lock_timeout = '100ms'");
    return session;
  }

  private heard: string[] = [];

  private constructor(
    readonly name: string,
    private readonly client: Client,
  ) {
    client.on('error', () => undefined);
    client.on('notice', ({ message, detail, hint, where }) =>
      this.heard.push([message, detail, hint, where].join(' ')),
    );
    const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
    connection.on('copyData', ({ chunk }: { chunk: Buffer }) => this.heard.push(chunk.toString()));
    connection.on('notification', ({ payload }: { payload: string }) => this.heard.push(payload));
  }

  /** Whether the connection is inside a transaction, as far as its statements tell. */
  inTransaction = false;

  async run(sql: string): Promise<Shown> {
    this.heard = [];
    try {
      const answers = [await this.client.query({ text: sql, rowMode: 'array' })].flat();
      const rows = answers.flatMap(({ rows: of }) => of as unknown as (string | null)[][]);
      const text = [...rows.map((row) => row.join(' ')), ...this.heard].join('\n');
      if (/^(BEGIN|START)/.test(sql)) this.inTransaction = true;
      if (/^(COMMIT|ROLLBACK|PREPARE TRANSACTION)\b(?! (TO|AND CHAIN|PREPARED))/.test(sql))
        this.inTransaction = false;
      return { text, first: rows.at(-1)?.[0] ?? null, code: null };
    } catch (error) {
      const { message, detail, hint, where, code } = error as Record<string, string>;
      const text = [message, detail, hint, where, ...this.heard].join('\n');
      return { text, first: null, code: code ?? 'connection' };
    }
  }

  close(): Promise<void> {
    return this.client.end().catch(() => undefined);
  }
}

/** SQL on one connection that stays open. */
export async function persistentSql(url: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    sql: async (text: string, values: unknown[] = []): Promise<Record<string, any>[]> =>
      (await client.query(text, values)).rows,
    close: () => client.end(),
  };
}
