import type { Pool, PoolClient } from 'pg';
import { isSensitive } from '../catalogue/sensitivity.js';
import { commitWatermark } from '../database/commit-watermark.js';
import { executorOf } from '../database/executor.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { LIMITS } from '../kernel/limits.js';
import { queueMessage } from './outbox.js';

/** At a time, so that redemptions keep the machine; the next come with the next step. */
const BATCH = 1_000;

/** One use, as its notice tells it. */
interface Use {
  readonly entry_id: string;
  readonly person_id: string;
  readonly items: readonly ItemDelivery[];
  readonly recipient: string;
  readonly use_number: number;
  /** In the city's time. */
  readonly at: string;
  /** of a child every item is level 3. */
  readonly child: boolean;
}

/**
 * writes the message that tells a person of a use of sensitive items. Follows the ledger behind the redemptions, which
 * it never holds up; where it is and what it wrote change in one transaction, so that a crash loses and doubles nothing.
 * Any number of processes may run it: one at a time does. Messages are delivered by the outbox.
 */
export async function writeUseNotices(pool: Pool): Promise<void> {
  const settled = await commitWatermark(executorOf(pool));
  if (settled === null) return;
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await follow(client, settled);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function follow(client: PoolClient, settled: string): Promise<void> {
  const { rows: locked } = await client.query(
    "SELECT pg_try_advisory_xact_lock(hashtext('assent use notices')) AS alone",
  );
  if (!locked[0].alone) return;
  const { rows } = await client.query<Use>(FOUND, [BATCH, LIMITS.ownActAge, settled]);
  const tx = executorOf(client);
  for (const use of rows)
    if (use.child || use.items.some(isSensitive)) await queueMessage(tx, use.person_id, textOf(use));
  const upTo = rows.length === BATCH ? rows.at(-1)!.entry_id : settled;
  await client.query('UPDATE assent.use_notice_progress SET entry_id = $1 WHERE entry_id < $1', [upTo]);
}

/** Nothing of what was read: an SMS is seen by whoever holds the telephone. */
const textOf = ({ recipient, use_number, at, items }: Use): string =>
  `【知数】${recipient}于${at}按您的授权第${use_number}次使用了您的个人信息（${items.length}项）。登录可查看明细，不再同意可随时撤回授权。`;

const FOUND = `
  SELECT e.id::text AS entry_id, d.items, d.use_number, r.name AS recipient, g.grantor_id::text AS person_id,
    to_char(d.disclosed_at AT TIME ZONE 'Asia/Shanghai', 'FMMM"月"FMDD"日"HH24:MI') AS at,
    coalesce((SELECT age < $2 FROM assent.person_standing(g.person_id)), false) AS child
  FROM assent.ledger_entry e
  JOIN assent.disclosure d ON d.id = e.disclosure_id
  JOIN assent.consent_grant g ON g.id = e.grant_id
  JOIN assent.recipient r ON r.code = g.recipient_code
  WHERE e.kind = 'DISCLOSURE' AND e.id > (SELECT entry_id FROM assent.use_notice_progress) AND e.id <= $3
  ORDER BY e.id LIMIT $1`;
