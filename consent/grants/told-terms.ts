import { isSensitive } from '../catalogue/sensitivity.js';
import type { Executor } from '../database/executor.js';
import type { Transaction } from '../database/transaction.js';
import { lastDayBefore } from '../kernel/city-time.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import type { GrantMode } from '../kernel/grant-mode.js';
import { TEXTS, type ToldTerms } from '../kernel/message-texts.js';
import { isUuid } from '../kernel/uuid.js';
import { queueMessage } from '../notifications/outbox.js';
import { isOwner } from '../people/subject.js';
import { purposeOf } from '../purposes/registry.js';

interface FoundTerms extends ToldTerms {
  readonly personId: string | null;
  readonly providerId: string | null;
  readonly validForDays: number | null;
  /** The last day on which a grant holds. */
  readonly lastDay: string | null;
}

const REQUEST = `SELECT r.name, t.purpose, t.items, t.mode, t.max_uses, t.person_id::text, t.provider_id::text,
    t.valid_for_days, NULL AS valid_until
  FROM assent.consent_request t JOIN assent.recipient r ON r.code = t.recipient_code WHERE t.id = $1`;
const GRANT = `SELECT r.name, t.purpose, t.items, t.mode, t.max_uses, t.person_id::text, t.provider_id::text,
    NULL AS valid_for_days, t.valid_until
  FROM assent.consent_grant t JOIN assent.recipient r ON r.code = t.recipient_code WHERE t.id = $1`;

/** @param personId who is told; R-10: of somebody else's, a child's, every item counts as sensitive */
async function findTerms(
  database: Executor,
  sql: string,
  id: string,
  personId: string,
): Promise<FoundTerms | null> {
  const [row] = await database.query(sql, [id]);
  if (!row) return null;
  const items = row.items as readonly ItemDelivery[];
  const ofSomebodyElse = row.person_id !== null && row.person_id !== personId;
  return {
    recipient: row.name as string,
    purpose: purposeOf(row.purpose as string).nameZh,
    items: items.length,
    sensitive: ofSomebodyElse ? items.length : items.filter(isSensitive).length,
    mode: row.mode as GrantMode,
    maxUses: row.max_uses as number | null,
    personId: row.person_id as string | null,
    providerId: row.provider_id as string | null,
    validForDays: row.valid_for_days as number | null,
    lastDay: row.valid_until === null ? null : lastDayBefore(new Date(row.valid_until as string)),
  };
}

/**
 * What a person confirms by a code, in words for the SMS: who asks, what for, how many items, how often and until when. So
 * they see what they sign, whatever the client shows.
 * @returns null for what this person may not decide on: a proof for it is worth nothing
 */
export async function confirmationText(
  database: Executor,
  personId: string,
  action: 'APPROVE' | 'REVOKE',
  target: string,
): Promise<string | null> {
  if (!isUuid(target)) return null;
  const request = action === 'APPROVE' ? await findTerms(database, REQUEST, target, personId) : null;
  const terms = request ?? (await findTerms(database, GRANT, target, personId));
  if (!terms || !(await isOwner(database, personId, terms))) return null;
  if (action === 'REVOKE') return TEXTS.revoke(terms);
  return terms.lastDay === null
    ? TEXTS.approve(terms, terms.validForDays!)
    : TEXTS.confirm(terms, terms.lastDay);
}

/**
 * Tells whoever gave or confirmed a grant that they did, and how to take it back, in the transaction of the act.
 * @param ended how many older grants ended with it
 */
export async function queueGrantMessage(
  tx: Pick<Transaction, 'query' | 'seals'>,
  grantId: string,
  personId: string,
  now: Date,
  ended: number,
): Promise<void> {
  const terms = (await findTerms(tx, GRANT, grantId, personId))!;
  await queueMessage(tx, personId, TEXTS.grantGiven(now, terms, terms.lastDay!, ended), now);
}
