import { Client } from 'pg';
import type { TestDatabase } from './database.js';

/**
 * The database's clock for tests that set it thousands of times. One row holds the offset, while `TestDatabase.advance`
 * replaces the function and so invalidates every plan.
 */
export class FastClock {
  static async of({ ownerUrl }: TestDatabase): Promise<FastClock> {
    const client = new Client({ connectionString: ownerUrl });
    await client.connect();
    await client.query(
      `CREATE TABLE public.clock (ahead interval NOT NULL);
       INSERT INTO public.clock VALUES ('0');
       GRANT SELECT ON public.clock TO PUBLIC;
       CREATE OR REPLACE FUNCTION assent.now() RETURNS timestamptz LANGUAGE sql VOLATILE
       AS 'SELECT clock_timestamp() + (SELECT ahead FROM public.clock)'`,
    );
    return new FastClock(client);
  }

  private constructor(private readonly client: Client) {}

  /** Sets the clock to tomorrow's noon in the city, when no hour, day or UTC day is about to end. */
  async toNoon(): Promise<void> {
    await this.client.query(
      `UPDATE public.clock SET ahead = ((clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date + 1 + time '12:00')
         AT TIME ZONE 'Asia/Shanghai' - clock_timestamp()`,
    );
  }

  async advance(hours: number): Promise<void> {
    await this.client.query('UPDATE public.clock SET ahead = ahead + make_interval(hours => $1)', [hours]);
  }

  /** Runs other SQL on the same connection, as the owner. */
  async sql(text: string, values: unknown[]): Promise<Record<string, any>[]> {
    return (await this.client.query(text, values)).rows;
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
