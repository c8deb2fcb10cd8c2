import { once } from 'node:events';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { CsvFile } from '../csv/file-definitions.js';
import { markColumnOf } from './protected-mark.js';
import { SpecialMarking } from './protected-marking.js';

const SOURCE_SYSTEM = 'NHSA';

/** The way of one file's rows into their table: COPY into a temporary table, then one statement. */
export class TableMerge {
  private readonly copyIn: string;
  private readonly merge: string;
  private readonly special: SpecialMarking;

  private constructor(
    private readonly client: Client,
    file: CsvFile,
  ) {
    const { stored, keys, recorded } = columnsOf(file);
    const columns = [...keys, ...stored];
    const excluded = (name: string) => `excluded.${name}`;
    const known = (name: string) => `known.${name}`;
    this.special = new SpecialMarking(file.table);
    const { comes } = this.special;
    this.copyIn = `COPY staging (${columns}) FROM STDIN`;
    // Nothing is touched that stays as it is, so that importing again changes nothing.
    this.merge = `
      INSERT INTO assent.${file.table} AS known (${columns}${recorded ? ', source_system' : ''}${comes ? ', special' : ''})
      SELECT ${columns}${recorded ? `, '${SOURCE_SYSTEM}'` : ''}${comes ? `, ${comes}` : ''} FROM staging
      ON CONFLICT (${keys}) DO UPDATE
      SET ${stored.map((name) => `${name} = ${excluded(name)}`)}${recorded ? ', updated_at = now()' : ''}${comes ? ', special = known.special OR excluded.special' : ''}
      WHERE (${stored.map(known)}) IS DISTINCT FROM (${stored.map(excluded)})${comes ? ' OR (excluded.special AND NOT known.special)' : ''}`;
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
   * @param rows in COPY's text format
   * @returns how many are new or changed
   */
  async put(rows: Buffer | string): Promise<number> {
    await this.client.query('BEGIN');
    try {
      const stream = this.client.query(copyFrom(this.copyIn));
      stream.end(rows);
      await once(stream, 'finish');
      const { rowCount } = await this.client.query(this.merge);
      await this.special.spread(this.client);
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
    // Sealed values come last, for they are made when the subject is known.
    stored: [
      ...columns.flatMap(({ stored, sealedAs }) => (sealedAs === null ? (stored ?? []) : [])),
      ...(mark ? [mark] : []),
      ...columns.flatMap(({ stored, sealedAs }) => (sealedAs === null ? [] : stored!)),
    ],
  };
}
