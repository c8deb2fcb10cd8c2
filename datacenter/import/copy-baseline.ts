import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Client, DatabaseError } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/**
 * What the machine could do at best: the same bytes into a table of texts, without checks, keys or log.
 * @returns seconds; null if COPY can't read the file as it is
 */
export async function bareCopySeconds(client: Client, path: string, columns: number): Promise<number | null> {
  const texts = Array.from({ length: columns }, (_, at) => `c${at} text`);
  await client.query(`CREATE TEMP TABLE bare (${texts})`);
  const started = performance.now();
  try {
    await pipeline(
      createReadStream(path),
      client.query(copyFrom('COPY bare FROM STDIN (FORMAT csv, HEADER)')),
    );
    return (performance.now() - started) / 1000;
  } catch (error) {
    if (error instanceof DatabaseError) return null;
    throw error;
  } finally {
    await client.query('DROP TABLE bare');
  }
}
