declare module 'pg-copy-streams' {
  import type { Writable } from 'node:stream';
  import type { Submittable } from 'pg';

  /** COPY ... FROM STDIN: what is written is the data. */
  export function from(sql: string): Writable & Submittable & { readonly rowCount: number };
}
