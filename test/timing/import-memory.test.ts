import { execFile } from 'node:child_process';
import { copyFileSync, createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generate } from '../../datacenter/generate/generate.js';
import { readRows } from '../datacenter/csv.js';
import { createTestDatabase, type TestDatabase } from '../support/database/database.js';

const LINES = 120_000;
const MOST_MEGABYTES = 300;
/** So small a heap that an import that keeps something of each row runs out of memory. */
const HEAP = ['--max-semi-space-size=8', '--max-old-space-size=48'];
const program = fileURLToPath(new URL('import-and-measure.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'assent-memory-'));

/** Different expense lines of a few people. */
function* expenseLines(people: readonly string[]): Generator<string> {
  yield 'psn_no,feedetl_sn,fee_ocur_time,hilist_code,hilist_name,chrgitm_lv,det_item_fee_sumamt,setl_id,insutype,refd_setl_flag\n';
  for (let at = 0; at < LINES; at++) {
    const psnNo = people[Math.floor((at * people.length) / LINES)];
    yield `${psnNo},F${at},2026-03-01 08:00:00,XC08CAB041,合成药品${at % 997},01,${at % 900}.50,S${at >> 3},310,0\n`;
  }
}

describe('the heap of an import', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await generate(
      { persons: 60, seed: 'memory', directory: join(root, 'city') },
      { out: { write: () => true } },
    );
  });
  afterAll(async () => {
    await database.drop();
    rmSync(root, { recursive: true, force: true });
  });

  it(`stays below ${MOST_MEGABYTES} MB for a file of any length`, async () => {
    const directory = join(root, 'long');
    mkdirSync(directory);
    copyFileSync(join(root, 'city', 'basic_identity.csv'), join(directory, 'basic_identity.csv'));
    const people = readRows(directory, 'basic_identity').map(({ psn_no }) => psn_no!);
    await pipeline(
      Readable.from(expenseLines(people)),
      createWriteStream(join(directory, 'expense_line.csv')),
    );
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...HEAP,
      program,
      directory,
      database.importUrl,
    ]);
    const { megabytes, ...result } = JSON.parse(stdout);
    expect(result).toMatchObject({
      rows: LINES + people.length,
      written: LINES + people.length,
      rejected: 0,
    });
    expect(megabytes).toBeLessThan(MOST_MEGABYTES);
  });
});
