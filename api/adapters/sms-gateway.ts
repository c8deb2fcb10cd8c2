import { MessageRefused, type SmsGateway } from '../../consent/ports/identity-services.js';
import { reaching } from './reaching.js';

const TIMEOUT_MS = 3_000;
const SERVICE = 'The SMS gateway';
/** Answers of a client's fault that may be another one later (RFC 9110, 15.5.9; RFC 8470; RFC 6585). */
const LATER = [408, 425, 429];

/** The city's SMS gateway over HTTP. A failed request is not repeated here: the message may have been sent. */
export function smsGateway(baseUrl: string): SmsGateway {
  const messages = `${baseUrl}/messages`;
  return {
    async send(message) {
      const answer = await reaching(SERVICE, messages, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body?.cancel();
      const { status } = answer;
      if (answer.ok) return;
      const refused = status >= 400 && status < 500 && !LATER.includes(status);
      throw new (refused ? MessageRefused : Error)(`${SERVICE} answered ${status}.`);
    },
    async reach() {
      const answer = await reaching(SERVICE, messages, {
        method: 'HEAD',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (answer.status >= 500) throw new Error(`${SERVICE} answered ${answer.status}.`);
    },
  };
}
