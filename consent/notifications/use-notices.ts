import type { Pool, PoolClient } from 'pg';
import { isSensitive } from '../catalogue/sensitivity.js';
import type { Seals } from '../crypto/seal.js';
import { commitWatermark } from '../database/commit-watermark.js';
import { databaseTime } from '../database/database-time.js';
import { executorOf } from '../database/executor.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { TEXTS } from '../kernel/message-texts.js';
import { queueMessage } from './outbox.js';

/** A bound on the work of one run, so that redemptions are not slowed; the next run continues. */
const BATCH_SIZE = 1_000;

/** One use of a grant, as its message describes it. */
interface AnnouncedUse {
  readonly entry_id: string;
  /** Those by whose consent the use was made, at this time. */
  readonly consenters: readonly string[];
  readonly items: readonly ItemDelivery[];
  readonly recipient: string;
  readonly use_number: number;
  readonly at: Date;
  /** every item of a child counts as level 3. */
  readonly child: boolean;
}

/**
 * queues an SMS for every use of sensitive items, to those by whose consent it was made: the person, the guardian whose
 * consent stands, whoever represents the provider. It reads new entries of the ledger, so redemptions
 * never wait for it. The messages and the position in the ledger change in one transaction, so a crash neither loses nor
 * repeats a message. Any number of processes can call it: an advisory lock lets one work at a time.
 */
export async function queueUseNotices(pool: Pool, seals: Seals): Promise<void> {
  const watermark = await commitWatermark(executorOf(pool));
  if (watermark === null) return;
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await queueNextNotices(client, seals, watermark);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function queueNextNotices(client: PoolClient, seals: Seals, watermark: string): Promise<void> {
  const { rows: locked } = await client.query(
    "SELECT pg_try_advisory_xact_lock(hashtext('assent use notices')) AS alone",
  );
  if (!locked[0].alone) return;
  const { rows } = await client.query<AnnouncedUse>(UNANNOUNCED_USES, [BATCH_SIZE, watermark]);
  const tx = { ...executorOf(client), seals };
  const now = await databaseTime(tx);
  for (const use of rows)
    if (use.child || use.items.some(isSensitive))
      for (const personId of use.consenters) await queueMessage(tx, personId, messageText(use), now);
  const upTo = rows.length === BATCH_SIZE ? rows.at(-1)!.entry_id : watermark;
  await client.query('UPDATE assent.use_notice_progress SET entry_id = $1 WHERE entry_id < $1', [upTo]);
}

const messageText = ({ recipient, use_number, at, items }: AnnouncedUse): string =>
  TEXTS.used(at, recipient, use_number, items.length);

const UNANNOUNCED_USES = `
  SELECT e.id::text AS entry_id, d.items, d.use_number, r.name AS recipient,
    ARRAY(SELECT assent.consenters(g.id)::text) AS consenters,
    d.disclosed_at AS at,
    coalesce((SELECT NOT may_act FROM assent.person_standing(g.person_id)), false) AS child
  FROM assent.ledger_entry e
  JOIN assent.disclosure d ON d.id = e.disclosure_id
  JOIN assent.consent_grant g ON g.id = e.grant_id
  JOIN assent.recipient r ON r.code = g.recipient_code
  WHERE e.kind = 'DISCLOSURE' AND e.id > (SELECT entry_id FROM assent.use_notice_progress) AND e.id <= $2
  ORDER BY e.id LIMIT $1`;
