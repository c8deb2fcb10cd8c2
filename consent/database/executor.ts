/** Runs one SQL statement: on a pool, or inside the caller's own transaction. */
export interface Executor {
  query(text: string, values: unknown[]): Promise<Record<string, unknown>[]>;
}

/** The executor of a `pg` pool or client. */
export const executorOf = (connection: {
  query(text: string, values: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}): Executor => ({
  query: async (text, values) => (await connection.query(text, values)).rows,
});
