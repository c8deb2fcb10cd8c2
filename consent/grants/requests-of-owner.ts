import { arrayLiteral } from '../database/pg-array.js';
import type { Transaction } from '../database/transaction.js';
import { Refusal } from '../kernel/refusal.js';
import { isOwner } from '../people/subject.js';
import type { ConsentRequest } from './consent-request.js';
import { grantorFor } from './grantor.js';
import { type Narrowable, narrowable } from './narrowing.js';

/** The most that this person may give of a request now; null unless it is pending, and theirs to decide. */
export async function narrowableBy(
  database: Transaction,
  personId: string,
  request: ConsentRequest,
): Promise<Narrowable | null> {
  const now = await database.now();
  if (request.statusAt(now) !== 'PENDING' || !(await isOwner(database, personId, request))) return null;
  try {
    const { authorityEndsAt } = await grantorFor(database, personId, request);
    return narrowable(request, request.purpose, now, authorityEndsAt);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/**
 * The last grant of the same subject to the same recipient for the same purpose that was given before each request was
 * answered, by the id of the request.
 */
export async function previousGrants(
  database: Pick<Transaction, 'query'>,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.query(
    `SELECT r.id::text AS request, o.id::text AS grant FROM assent.consent_request r
     CROSS JOIN LATERAL (SELECT g.id FROM assent.consent_grant g
       WHERE (g.person_id = r.person_id OR g.provider_id = r.provider_id) AND g.recipient_code = r.recipient_code
         AND g.purpose = r.purpose AND g.request_id <> r.id AND g.valid_from < coalesce(r.decided_at, assent.now())
       ORDER BY g.valid_from DESC, g.id DESC LIMIT 1) o
     WHERE r.id = ANY($1::uuid[])`,
    [arrayLiteral(requestIds)],
  );
  return new Map(rows.map(({ request, grant }) => [request as string, grant as string]));
}
