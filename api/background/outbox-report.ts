import type { Logger } from 'pino';
import type { Attempt, OnAttempt } from '../../consent/notifications/outbox.js';

/**
 * Counts each attempt to send an SMS, and logs when the gateway stops taking messages and when it takes them again: once
 * for each change, however many wait. A message that is given up is logged each time.
 */
export function outboxReport(log: Logger, count: (attempt: Attempt) => void): OnAttempt {
  let failing = false;
  return (attempt, error) => {
    count(attempt);
    if (attempt === 'REFUSED' || attempt === 'GIVEN_UP')
      log.error({ err: error, attempt }, 'an SMS is given up, and its person is not told');
    if (attempt === 'FORGED')
      log.error({ attempt }, 'an SMS is not sent: the platform did not write it. Run assent verify database');
    if (attempt === 'FAILED' && !failing) {
      failing = true;
      log.warn({ err: error }, 'the SMS gateway does not take messages; they wait and are tried again');
    }
    if (attempt === 'SENT' && failing) {
      failing = false;
      log.info('the SMS gateway takes messages again');
    }
  };
}
