import type { Client } from 'pg';
import type { CsvFile } from '../csv/file-definitions.js';

/** SQL that notes the records of `staging`, in the transaction of their batch. */
export const noteSeen = ([subject, record]: readonly string[]): string =>
  `INSERT INTO assent.import_seen (subject_id, record_id) SELECT ${subject}, ${record}::text FROM staging`;

/** What a full export no longer has. Records are removed; people are held, because grants and proofs rest on them. */
export class UnseenRows {
  /** @param maxShare the share of a table beyond which nothing is removed: the export is taken for incomplete */
  constructor(
    private readonly client: Client,
    private readonly maxShare: number,
  ) {}

  /** Called before the first file of a table. */
  async begin(): Promise<void> {
    await this.client.query('DELETE FROM assent.import_seen');
  }

  /** Called after the last one. @returns how many records have left, and what became of them */
  async remove(file: CsvFile): Promise<{ left: number; removed: number; held: number }> {
    // An institution that has closed says so in its status.
    if (file.table === 'provider_profile') return { left: 0, removed: 0, held: 0 };
    const unseen = unseenOf(file);
    const { rows } = await this.client.query(
      `SELECT count(*)::int AS total, count(*) FILTER (WHERE ${unseen})::int AS left FROM assent.${file.table} AS t`,
    );
    const { total, left } = rows[0];
    if (left === 0 || left > total * this.maxShare) return { left, removed: 0, held: 0 };
    if (file.table === 'basic_identity') return { left, removed: 0, held: await this.hold(unseen) };
    const { rowCount } = await this.client.query(removalOf(file, unseen));
    return { left, removed: rowCount ?? 0, held: 0 };
  }

  private async hold(unseen: string): Promise<number> {
    const { rowCount } = await this.client.query(
      `SELECT assent.hold_identity(t.person_id, sha256('has left the source'), '{psn_no}')
       FROM assent.basic_identity AS t WHERE ${unseen}`,
    );
    return rowCount ?? 0;
  }
}

/** Whether a row `t` is in none of the files. */
function unseenOf({ subjects: [subject, other] }: CsvFile): string {
  const record = other ? `t.${other.stored}::text` : 't.record_id';
  return `NOT EXISTS (SELECT FROM assent.import_seen s WHERE s.subject_id = t.${subject!.stored} AND s.record_id = ${record})`;
}

function removalOf({ table, subjects: [subject], recordId }: CsvFile, unseen: string): string {
  const removed = `DELETE FROM assent.${table} AS t WHERE ${unseen}`;
  if (subject!.subject !== 'person' || recordId === null) return removed;
  // what is linked to a record that is gone is judged anew at the end of the import.
  return `WITH gone AS (${removed} RETURNING t.person_id), queued AS (
      INSERT INTO assent.protection_pending SELECT DISTINCT person_id FROM gone ON CONFLICT DO NOTHING)
    SELECT FROM gone`;
}
