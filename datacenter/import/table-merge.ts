import { once } from 'node:events';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { CsvFile } from '../csv/file-definitions.js';
import { ProtectionSpread } from './protection-spread.js';
import { markColumnOf, tellsOf } from './row-marker.js';
import { noteSeen } from './unseen-rows.js';

const SOURCE_SYSTEM = 'NHSA';

export interface MergeOptions {
  /** Columns that the file does not have: what is known in them stays. */
  readonly absent: ReadonlySet<string>;
  /** Whether to note which records the file has (unseen-rows.ts). */
  readonly tracked: boolean;
}

/** Merges the rows of one file into their table: COPY into a temporary table, then one INSERT ... ON CONFLICT. */
export class TableMerge {
  private readonly copyIn: string;
  private readonly merge: string;
  private readonly note: string | null;
  private readonly protection: ProtectionSpread;

  private constructor(
    private readonly client: Client,
    file: CsvFile,
    { absent, tracked }: MergeOptions,
  ) {
    const { stored, keys, recorded } = columnsOf(file);
    const columns = [...keys, ...stored];
    const updates = updatesOf(file, absent);
    this.protection = new ProtectionSpread(file.table);
    const { stagedProtection } = this.protection;
    this.note = tracked ? noteSeen(keys) : null;
    this.copyIn = `COPY staging (${columns}) FROM STDIN`;
    const sets = [
      ...updates.map(({ column, value }) => `${column} = ${value}`),
      ...(recorded ? ['updated_at = now()'] : []),
      ...(stagedProtection ? ['protected = known.protected OR excluded.protected'] : []),
    ];
    const differs = [
      `(${updates.map(({ column }) => `known.${column}`)}) IS DISTINCT FROM (${updates.map(({ value }) => value)})`,
      ...(stagedProtection ? ['(excluded.protected AND NOT known.protected)'] : []),
    ];
    // An unchanged row is not updated, so that importing the same file again changes nothing.
    this.merge = `
      INSERT INTO assent.${file.table} AS known (${columns}${recorded ? ', source_system' : ''}${stagedProtection ? ', protected' : ''})
      SELECT ${columns}${recorded ? `, '${SOURCE_SYSTEM}'` : ''}${stagedProtection ? `, ${stagedProtection}` : ''} FROM staging
      ON CONFLICT (${keys}) DO ${updates.length === 0 ? 'NOTHING' : `UPDATE SET ${sets} WHERE ${differs.join(' OR ')}`}`;
  }

  static async prepare(client: Client, file: CsvFile, how: MergeOptions): Promise<TableMerge> {
    const { stored, keys } = columnsOf(file);
    await client.query('DROP TABLE IF EXISTS staging');
    await client.query(
      `CREATE TEMP TABLE staging ON COMMIT DELETE ROWS AS
       SELECT ${[...keys, ...stored]} FROM assent.${file.table} WITH NO DATA`,
    );
    return new TableMerge(client, file, how);
  }

  /**
   * @param rows in the text format of COPY
   * @returns the number of new or changed rows
   */
  async put(rows: Buffer | string): Promise<number> {
    await this.client.query('BEGIN');
    try {
      const stream = this.client.query(copyFrom(this.copyIn));
      stream.end(rows);
      await once(stream, 'finish');
      const { rowCount } = await this.client.query(this.merge);
      if (this.note !== null) await this.client.query(this.note);
      await this.protection.spread(this.client);
      await this.client.query('COMMIT');
      return rowCount ?? 0;
    } catch (error) {
      await this.client.query('ROLLBACK');
      throw error;
    }
  }
}

/** What each column of a known row becomes. A column that the file does not have is left as it is. */
function updatesOf(file: CsvFile, absent: ReadonlySet<string>): { column: string; value: string }[] {
  const updates = file.columns
    .filter(({ name, stored }) => stored !== null && !absent.has(name))
    .map(({ stored, kept }) => ({
      column: stored!,
      value: kept ? `coalesce(excluded.${stored}, known.${stored})` : `excluded.${stored}`,
    }));
  const mark = markColumnOf(file.table);
  if (mark === null) return updates;
  // Without all columns that tell, a row can be marked and not cleared (R-12).
  const sees = tellsOf(file.table).every((column) => !absent.has(column));
  return [
    ...updates,
    { column: mark, value: sees ? `excluded.${mark}` : `known.${mark} OR excluded.${mark}` },
  ];
}

function columnsOf({ table, columns, subjects, recordId }: CsvFile) {
  const recorded = recordId !== null;
  const mark = markColumnOf(table);
  const ids = subjects.map(({ stored }) => stored);
  return {
    recorded,
    keys: recorded ? [...ids, 'record_id'] : ids,
    // Encrypted values come last, because they are computed when the subject is known.
    stored: [
      ...columns.flatMap(({ stored, sealedAs }) => (sealedAs === null ? (stored ?? []) : [])),
      ...(mark ? [mark] : []),
      ...columns.flatMap(({ stored, sealedAs }) => (sealedAs === null ? [] : stored!)),
    ],
  };
}
