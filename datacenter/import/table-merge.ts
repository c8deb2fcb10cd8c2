import { once } from 'node:events';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { CsvFile } from '../csv/file-definitions.js';
import { ProtectionSpread } from './protection-spread.js';
import { markColumnOf } from './row-marker.js';

const SOURCE_SYSTEM = 'NHSA';

/** Merges the rows of one file into their table: COPY into a temporary table, then one INSERT ... ON CONFLICT. */
export class TableMerge {
  private readonly copyIn: string;
  private readonly merge: string;
  private readonly protection: ProtectionSpread;

  private constructor(
    private readonly client: Client,
    file: CsvFile,
  ) {
    const { stored, keys, recorded } = columnsOf(file);
    const columns = [...keys, ...stored];
    const excluded = (name: string) => `excluded.${name}`;
    const known = (name: string) => `known.${name}`;
    this.protection = new ProtectionSpread(file.table);
    const { stagedProtection } = this.protection;
    this.copyIn = `COPY staging (${columns}) FROM STDIN`;
    // An unchanged row is not updated, so that importing the same file again changes nothing.
    this.merge = `
      INSERT INTO assent.${file.table} AS known (${columns}${recorded ? ', source_system' : ''}${stagedProtection ? ', protected' : ''})
      SELECT ${columns}${recorded ? `, '${SOURCE_SYSTEM}'` : ''}${stagedProtection ? `, ${stagedProtection}` : ''} FROM staging
      ON CONFLICT (${keys}) DO UPDATE
      SET ${stored.map((name) => `${name} = ${excluded(name)}`)}${recorded ? ', updated_at = now()' : ''}${stagedProtection ? ', protected = known.protected OR excluded.protected' : ''}
      WHERE (${stored.map(known)}) IS DISTINCT FROM (${stored.map(excluded)})${stagedProtection ? ' OR (excluded.protected AND NOT known.protected)' : ''}`;
  }

  static async prepare(client: Client, file: CsvFile): Promise<TableMerge> {
    const { stored, keys } = columnsOf(file);
    await client.query('DROP TABLE IF EXISTS staging');
    await client.query(
      `CREATE TEMP TABLE staging ON COMMIT DELETE ROWS AS
       SELECT ${[...keys, ...stored]} FROM assent.${file.table} WITH NO DATA`,
    );
    return new TableMerge(client, file);
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
      await this.protection.spread(this.client);
      await this.client.query('COMMIT');
      return rowCount ?? 0;
    } catch (error) {
      await this.client.query('ROLLBACK');
      throw error;
    }
  }
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
