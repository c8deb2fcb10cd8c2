import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecipientClient } from '../../examples/clients/recipient-client.js';
import { FastClock } from '../support/database/fast-clock.js';
import { expectAuditEqualsUsed } from '../support/people/giving.js';
import { InProcess } from '../support/platform/in-process.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { suspendRecipient } from './model/commands.js';
import { runHistories } from './model/histories.js';

/** TEST_SEQUENCES sets the number of histories. The printed seed repeats them when given as TEST_SEED. */
const SEQUENCES = Number(process.env.TEST_SEQUENCES ?? 300);
const OVER_HTTP = 20;
const seed = Number(process.env.TEST_SEED ?? randomInt(2 ** 31));

/** What a run must contain; otherwise it did not test what it claims. Each comes more than ten times in 300 histories. */
const REQUIRED_ANSWERS = [
  ...['ONE_TIME', 'LIMITED', 'MULTI_USE', 'TERMS_NOT_ALLOWED', 'CONSENT_REQUEST_CLOSED'].map(
    (answer) => `approve: ${answer}`,
  ),
  ...['given', 'replayed', 'GRANT_REVOKED', 'GRANT_EXPIRED', 'GRANT_SUSPENDED', 'GRANT_EXHAUSTED'].map(
    (answer) => `redeem: ${answer}`,
  ),
  ...['GRANT_DAILY_LIMIT', 'ITEM_NOT_GRANTED', 'IDEMPOTENCY_KEY_REUSED'].map((answer) => `redeem: ${answer}`),
  ...['ACTIVE', 'EXHAUSTED', 'EXPIRED', 'REVOKED', 'SUSPENDED'].map((answer) => `look: ${answer}`),
  'revoke: REVOKED',
  ...['DENIED', 'CONSENT_REQUEST_CLOSED'].map((answer) => `deny: ${answer}`),
];

/** What a run of a thousand must contain too. Each comes more than ten times in it, and may miss in a shorter one. */
const RARE_ANSWERS = [
  'approve: BAD_USER_INPUT',
  'revoke: GRANT_EXPIRED',
  'ask: FORBIDDEN',
  'ask: RATE_LIMITED',
];

describe('R-09: random histories of a request and its grant agree with a model', () => {
  let platform: Platform;
  let engine: InProcess;
  let clock: FastClock;
  beforeAll(async () => {
    // The clock is set back to noon for each history. The sequencer is off, because it has tests of its own.
    platform = await startPlatform();
    clock = await FastClock.of(platform.database);
    await clock.sql('CREATE INDEX ON assent.ledger_entry (grant_id)', []);
    engine = await InProcess.of(platform);
  });
  afterAll(async () => {
    await engine.close();
    await clock.close();
    await platform.stop();
  });

  it(
    `in ${SEQUENCES} histories run on the engine directly`,
    async () => {
      const { identity, key } = platform.insurer;
      const started = performance.now();
      const answers = await runHistories(
        {
          clock,
          insurer: engine.recipient(new RecipientClient(platform.url, identity, key)),
          owner: await engine.person(platform.person(platform.someone())),
        },
        { count: SEQUENCES, seed },
      );
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      process.stdout.write(
        `Model: ${SEQUENCES} histories in ${seconds} s, seed ${seed}: ${JSON.stringify(answers)}\n`,
      );
      await expectAuditEqualsUsed(platform.database);
      const required = [
        ...(SEQUENCES >= 300 ? REQUIRED_ANSWERS : []),
        ...(SEQUENCES >= 1_000 ? RARE_ANSWERS : []),
      ];
      expect(Object.keys(answers)).toEqual(expect.arrayContaining(required));
    },
    Math.max(120_000, SEQUENCES * 1_000),
  );

  it(`in ${OVER_HTTP} histories run over HTTP`, async () => {
    const owner = await platform.person(platform.someone()).signIn('FACE');
    // A suspended recipient gets no new token, and the gate refuses the token that it holds.
    await suspendRecipient(clock, platform.insurer, false);
    await platform.insurer.accessToken();
    await runHistories({ clock, insurer: platform.insurer, owner }, { count: OVER_HTTP, seed });
    await expectAuditEqualsUsed(platform.database);
  });
});
