import { RULES_VERSION } from '../../schema/rules-version.js';
import type { Executor } from '../database/executor.js';

/** When the data was last imported without too many rejects; null if it never was. */
export async function lastImport(database: Executor): Promise<Date | null> {
  const [row] = await database.query('SELECT assent.last_import()::text AS at', []);
  return row?.at ? new Date(row.at as string) : null;
}

/**
 * Refuses data that older rules have imported: people would not be found, and rows would be hidden or shown wrongly, while
 * every answer looked right.
 * @throws Error that says what to do
 */
export async function assertImportedByTheseRules(database: Executor): Promise<void> {
  const [row] = await database.query('SELECT assent.tables_of_other_rules($1) AS tables', [RULES_VERSION]);
  const tables = row!.tables as string[];
  if (tables.length > 0)
    throw new Error(
      `Another version of the platform imported ${tables.join(', ')}, and answers would be wrong. Run assent import with all files again.`,
    );
}
