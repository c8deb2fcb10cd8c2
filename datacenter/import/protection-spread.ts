import type { Client } from 'pg';

/** SQL over `staging`, by table: whether a staged row is protected, as far as the rows imported so far show. */
const STAGED_PROTECTION: Record<string, string> = {
  encounter: 'marked',
  settlement: `EXISTS (SELECT FROM assent.encounter e
    WHERE e.protected AND e.person_id = staging.person_id AND e.record_id = staging.parent_record_id)`,
  expense_line: `bool_or(marked) OVER (PARTITION BY person_id, parent_record_id) OR EXISTS (
    SELECT FROM assent.settlement s
    WHERE s.protected AND s.person_id = staging.person_id AND s.record_id = staging.parent_record_id)`,
};

/**
 * SQL, by table, that protects the rows of other tables that are linked to the batch. Rows are locked in order, because
 * two writers may protect the same rows at the same time.
 */
const SPREAD_STATEMENTS: Record<string, readonly string[]> = {
  encounter: [
    `UPDATE assent.settlement AS s SET protected = true FROM staging
     WHERE staging.marked AND s.person_id = staging.person_id AND s.parent_record_id = staging.record_id AND NOT s.protected`,
    `UPDATE assent.expense_line AS l SET protected = true FROM staging JOIN assent.settlement s ON s.person_id = staging.person_id
     WHERE staging.marked AND s.parent_record_id = staging.record_id
       AND l.person_id = s.person_id AND l.parent_record_id = s.record_id AND NOT l.protected`,
  ],
  expense_line: [
    `WITH bills AS (
       SELECT s.person_id, s.record_id FROM assent.settlement s
       WHERE (s.person_id, s.record_id) IN (SELECT person_id, parent_record_id FROM staging WHERE marked) AND NOT s.protected
       ORDER BY 1, 2 FOR NO KEY UPDATE)
     UPDATE assent.settlement AS s SET protected = true FROM bills
     WHERE (s.person_id, s.record_id) = (bills.person_id, bills.record_id)`,
    `WITH visits AS (
       SELECT e.person_id, e.record_id FROM assent.encounter e
       WHERE (e.person_id, e.record_id) IN (
         SELECT s.person_id, s.parent_record_id FROM assent.settlement s
         WHERE (s.person_id, s.record_id) IN (SELECT person_id, parent_record_id FROM staging WHERE marked)) AND NOT e.protected
       ORDER BY 1, 2 FOR NO KEY UPDATE)
     UPDATE assent.encounter AS e SET protected = true FROM visits
     WHERE (e.person_id, e.record_id) = (visits.person_id, visits.record_id)`,
  ],
};

/** Queues the people of a batch who have anything protected: the import computes their final marks at its end. */
const QUEUE_PENDING = `
  INSERT INTO assent.protection_pending
  SELECT person_id FROM (SELECT DISTINCT person_id FROM staging) AS touched
  WHERE EXISTS (SELECT FROM assent.encounter e WHERE e.protected AND e.person_id = touched.person_id)
     OR EXISTS (SELECT FROM assent.settlement s WHERE s.protected AND s.person_id = touched.person_id)
     OR EXISTS (SELECT FROM assent.expense_line l WHERE l.marked AND l.person_id = touched.person_id)
     OR EXISTS (SELECT FROM assent.filing f WHERE f.protected AND f.person_id = touched.person_id)
  ON CONFLICT DO NOTHING`;

const LINKED_TABLES = new Set(['encounter', 'settlement', 'expense_line', 'filing']);

/** protects the linked rows in the transaction of each batch, so that no row is ever visible unprotected. */
export class ProtectionSpread {
  constructor(private readonly table: string) {}

  /** SQL for the column `protected` of a staged row; null if the table has no such column or the row's mark sets it. */
  get stagedProtection(): string | null {
    return STAGED_PROTECTION[this.table] ?? null;
  }

  /** Called after the batch is merged, in the same transaction. */
  async spread(client: Client): Promise<void> {
    for (const statement of SPREAD_STATEMENTS[this.table] ?? []) await client.query(statement);
    if (LINKED_TABLES.has(this.table)) await client.query(QUEUE_PENDING);
  }
}

const PEOPLE_PER_STATEMENT = 500;

/** Computes the final marks of every person whose rows an import has changed, after its last file. */
export async function spreadPendingProtection(client: Client): Promise<void> {
  for (let people = 1; people > 0; ) {
    const { rows } = await client.query(
      `WITH taken AS (
         DELETE FROM assent.protection_pending WHERE person_id IN (
           SELECT person_id FROM assent.protection_pending ORDER BY 1 LIMIT ${PEOPLE_PER_STATEMENT}) RETURNING person_id)
       SELECT count(*)::int AS people, assent.spread_protection(array_agg(person_id)) FROM taken`,
    );
    people = rows[0].people;
  }
}
