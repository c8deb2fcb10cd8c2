/** Where a command prints its progress: a terminal, a pipe or a test. */
export interface Io {
  readonly out: { write(text: string): unknown; readonly isTTY?: boolean };
}
