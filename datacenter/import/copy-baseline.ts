import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Client, DatabaseError } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/**
 * The baseline of the import's speed: COPY of the same bytes into a temporary table without types, keys or WAL.
 * @returns seconds; null if COPY can't read the file unchanged
 */
export async function baselineCopySeconds(
  client: Client,
  path: string,
  columns: number,
): Promise<number | null> {
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
