import { rowName, type SealableRow, type Seals } from '../../crypto/seal.js';
import { SEALED_TABLES, type SealedTable } from '../../crypto/sealed-tables.js';
import type { Executor } from '../../database/executor.js';

const BATCH_SIZE = 2_000;

/** Reads every row of a table that carries authority, batch by batch. */
export async function* sealedRows(database: Executor, table: SealedTable): AsyncGenerator<SealableRow> {
  await database.query(
    `DECLARE sealed_rows NO SCROLL CURSOR FOR SELECT to_jsonb(t) AS row FROM assent.${table} AS t`,
    [],
  );
  for (;;) {
    const rows = await database.query(`FETCH ${BATCH_SIZE} FROM sealed_rows`, []);
    for (const { row } of rows) yield row as SealableRow;
    if (rows.length < BATCH_SIZE) break;
  }
  await database.query('CLOSE sealed_rows', []);
}

/**
 * Names each row of each table that carries authority and that the platform did not write as it is.
 * @param database one transaction with one snapshot
 * @param isTemplate whether a function of the database writes such a message
 */
export async function unsealedRows(
  database: Executor,
  seals: Seals,
  isTemplate: (text: string) => boolean = () => false,
): Promise<string[]> {
  const named: string[] = [];
  for (const table of Object.keys(SEALED_TABLES) as SealedTable[])
    for await (const row of sealedRows(database, table))
      if (
        seals.sealVersion(table, row) === null &&
        !(table === 'message' && row.ref === null && isTemplate(String(row.text)))
      )
        named.push(`${table} ${rowName(table, row)}: it has no right seal`);
  return named;
}
