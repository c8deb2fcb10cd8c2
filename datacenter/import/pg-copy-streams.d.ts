declare module 'pg-copy-streams' {
  import type { Writable } from 'node:stream';
  import type { Submittable } from 'pg';

  /** COPY ... FROM STDIN; the data is written to the stream. */
  export function from(sql: string): Writable & Submittable & { readonly rowCount: number };
}
