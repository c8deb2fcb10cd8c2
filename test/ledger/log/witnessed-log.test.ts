import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { logVerifierKeys } from '../../../api/background/sequencer/settings.js';
import { readConfig } from '../../../api/config.js';
import { evidenceKeys } from '../../../api/secrets/evidence-keys.js';
import { openCheckpoint } from '../../../consent/ledger/format/checkpoint.js';
import { parseVerifierKey, verifierKey } from '../../../consent/ledger/format/signed-note.js';
import { parseWitness, type Witness } from '../../../consent/ledger/log/witness.js';
import { testCluster } from '../../support/database/database.js';
import { type Lived, live, many } from '../../support/ledger/recorded-life.js';
import { HeardLog } from '../../support/platform/heard-log.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { type Program, startProgram } from '../../support/processes/program.js';
import { projectRoot } from '../../support/project.js';

let directory: string;
let logKey: string;
let witness: Witness;
let program: Program;
let platform: Platform;
let lived: Lived;
const log = new HeardLog();

async function startWitness(port = '0'): Promise<string> {
  const of = ['--name', 'w1', '--state', join(directory, 'state.json'), '--log', logKey];
  const listen = ['witness', '--listen', `127.0.0.1:${port}`];
  program = startProgram([join(projectRoot, 'dist/api/cli/assent.js'), ...listen, ...of]);
  return (await program.says(/^witness (.*)$/m))[1]!;
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'assent-witnessed-'));
  [logKey] = logVerifierKeys(readConfig({}), await evidenceKeys(testCluster().varDir, 'log')) as [string];
  const configured = await startWitness();
  witness = parseWitness(configured);
  platform = await startPlatform({ LOG_WITNESSES: configured, LOG_LEVEL: 'info' }, log);
  lived = await live(platform);
});
afterAll(async () => {
  await platform.stop();
  program.signal('SIGKILL');
  await program.ended;
  rmSync(directory, { recursive: true, force: true });
});

async function published() {
  const note = await (await fetch(`${platform.url}/log/checkpoint`)).text();
  const { checkpoint, cosignatures } = openCheckpoint(note, [parseVerifierKey(logKey)], [witness.key]);
  return { size: checkpoint.size, cosigned: cosignatures.length === 1 };
}

const entries = async () =>
  (await platform.database.sql('SELECT count(*)::integer AS n FROM assent.ledger_entry'))[0]!.n as number;

/** Waits until the published checkpoint has this size and, if asked for, a cosignature. */
async function until(size: number, cosigned: boolean): Promise<void> {
  for (;;) {
    const now = await published();
    if (now.size >= size && (now.cosigned || !cosigned)) return;
    await delay(20);
  }
}

const add = async (count: number): Promise<number> => {
  await many(platform, lived.grantId, count);
  return entries();
};

describe('the published log', () => {
  it('names the keys of its witnesses, so that anybody can tell who cosigned', async () => {
    const served = await (await fetch(`${platform.url}/log/witnesses`)).text();
    expect(served).toBe(`${verifierKey(witness.key)}\n`);
  });

  it('gets a cosignature of its witness on each checkpoint', async () => {
    await until(await entries(), true);
    for (const count of [1, 300, 2]) await until(await add(count), true);
  });

  it('grows while the witness hangs, and gets its cosignature when the witness is back', async () => {
    program.signal('SIGSTOP');
    try {
      for (let i = 0; i < 3; i++) await until(await add(1), false);
      expect((await published()).cosigned).toBe(false);
    } finally {
      program.signal('SIGCONT');
    }
    await until(await add(1), true);
  });

  it('grows while the witness is down, reports this once, and gets its cosignature when the witness is back', async () => {
    program.signal('SIGKILL');
    await program.ended;
    for (let i = 0; i < 3; i++) await until(await add(1), false);
    expect((await published()).cosigned).toBe(false);
    await startWitness(new URL(witness.url).port);
    await until(await add(1), true);
    const refusals = log.said.match(
      /"reason":"fetch failed: [A-Z]+"[^\n]*a witness does not cosign the log/g,
    );
    expect(new Set(refusals).size).toBe(refusals?.length);
    expect(log.said).toContain('a witness cosigns the log again');
  });
});
