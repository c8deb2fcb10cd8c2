import type { Executor } from '../database/executor.js';

/** Up to which moment each table of the data asset center shows its source, by its newest whole import. */
export async function newestRecords(database: Executor): Promise<ReadonlyMap<string, Date>> {
  const rows = await database.query('SELECT name, as_of::text AS as_of FROM assent.newest_records()', []);
  return new Map(rows.map((row) => [row.name as string, new Date(row.as_of as string)]));
}
