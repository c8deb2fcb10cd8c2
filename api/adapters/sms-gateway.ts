import type { SmsGateway } from '../../consent/ports/identity-services.js';

const TIMEOUT_MS = 3_000;

/** The city's SMS gateway over HTTP. A failed request is not repeated here: the message may have been sent. */
export function smsGateway(baseUrl: string): SmsGateway {
  const messages = `${baseUrl}/messages`;
  return {
    async send(message) {
      const answer = await fetch(messages, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`The SMS gateway answered ${answer.status}.`);
    },
    async reach() {
      const answer = await fetch(messages, { method: 'HEAD', signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (answer.status >= 500) throw new Error(`The SMS gateway answered ${answer.status}.`);
    },
  };
}
