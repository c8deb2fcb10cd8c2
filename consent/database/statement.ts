/** A statement of the pipeline, named so that each connection parses and plans it once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}
