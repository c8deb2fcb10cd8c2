import type { Executor } from '../database/executor.js';
import type { MobileDirectory } from '../people/mobile-directory.js';
import type { SmsGateway } from '../ports/identity-services.js';

interface DueMessage {
  readonly id: string;
  readonly personId: string;
  readonly text: string;
}

/** Queues an SMS in the transaction of the act that it announces, so that neither exists without the other. */
export const queueMessage = (tx: Executor, personId: string, text: string): Promise<unknown> =>
  tx.query('INSERT INTO assent.message (person_id, text) VALUES ($1, $2)', [personId, text]);

/**
 * Delivers queued messages to the person's registered mobile (transactional outbox). A message that the gateway does not
 * accept is tried again after 5 seconds, 10, 20 and so on up to an hour. Any number of processes can deliver: a process
 * claims a message by setting the time of its next attempt.
 */
export class Outbox {
  constructor(
    private readonly database: Executor,
    private readonly mobiles: MobileDirectory,
    private readonly gateway: SmsGateway,
  ) {}

  /** @param personId the person whose messages are delivered; null for every due message */
  async deliver(personId: string | null, messagesMax: number): Promise<void> {
    for (let count = 0; count < messagesMax; count += 1) {
      const message = await this.claim(personId);
      if (message === null) return;
      const mobile = await this.mobiles.mobile(message.personId);
      if (mobile === null) await this.mark('undeliverable_at', message);
      else if (await this.send(mobile, message.text)) await this.mark('sent_at', message);
    }
  }

  private async claim(personId: string | null): Promise<DueMessage | null> {
    const [row] = await this.database.query(
      `UPDATE assent.message SET attempts = least(attempts + 1, 1000),
         due_at = assent.now() + make_interval(secs => least(3600, 5 * 2 ^ least(attempts, 20)))
       WHERE id = (
         SELECT id FROM assent.message
         WHERE sent_at IS NULL AND undeliverable_at IS NULL AND due_at <= assent.now()
           AND ($1::bigint IS NULL OR person_id = $1::bigint)
         ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id::text, person_id::text, text`,
      [personId],
    );
    return row ? { id: row.id as string, personId: row.person_id as string, text: row.text as string } : null;
  }

  /** @returns false if the gateway did not accept the message; it stays due for another attempt */
  private async send(mobile: string, text: string): Promise<boolean> {
    try {
      await this.gateway.send({ mobile, text });
      return true;
    } catch {
      return false;
    }
  }

  private mark(column: 'sent_at' | 'undeliverable_at', { id }: DueMessage): Promise<unknown> {
    return this.database.query(`UPDATE assent.message SET ${column} = assent.now() WHERE id = $1`, [id]);
  }
}
