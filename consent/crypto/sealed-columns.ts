/** How a value of a column is written into a seal, whichever way it was read. */
export type SealedForm = 'plain' | 'id' | 'time';

export interface SealedColumns {
  /** The column that names the row: to the log, and to `assent verify database`. It is never a person's. */
  readonly name: string;
  /** Everything that makes the row mean something. State that the ledger or a counter tells is not among it. */
  readonly columns: Readonly<Record<string, SealedForm>>;
}

/** A value as it stands. */
export const plain = 'plain';
/** The number of a row, as text. */
export const id = 'id';
/** A time, to the millisecond. */
export const time = 'time';
