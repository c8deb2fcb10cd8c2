declare module 'pg-copy-streams' {
  import type { Readable, Writable } from 'node:stream';
  import type { Submittable } from 'pg';

  /** COPY ... FROM STDIN; the data is written to the stream. */
  export function from(sql: string): Writable & Submittable & { readonly rowCount: number };
  /** COPY ... TO STDOUT; the data is read from the stream. */
  export function to(sql: string): Readable & Submittable & { readonly rowCount: number };
}
