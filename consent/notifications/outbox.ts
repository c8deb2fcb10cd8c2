import type { Executor } from '../database/executor.js';
import { LIMITS } from '../kernel/limits.js';
import type { MobileDirectory } from '../people/mobile-directory.js';
import { MessageRefused, type SmsGateway } from '../ports/identity-services.js';

interface DueMessage {
  readonly id: string;
  readonly personId: string;
  readonly text: string;
  readonly attempts: number;
}

/** Queues an SMS in the transaction of the act that it announces, so that neither exists without the other. */
export const queueMessage = (tx: Executor, personId: string, text: string): Promise<unknown> =>
  tx.query('INSERT INTO assent.message (person_id, text) VALUES ($1, $2)', [personId, text]);

/** What became of one attempt to send. GIVEN_UP and REFUSED are final; the person sees it in their own lists only. */
export type Attempt = 'SENT' | 'FAILED' | 'REFUSED' | 'GIVEN_UP' | 'NO_MOBILE';

/** Hears of each attempt, with the error if it failed. */
export type OnAttempt = (attempt: Attempt, error?: unknown) => void;

/**
 * Delivers queued messages to the person's registered mobile (transactional outbox). A message that the gateway does not
 * take is tried again after 5 seconds, 10, 20 and so on up to an hour, unless the gateway says that it never will. Any
 * number of processes can deliver: a process claims a message by setting the time of its next attempt.
 */
export class Outbox {
  constructor(
    private readonly database: Executor,
    private readonly mobiles: MobileDirectory,
    private readonly gateway: SmsGateway,
    private readonly onAttempt: OnAttempt = () => undefined,
  ) {}

  /** @param personId the person whose messages are delivered; null for every due message */
  async deliver(personId: string | null, messagesMax: number): Promise<void> {
    let left = messagesMax;
    // Several at a time: a slow gateway must not hold up everybody behind one message.
    const deliverSome = async () => {
      while (left > 0) {
        left -= 1;
        const message = await this.claim(personId);
        if (message === null) return;
        await this.deliverOne(message);
      }
    };
    const senders = personId === null ? Math.min(LIMITS.messagesAtOnce, messagesMax) : 1;
    await Promise.all(Array.from({ length: senders }, deliverSome));
  }

  /** How many messages wait, and for how many seconds the oldest has. */
  async waiting(): Promise<{ readonly messages: number; readonly oldestSeconds: number }> {
    const [row] = await this.database.query(
      `SELECT count(*)::integer AS messages, coalesce(extract(epoch FROM assent.now() - min(written_at)), 0)::float8 AS seconds
       FROM assent.message WHERE sent_at IS NULL AND undeliverable_at IS NULL`,
      [],
    );
    return { messages: row!.messages as number, oldestSeconds: row!.seconds as number };
  }

  private async claim(personId: string | null): Promise<DueMessage | null> {
    const [row] = await this.database.query(
      `UPDATE assent.message SET attempts = attempts + 1,
         due_at = assent.now() + make_interval(secs => least(3600, 5 * 2 ^ least(attempts, 20)))
       WHERE id = (
         SELECT id FROM assent.message
         WHERE sent_at IS NULL AND undeliverable_at IS NULL AND due_at <= assent.now()
           AND ($1::bigint IS NULL OR person_id = $1::bigint)
         ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id::text, person_id::text, text, attempts`,
      [personId],
    );
    return row
      ? {
          id: row.id as string,
          personId: row.person_id as string,
          text: row.text as string,
          attempts: row.attempts as number,
        }
      : null;
  }

  private async deliverOne(message: DueMessage): Promise<void> {
    const mobile = await this.mobiles.mobile(message.personId);
    const [attempt, error] = mobile === null ? (['NO_MOBILE'] as const) : await this.send(mobile, message);
    if (attempt === 'SENT') await this.mark('sent_at', message);
    else if (attempt !== 'FAILED') await this.mark('undeliverable_at', message);
    this.onAttempt(attempt, error);
  }

  private async send(mobile: string, { text, attempts }: DueMessage): Promise<[Attempt, unknown?]> {
    try {
      await this.gateway.send({ mobile, text });
      return ['SENT'];
    } catch (error) {
      if (error instanceof MessageRefused) return ['REFUSED', error];
      return [attempts >= LIMITS.messageAttempts ? 'GIVEN_UP' : 'FAILED', error];
    }
  }

  private mark(column: 'sent_at' | 'undeliverable_at', { id }: DueMessage): Promise<unknown> {
    return this.database.query(`UPDATE assent.message SET ${column} = assent.now() WHERE id = $1`, [id]);
  }
}
