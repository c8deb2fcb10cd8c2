import { randomInt } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Pool } from 'pg';
import { loadKeys } from '../../api/secrets/keyring.js';
import { executorOf } from '../../consent/database/executor.js';
import { leafHash } from '../../consent/ledger/format/merkle.js';
import { noteSigner, noteVerifier } from '../../consent/ledger/format/signed-note.js';
import { parseProof, verifyProof } from '../../consent/ledger/format/tlog-proof.js';
import { PublishedLog } from '../../consent/ledger/log/published-log.js';
import { Sequencer } from '../../consent/ledger/log/sequencer.js';
import { createTestDatabase, type TestDatabase, testCluster } from '../support/database/database.js';
import { untilIntegrated } from '../support/database/tree-of.js';
import { report, scale } from '../support/scale.js';

const ENTRIES = scale(5_000, 100_000);
const LEAVES = scale(5_000, 1_000_000);
const PROOFS = scale(300, 5_000);
const ORIGIN = 'figures.example/log';

/** Entries like those of uses, each of another grant. */
const ENTRIES_LIKE_USES = `WITH taken AS (
    INSERT INTO assent.disclosure (id, grant_id, use_number, recipient_code, idempotency_key, operation_digest, items, disclosed_at)
    SELECT gen_random_uuid(), gen_random_uuid(), 1, 'INS-ANXIN', '', sha256(int8send(n)), '[]', assent.now()
    FROM generate_series(1, $1::bigint) AS n RETURNING id, grant_id, operation_digest)
  INSERT INTO assent.ledger_entry (kind, at, recipient_code, grant_id, disclosure_id, content)
  SELECT 'DISCLOSURE', assent.now(), 'INS-ANXIN', grant_id, id, jsonb_build_object(
    'subject', encode(operation_digest, 'hex'), 'purpose', 'CLAIM_DIRECT_PAY', 'recipient', 'INS-ANXIN',
    'items', '[{"item": "SETL_ID", "delivery": "RETURN"}, {"item": "SETL_TIME", "delivery": "RETURN"}]'::jsonb, 'mode', 'LIMITED',
    'useNumber', 1, 'maxUses', 12, 'operationDigest', encode(operation_digest, 'hex'), 'noticeDigest', encode(operation_digest, 'hex'),
    'strength', 'FACE', 'revocationEpoch', 0) FROM taken`;

let database: TestDatabase;
let sequencer: Sequencer;
let logKey: ReturnType<typeof noteVerifier>;
const failures: unknown[] = [];
const checkpoints = new EventEmitter();
/** Resolves with the checkpoint of this many entries. It waits without polling, which would use the machine's time. */
const untilSize = async (size: number): Promise<void> => {
  for (;;) {
    const [reached] = (await once(checkpoints, 'size')) as [number];
    if (reached >= size) return;
  }
};
beforeAll(async () => {
  database = await createTestDatabase();
  const {
    log: [key],
  } = await loadKeys(testCluster().varDir);
  logKey = noteVerifier(ORIGIN, key!.publicKey);
  sequencer = new Sequencer({
    connect: async () => {
      const client = new Client({ connectionString: database.urls.ledger });
      await client.connect();
      return client;
    },
    origin: ORIGIN,
    spreadSeconds: 600,
    signers: [noteSigner(ORIGIN, key!.privateKey!)],
    report: (event) => {
      if (event.event === 'FAILED') failures.push(event.error);
      if (event.event === 'CHECKPOINT') checkpoints.emit('size', event.size);
    },
  });
});
afterAll(async () => {
  await sequencer.stop();
  await database.drop();
  expect(failures).toEqual([]);
});

const median = (values: readonly number[], part = 0.5) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)]!;

describe('the log', () => {
  it(
    `integrates ${ENTRIES} waiting entries`,
    async () => {
      await database.sql(ENTRIES_LIKE_USES, [ENTRIES]);
      const startedAt = performance.now();
      sequencer.start();
      await untilSize(ENTRIES);
      const perSecond = ENTRIES / ((performance.now() - startedAt) / 1000);
      report(`sequencing: ${ENTRIES} entries at ${Math.round(perSecond)} leaves/s`);
      expect(perSecond).toBeGreaterThan(scale(1_000, 10_000));
    },
    scale(60_000, 600_000),
  );

  it(
    `makes 99 % of ${PROOFS} proofs among ${LEAVES} leaves within 10 ms, and all of them verify`,
    async () => {
      await database.sql(ENTRIES_LIKE_USES, [LEAVES - ENTRIES + 1]);
      await untilIntegrated(database);
      const pool = new Pool({ connectionString: database.urls.consent, max: 2 });
      const log = new PublishedLog(executorOf(pool));
      const times: number[] = [];
      for (let proof = 0; proof < PROOFS; proof += 1) {
        const startedAt = performance.now();
        const text = await log.inclusionProof({ leafIndex: randomInt(LEAVES) });
        times.push(performance.now() - startedAt);
        const parsed = parseProof(text);
        verifyProof(parsed, leafHash(parsed.extra!), [logKey]);
      }
      await pool.end();
      report(
        `proof of one leaf among ${LEAVES}: median ${median(times).toFixed(2)} ms, p99 ${median(times, 0.99).toFixed(2)} ms`,
      );
      expect(median(times, scale(0.5, 0.99))).toBeLessThan(10);
    },
    scale(60_000, 1_200_000),
  );
});
