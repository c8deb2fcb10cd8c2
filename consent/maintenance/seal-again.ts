import { type SealableRow, type Seals } from '../crypto/seal.js';
import { SEALED_TABLES, type SealedTable } from '../crypto/sealed-tables.js';
import type { Executor } from '../database/executor.js';

const BATCH_SIZE = 1_000;

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
  const rows = (await rowsOf(tx, table)).filter(({ row }) => due(seals.sealVersion(table, row)));
  for (let start = 0; start < rows.length; start += BATCH_SIZE) {
    const batch = rows.slice(start, start + BATCH_SIZE);
    const made = batch.map(({ place, row }) => [place, seals.of(table, row).toString('hex')]);
    await tx.query(
      `UPDATE assent.${table} AS t SET seal = decode(made->>1, 'hex')
       FROM jsonb_array_elements($1::jsonb) AS made WHERE t.ctid = (made->>0)::tid`,
      [JSON.stringify(made)],
    );
  }
  await tx.query(`ALTER TABLE assent.${table} ENABLE TRIGGER USER`, []);
  return rows.length;
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
