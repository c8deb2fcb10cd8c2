import { arrayLiteral } from '../database/pg-array.js';
import type { Transaction } from '../database/transaction.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { isUuid } from '../kernel/uuid.js';
import { tellParties } from '../notifications/tell.js';
import { grantStatus } from './standing.js';

/**
 * a grant that begins to hold ends the older ones whose place it takes (migrations/code/superseding.sql), and whoever
 * is concerned is told. Call it once the newer grant is in the ledger.
 * @param actorId who gave or confirmed the newer grant, and is told of the end with it
 * @returns how many grants ended
 */
export async function supersedeOlder(tx: Transaction, newerId: string, actorId: string): Promise<number> {
  const rows = await tx.query('SELECT id::text FROM assent.supersede_older($1) AS id', [newerId]);
  const ended = rows.map(({ id }) => id as string);
  if (ended.length > 0) await tellParties(tx, 'SUPERSEDED', ended, actorId);
  return ended.length;
}

/**
 * Checks the grant that a recipient names as the one to be replaced. It must have been asked for by the same number; this
 * compares the numbers that were asked and no person, so that it tells nobody who is insured.
 * @param askedKey null where the person is not known yet: then the database ends the grant only if it turns out to be theirs
 * @throws Refusal NOT_FOUND, BAD_USER_INPUT
 */
export async function replaceableGrant(
  tx: Transaction,
  recipientCode: string,
  askedKey: Buffer | null,
  id: string | null | undefined,
): Promise<string | null> {
  if (!id) return null;
  const [grant] = isUuid(id)
    ? await tx.query(
        `SELECT g.id::text, coalesce(r.asked_key = decode($3, 'hex'), $3 IS NULL) AS same
         FROM assent.consent_grant g JOIN assent.consent_request r ON r.id = g.request_id
         WHERE g.id = $1 AND g.recipient_code = $2`,
        [id, recipientCode, askedKey?.toString('hex') ?? null],
      )
    : [];
  if (!grant)
    return refuse('NOT_FOUND', {
      en: 'There is no such grant of yours. Take its id from your list of grants.',
      zh: '没有这样一份属于贵机构的授权。请从贵机构的授权列表中取其编号。',
    });
  if (grant.same !== true)
    throw badInput('replaces', {
      en: 'This grant is about another number than is asked for. Name a grant about the same one.',
      zh: '该授权所涉及的号码与本次申请的不同。请填写同一号码的授权。',
    });
  const status = await grantStatus(tx, id);
  if (['REVOKED', 'EXPIRED', 'SUPERSEDED'].includes(status))
    throw badInput('replaces', {
      en: `This grant is ${status} already. Ask for a grant without naming it.`,
      zh: `该授权已是 ${status}。请不指明该授权再申请。`,
    });
  return grant.id as string;
}

/** The grants that end when these requests are granted, by the id of the request: the one that is named, or the newest. */
export async function grantsToBeReplaced(
  database: Pick<Transaction, 'query'>,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.query(
    `SELECT r.id::text AS request, o.id::text AS grant FROM assent.consent_request r
     CROSS JOIN LATERAL (SELECT g.id FROM assent.grants_replaced_by(r) g
       ORDER BY g.id = r.replaces DESC NULLS LAST, g.valid_from DESC LIMIT 1) o
     WHERE r.id = ANY($1::uuid[]) AND r.status = 'PENDING' AND r.expires_at > assent.now()`,
    [arrayLiteral(requestIds)],
  );
  return new Map(rows.map(({ request, grant }) => [request as string, grant as string]));
}
