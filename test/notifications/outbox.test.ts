import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sealedMessage } from '../../consent/crypto/sealed-message.js';
import { LIMITS } from '../../consent/kernel/limits.js';
import { HeardLog } from '../support/platform/heard-log.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { testSeals } from '../support/platform/seals.js';

/** An SMS gateway that answers as the text of a message says. */
const answers: Record<string, number[]> = {};
const received: string[] = [];
let atOnce = 0;
let mostAtOnce = 0;
let server: Server;
let platform: Platform;
const log = new HeardLog();

beforeAll(async () => {
  server = createServer(async (request, response) => {
    if (request.method === 'HEAD') return void response.end();
    const { text } = (await json(request)) as { text: string };
    received.push(text);
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    if (text.startsWith('slow')) await delay(300);
    atOnce -= 1;
    response.writeHead(answers[text]?.shift() ?? 202).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  platform = await startPlatform({ SMS_GATEWAY_URL: url, LOG_LEVEL: 'info' }, log);
});
afterAll(async () => {
  await platform.stop();
  server.close();
});

/** Queues messages as the platform does, or with a seal that is wrong. */
async function queue(text: string, { count = 1, attempts = 0, forged = false } = {}): Promise<void> {
  const { sql } = platform.database;
  const [to] = await sql('SELECT min(id)::text AS id FROM assent.person WHERE sealed_mobile IS NOT NULL');
  const seals = await testSeals();
  const written = Array.from({ length: count }, (_, n) => {
    const sealed = JSON.parse(sealedMessage(seals, to!.id, count > 1 ? `${text}${n}` : text, new Date()));
    return { ...sealed, attempts, ...(forged ? { seal: '\\x00' } : {}) };
  });
  await sql(
    `INSERT INTO assent.message (ref, person_id, text, written_at, attempts, seal)
     SELECT ref, person_id, text, written_at, attempts, seal FROM jsonb_populate_recordset(NULL::assent.message, $1::jsonb)`,
    [JSON.stringify(written)],
  );
}
const messages = (text: string) =>
  platform.database.sql(
    'SELECT attempts, sent_at IS NOT NULL AS sent, undeliverable_at IS NOT NULL AS given_up FROM assent.message WHERE text LIKE $1',
    [`${text}%`],
  );
async function until(text: string, column: 'sent' | 'given_up'): Promise<Record<string, any>[]> {
  for (;;) {
    const rows = await messages(text);
    if (rows.every((row) => row[column])) return rows;
    await delay(20);
  }
}

describe('a message that the gateway does not take', () => {
  it('is tried again and sent when the gateway is back, and the log says once that it was down and that it is back', async () => {
    answers['down one'] = [503, 429];
    answers['down two'] = [500];
    await queue('down one');
    await queue('down two');
    // The pauses between the attempts are shorter, but long enough for an attempt to end.
    const shorten = setInterval(
      () =>
        void platform.database.sql(
          `UPDATE assent.message SET due_at = assent.now() + interval '1 second'
           WHERE attempts > 0 AND due_at > assent.now() + interval '1 second' AND sent_at IS NULL`,
        ),
      500,
    );
    await until('down', 'sent').finally(() => clearInterval(shorten));
    expect(log.said.match(/the SMS gateway does not take messages/g)).toHaveLength(1);
    expect(log.said).toMatch(/The SMS gateway answered 50[03]/);
    expect(log.said).toContain('the SMS gateway takes messages again');
  });

  it('is given up at once when the gateway says that it never will, and the log says so', async () => {
    answers.refused = [400];
    await queue('refused');
    expect(await until('refused', 'given_up')).toEqual([{ attempts: 1, sent: false, given_up: true }]);
    expect(log.said).toMatch(/"attempt":"REFUSED","msg":"an SMS is given up/);
  });

  it('is given up after its last attempt, and not tried for ever', async () => {
    answers['last attempt'] = [503];
    await queue('last attempt', { attempts: LIMITS.messageAttempts - 1 });
    expect(await until('last attempt', 'given_up')).toEqual([
      { attempts: LIMITS.messageAttempts, sent: false, given_up: true },
    ]);
  });

  it('holds up no other: several are sent at the same time', async () => {
    await queue('slow', { count: 20 });
    await until('slow', 'sent');
    expect(mostAtOnce).toBeGreaterThan(2);
    expect(mostAtOnce).toBeLessThanOrEqual(LIMITS.messagesAtOnce);
  });

  it('is closed and not sent when the platform did not write it, and the log and the count say so', async () => {
    received.length = 0;
    await queue('forged', { forged: true });
    await queue('written');
    expect(await until('forged', 'given_up')).toEqual([{ attempts: 1, sent: false, given_up: true }]);
    await until('written', 'sent');
    expect(received).toEqual(['written']);
    expect(log.said).toContain('an SMS is not sent: the platform did not write it');
    const metrics = await (await fetch(`${platform.url}/metrics`)).text();
    expect(metrics).toMatch(/^assent_sms_attempts_total\{attempt="FORGED"\} 1$/m);
  });

  it('is counted, and what waits is too', async () => {
    const metrics = await (await fetch(`${platform.url}/metrics`)).text();
    expect(metrics).toMatch(/^assent_sms_attempts_total\{attempt="REFUSED"\} 1$/m);
    expect(metrics).toMatch(/^assent_sms_attempts_total\{attempt="FAILED"\} 3$/m);
    expect(metrics).toMatch(/^assent_sms_waiting \d+$/m);
  });
});
