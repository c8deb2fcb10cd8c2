import { type SealableRow, type Seals } from '../crypto/seal.js';
import { SEALED_TABLES, type SealedTable } from '../crypto/sealed-tables.js';
import type { Executor } from '../database/executor.js';

/**
 * Seals rows of one table with the newest key. The triggers of the table, which let nothing change, stay off until the
 * transaction ends. The owner of the database runs it.
 * @param due whether the row, rightly sealed by this version of the key or not (null), is to be sealed
 * @returns how many rows
 */
export async function sealAgain(
  tx: Executor,
  seals: Seals,
  table: SealedTable,
  due: (version: number | null) => boolean,
): Promise<number> {
  await tx.query(`ALTER TABLE assent.${table} DISABLE TRIGGER USER`, []);
  let sealed = 0;
  for (const { place, row } of await rowsOf(tx, table)) {
    if (!due(seals.sealVersion(table, row))) continue;
    await tx.query(`UPDATE assent.${table} SET seal = $2 WHERE ctid = $1::tid`, [
      place,
      seals.of(table, row),
    ]);
    sealed += 1;
  }
  await tx.query(`ALTER TABLE assent.${table} ENABLE TRIGGER USER`, []);
  return sealed;
}

/** Every row of the authority tables that an older key seals gets the seal of the newest. @returns how many rows */
export async function sealAllAgain(tx: Executor, seals: Seals): Promise<number> {
  let sealed = 0;
  for (const table of Object.keys(SEALED_TABLES) as SealedTable[])
    sealed += await sealAgain(tx, seals, table, (version) => version !== null && version < seals.newest);
  return sealed;
}

const rowsOf = async (tx: Executor, table: SealedTable) =>
  (await tx.query(`SELECT t.ctid::text AS place, to_jsonb(t) AS row FROM assent.${table} AS t`, [])) as {
    place: string;
    row: SealableRow;
  }[];
