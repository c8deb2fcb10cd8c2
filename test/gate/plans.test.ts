import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool, PoolClient } from 'pg';
import { pino } from 'pino';
import { closePools, openPools, type Pools } from '../../api/database/pool.js';
import { byteaText } from '../../consent/crypto/seal.js';
import { copies, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const GRANTED = [{ item: 'SETL_ID', delivery: 'RETURN' }];
/** Tables that grow with every redemption or every person. */
const GROWING = [
  ...['consent_grant', 'disclosure', 'ledger_entry', 'response_digest', 'dpop_proof', 'person', 'settlement'],
  ...['recipient_key', 'guarded_grant', 'guardian_consent', 'item_confirmation', 'protected_record_choice'],
];

let platform: Platform;
let pools: Pools;
let grant: string;
/** The thumbprint of a key that stands. */
let signer: Buffer;
beforeAll(async () => {
  platform = await startPlatform();
  // PostgreSQL believes from here on that these tables are empty.
  await platform.database.sql('ANALYZE');
  const { id } = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 5 } });
  [grant] = (await copies(platform.database, id, 1)) as [string];
  const [key] = await platform.database.sql(
    'SELECT thumbprint FROM assent.recipient_key WHERE assent.key_opens(thumbprint, assent.now()) LIMIT 1',
  );
  signer = key!.thumbprint;
  pools = openPools(platform.database.urls, 2, pino({ level: 'silent' }));
});
afterAll(async () => {
  await closePools(pools);
  await platform.stop();
});

/** Runs statements in a transaction, and returns those growing tables that it has read as a whole. */
async function scannedBy(pool: Pool, work: (client: PoolClient) => Promise<unknown>): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await work(client);
    const { rows } = await client.query(
      `SELECT relname FROM pg_stat_xact_user_tables
       WHERE schemaname = 'assent' AND seq_scan > 0 AND relname = ANY($1) ORDER BY relname`,
      [GROWING],
    );
    await client.query('COMMIT');
    return rows.map(({ relname }) => relname);
  } finally {
    client.release();
  }
}

describe('a database whose tables were analyzed while they were empty', () => {
  let entry: string;

  it('is not read as a whole by a redemption', async () => {
    const scanned = await scannedBy(pools.gate, async (client) => {
      const asked = {
        grant_id: grant,
        recipient: 'INS-ANXIN',
        key: randomUUID(),
        digest: byteaText(Buffer.alloc(32)),
        id: randomUUID(),
        items: GRANTED,
        agreement: 1,
        proof: byteaText(Buffer.alloc(32, 1)),
        signer: byteaText(signer),
      };
      const { rows } = await client.query('SELECT * FROM assent.redeem_together($1, true)', [
        JSON.stringify([asked]),
      ]);
      expect(rows).toMatchObject([{ verdict: 'TAKEN' }]);
      entry = rows[0].entry_id;
    });
    expect(scanned).toEqual([]);
  });

  it('is not read as a whole by the reading of what a redemption opens', async () => {
    const scanned = await scannedBy(pools.reader, async (client) => {
      const { rows } = await client.query(
        'SELECT "settlementId" FROM record.settlement WHERE "#entry" = $1 LIMIT 11',
        [entry],
      );
      expect(rows.length).toBeGreaterThan(0);
      expect(
        (await client.query('SELECT "#salt" FROM record.subject WHERE "#entry" = $1', [entry])).rows,
      ).toHaveLength(1);
    });
    expect(scanned).toEqual([]);
  });

  it('is not read as a whole by what records the digest of the answer, or finds the facts of a grant', async () => {
    const scanned = await scannedBy(pools.gate, async (client) => {
      await client.query('SELECT assent.record_response_digests($1::bigint[], $2::bytea[])', [
        [entry],
        [Buffer.alloc(32)],
      ]);
      expect(
        (await client.query('SELECT * FROM assent.facts_of_grants($1::uuid[])', [[grant]])).rows,
      ).toHaveLength(1);
    });
    expect(scanned).toEqual([]);
  });
});
