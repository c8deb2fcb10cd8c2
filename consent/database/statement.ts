/** A statement that is sent in a pipeline. Its name lets each connection parse and plan it only once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}
