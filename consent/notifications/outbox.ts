import type { SealableRow, Seals } from '../crypto/seal.js';
import { sealedMessage } from '../crypto/sealed-message.js';
import type { Executor } from '../database/executor.js';
import type { Transaction } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import type { MobileDirectory } from '../people/mobile-directory.js';
import { MessageRefused, type SmsGateway } from '../ports/identity-services.js';
import { templateTexts } from './template-message.js';

type DueMessage = SealableRow & {
  readonly id: number;
  readonly person_id: number;
  readonly text: string;
  readonly attempts: number;
};

/**
 * Queues an SMS in the transaction of the act that it announces, so that neither exists without the other. It is sealed:
 * nobody gets a message that the platform did not write.
 */
export const queueMessage = (
  { query, seals }: Pick<Transaction, 'query' | 'seals'>,
  personId: string,
  text: string,
  writtenAt: Date,
): Promise<unknown> =>
  query('SELECT assent.queue_message($1::jsonb)', [sealedMessage(seals, personId, text, writtenAt)]);

/**
 * What became of one attempt to send. GIVEN_UP and REFUSED are final; the person sees it in their own lists only. FORGED: the
 * platform did not write the message, so that it is closed and nothing is sent.
 */
export type Attempt = 'SENT' | 'FAILED' | 'REFUSED' | 'GIVEN_UP' | 'NO_MOBILE' | 'FORGED';

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
    private readonly seals: Seals,
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
    const [row] = await this.database.query('SELECT messages, seconds FROM assent.messages_waiting()', []);
    return { messages: row!.messages as number, oldestSeconds: row!.seconds as number };
  }

  private async claim(personId: string | null): Promise<DueMessage | null> {
    const [row] = await this.database.query('SELECT assent.claim_message($1::bigint) AS message', [personId]);
    return (row!.message ?? null) as DueMessage | null;
  }

  private async deliverOne(message: DueMessage): Promise<void> {
    const [attempt, error] = await this.attempt(message);
    if (attempt !== 'FAILED')
      await this.database.query('SELECT assent.close_message($1, $2)', [message.id, attempt === 'SENT']);
    this.onAttempt(attempt, error);
  }

  private async attempt(message: DueMessage): Promise<[Attempt, unknown?]> {
    if (!(await this.isOurs(message))) return ['FORGED'];
    const mobile = await this.mobiles.mobile(String(message.person_id));
    return mobile === null ? ['NO_MOBILE'] : await this.send(mobile, message);
  }

  /** Whether the platform wrote the message: it sealed it, or a function of the database told by a template. */
  private async isOurs(message: DueMessage): Promise<boolean> {
    if (message.ref === null && (await templateTexts(this.database, this.seals))(message.text)) return true;
    return this.seals.holds('message', message);
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
}
