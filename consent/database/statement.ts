/** A statement that is sent in a pipeline. Its name lets each connection parse and plan it only once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** One row that a statement returns, by the names of its columns. */
export type Row = Record<string, unknown>;
export type Rows = Row[];
