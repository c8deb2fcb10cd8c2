import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BYTES_MAX,
  Chance,
  DocumentSource,
  type Draft,
  writeDraft,
} from '../../support/documents/random-document.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { projectFile } from '../../support/project.js';
import { scale } from '../../support/scale.js';

const DOCUMENTS = Number(process.env.TEST_DOCUMENTS ?? scale(300, 1_000_000));
/** What one document may cost, in milliseconds of a core, to be refused or answered; the client's part included. */
const CPU_MS_MAX = 50;
const ANSWER_BYTES_MAX = 1_000_000;
const SEED = Number(process.env.TEST_SEED ?? 20_261_127);
const KEPT = 30;

interface Measured {
  readonly draft: Draft;
  readonly cpuMs: number;
  readonly bytes: number;
}

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ SEQUENCER: 'off', USE_NOTICES: 'off' });
});
afterAll(() => platform.stop());

let sent = 0;

/** A document is never the same text twice, so that no cache of documents answers for it. */
async function ask(document: string): Promise<{ cpuMs: number; bytes: number }> {
  sent += 1;
  const body = JSON.stringify({ query: `${document}#${sent}` });
  // Of the thread that answers: what the collector of garbage does beside it depends on the tests that ran before.
  const before = process.threadCpuUsage();
  const response = await fetch(`${platform.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const bytes = (await response.arrayBuffer()).byteLength;
  const { user, system } = process.threadCpuUsage(before);
  return { cpuMs: (user + system) / 1000, bytes };
}

/** The least of several tries: what the document costs, and not what else went on. */
async function costOf(document: string): Promise<{ cpuMs: number; bytes: number }> {
  let least = await ask(document);
  for (let tries = 0; tries < 20 && least.cpuMs > CPU_MS_MAX / 2; tries += 1) {
    const again = await ask(document);
    least = { cpuMs: Math.min(least.cpuMs, again.cpuMs), bytes: Math.max(least.bytes, again.bytes) };
  }
  return least;
}

describe('whatever document of less than 10 kB an anonymous client sends', () => {
  it(
    `takes less than ${CPU_MS_MAX} ms of a core and is answered with less than 1 MB (${DOCUMENTS} documents)`,
    async () => {
      const source = new DocumentSource(projectFile('schema.graphql'));
      const chance = new Chance(SEED);
      const worst: Measured[] = [];
      const badness = ({ cpuMs, bytes }: Measured) => cpuMs / CPU_MS_MAX + bytes / ANSWER_BYTES_MAX;
      for (let warm = 0; warm < 50; warm += 1) await ask(writeDraft(source.make(chance)).slice(0, BYTES_MAX));
      for (let n = 0; n < DOCUMENTS; n += 1) {
        const parent = worst.length > 0 && chance.chance(70) ? chance.oneOf(worst).draft : null;
        const draft = parent ? source.worsen(parent, chance) : source.make(chance);
        const text = writeDraft(draft);
        if (Buffer.byteLength(text) > BYTES_MAX - 20) continue;
        const cost = await costOf(text);
        if (cost.cpuMs > CPU_MS_MAX || cost.bytes > ANSWER_BYTES_MAX)
          throw new Error(`${cost.cpuMs} ms and ${cost.bytes} bytes (seed ${SEED}, document ${n}): ${text}`);
        worst.push({ draft, ...cost });
        worst.sort((a, b) => badness(b) - badness(a));
        worst.length = Math.min(worst.length, KEPT);
      }
      if (process.env.TEST_REPORT)
        console.log(
          worst
            .slice(0, 5)
            .map((one) => `${one.cpuMs} ms ${one.bytes} B ${writeDraft(one.draft).slice(0, 300)}`)
            .join('\n'),
        );
      expect(worst[0]!.cpuMs).toBeLessThan(CPU_MS_MAX);
    },
    Math.max(120_000, DOCUMENTS * 100),
  );
});
