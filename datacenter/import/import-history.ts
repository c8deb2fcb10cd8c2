import type { Client } from 'pg';
import { RULES_VERSION } from '../../schema/rules-version.js';
import type { Manifest } from './manifest.js';

/** The figures of one import. */
interface Figures {
  readonly rows: number;
  readonly written: number;
  readonly removed: number;
  readonly rejected: number;
  readonly refused: readonly unknown[];
  readonly overLimit: readonly unknown[];
}

/** What an import came to: COMPLETE, or REJECTS if a file was refused or had more rejected rows than may be. */
type Outcome = 'COMPLETE' | 'REJECTS';

export const outcomeOf = ({ refused, overLimit }: Pick<Figures, 'refused' | 'overLimit'>): Outcome =>
  refused.length + overLimit.length > 0 ? 'REJECTS' : 'COMPLETE';

/** @throws Error if what was imported from the same source is newer: it would be overwritten */
export async function refuseOlder(client: Client, { source, asOf }: Manifest): Promise<void> {
  const { rows } = await client.query(
    'SELECT max(as_of)::text AS last FROM assent.import_run WHERE source = $1 HAVING max(as_of) > $2',
    [source, asOf],
  );
  if (rows[0])
    throw new Error(`These files show ${asOf}, and ${rows[0].last} was imported from ${source} already.`);
}

/** The row of one import in assent.import_run. Without an end the import was interrupted. */
export class ImportHistory {
  private constructor(
    private readonly client: Client,
    private readonly id: string,
  ) {}

  static async begin(client: Client, manifest: Manifest | null): Promise<ImportHistory> {
    const { rows } = await client.query(
      'INSERT INTO assent.import_run (source, as_of, kind) VALUES ($1, $2, $3) RETURNING id::text',
      [manifest?.source, manifest?.asOf, manifest?.kind],
    );
    return new ImportHistory(client, rows[0].id);
  }

  /** @param tables whose files were imported */
  async end(tables: readonly string[], result: Figures): Promise<void> {
    const { rows, written, removed, rejected, refused } = result;
    await this.client.query(
      `UPDATE assent.import_run SET finished_at = assent.now(), rows = $2, written = $3, removed = $4, rejected = $5,
         refused_files = $6, outcome = $7, tables = $8, rules_version = $9 WHERE id = $1`,
      [this.id, rows, written, removed, rejected, refused.length, outcomeOf(result), tables, RULES_VERSION],
    );
  }
}
