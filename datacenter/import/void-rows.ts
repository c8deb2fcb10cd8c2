import type { Client } from 'pg';
import type { CsvFile } from '../csv/file-definitions.js';
import { faultOf, reasonOf } from './faults.js';
import type { FileRejects } from './reject-file.js';
import type { Row } from './row-reader.js';

const PERSON_IS_VOID = reasonOf(
  'is a person whom the source declares void',
  '源系统将该人员标记为无效',
  'Nothing was removed: decide whether the person is to be erased (assent erase).',
  '未作删除：请决定是否删除该人员（assent erase）。',
);

const NUMBERS = { person: 'psn_no', provider: 'fixmedins_code' } as const;

/** Removes the records that the source declares void. A person is never removed by a file. */
export class VoidRows {
  removed = 0;

  constructor(
    private readonly client: Client,
    private readonly file: CsvFile,
    private readonly rejects: FileRejects,
  ) {}

  async remove(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    if (this.file.table === 'basic_identity' || this.file.table === 'provider_profile') {
      for (const { line } of rows) this.rejects.add(line, [faultOf('vali_flag', PERSON_IS_VOID)]);
      return;
    }
    const { rowCount } = await this.client.query(this.statement, [
      rows.map(({ subjects }) => subjects[0]),
      rows.map(({ subjects, copy }) => (this.file.recordId === null ? subjects[1] : copy.split('\t', 1)[0])),
    ]);
    this.removed += rowCount ?? 0;
  }

  private get statement(): string {
    const { table, subjects, recordId } = this.file;
    const [subject, other] = subjects;
    const person = subject!.subject === 'person';
    const second = other
      ? `t.${other.stored} = (SELECT id FROM assent.person WHERE psn_no = told.key)`
      : 't.record_id = told.key';
    const removed = `
      DELETE FROM assent.${table} AS t USING unnest($1::varchar[], $2::varchar[]) AS told (number, key),
        assent.${subject!.subject} AS s
      WHERE s.${NUMBERS[subject!.subject]} = told.number AND t.${subject!.stored} = s.id AND ${second}`;
    if (!person || recordId === null) return removed;
    // what is linked to a record that is gone is judged anew at the end of the import.
    return `WITH gone AS (${removed} RETURNING t.person_id), queued AS (
        INSERT INTO assent.protection_pending SELECT DISTINCT person_id FROM gone ON CONFLICT DO NOTHING)
      SELECT FROM gone`;
  }
}
