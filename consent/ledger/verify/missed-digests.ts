import type { Executor } from '../../database/executor.js';

/** How long the digest of what was released may be on its way: it is recorded within a second of the answer. */
const ON_ITS_WAY = '1 minute';

/**
 * Names the entries of which nobody knows what was released with them: the digest never came. That is so after a crash
 * between the commit of a use and its answer. It is also what somebody leaves who reads what an entry opens without being
 * the platform. So it is no fault of the database, and it is told.
 * @param database one transaction with one snapshot
 */
export async function missedDigests(database: Executor): Promise<string[]> {
  const rows = await database.query(
    `SELECT e.id::text, e.kind, e.at::text, e.disclosure_id::text AS disclosure
     FROM assent.ledger_entry e LEFT JOIN assent.response_digest r ON r.entry_id = e.id
     WHERE e.kind IN ('DISCLOSURE', 'REREAD', 'RELATIVE_ACCESS')
       AND coalesce(r.missed, e.at < assent.now() - interval '${ON_ITS_WAY}') ORDER BY e.id`,
    [],
  );
  return rows.map(
    ({ id, kind, at, disclosure }) =>
      `entry row ${id}: ${kind}${disclosure ? ` ${disclosure}` : ''} of ${at}: the digest of what it released never came`,
  );
}
