import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTESTANTS, startContestant } from './contestants.js';
import { measureIsolation } from './isolation.js';
import { measure } from './measure.js';
import { readOptions } from './options.js';
import { pgbenchVersion } from './pgbench.js';
import { Load } from './processes.js';
import { isolationTable, machineFacts, speedTable } from './report.js';
import { setUp } from './setup.js';

const VAR = join(import.meta.dirname, '..', 'var', 'bench');
/** Enough for V8 to optimize a server's code: Assent's takes 16,000 redemptions (README.md). */
const WARM_UP_REDEMPTIONS = 20_000;
const tell = (text) => console.error(text);

async function contestantsOf({ only }) {
  const chosen = CONTESTANTS.filter(
    ({ key }) => only.has(key) || ((only.has('isolation') || only.has('f')) && key === 'e'),
  );
  return (await pgbenchVersion()) ? chosen : chosen.filter(({ key }) => key !== 'd');
}

/** Warming up is bounded by requests and not by time: a slow server has as much code to optimize as a fast one. */
async function warmUp(run) {
  for (let answered = 0; answered < WARM_UP_REDEMPTIONS; ) answered += (await run()).answered;
}

/** In each round every contestant runs once; the order rotates, so that none always runs after the same other one. */
async function measureSpeed(contestants, run, { rounds }) {
  const results = new Map(contestants.map(({ key }) => [key, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const contestant = contestants[(round + turn) % contestants.length];
      const result = await run(contestant);
      results.get(contestant.key).push(result);
      tell(
        `round ${round + 1} (${contestant.key}) ${Math.round(result.perSecond)}/s p50 ${result.p50.toFixed(1)} p99 ${result.p99.toFixed(1)} cpu ${result.serverCpuMs.toFixed(2)} + ${result.databaseCpuMs.toFixed(2)}${result.ranOut ? ' (all sent)' : ''}`,
      );
    }
  }
  return results;
}

async function main() {
  const options = readOptions();
  const contestants = await contestantsOf(options);
  const raced = contestants.filter(({ key }) => options.only.has(key));
  tell('Setting up a city …');
  const city = await setUp(options, VAR);
  const load = new Load();
  const servers = new Map();
  try {
    for (const contestant of contestants)
      if (!contestant.run && !contestant.at)
        servers.set(contestant, await startContestant(contestant, city, options, VAR));
    const serverOf = ({ at, ...contestant }) =>
      servers.get(contestants.find(({ key }) => key === (at ?? contestant.key)));

    const fastest = new Map();
    const run = async (contestant, seconds = options.seconds) => {
      const server = serverOf(contestant);
      const result = await measure({
        contestant,
        server,
        city,
        load,
        options,
        seconds,
        expectedPerSecond: fastest.get(contestant),
      });
      fastest.set(contestant, Math.max(result.perSecond, fastest.get(contestant) ?? 0));
      return result;
    };
    tell('Warming up …');
    for (const contestant of contestants) await warmUp(() => run(contestant, options.seconds / 2));

    const parts = [];
    if (raced.length > 0)
      parts.push(
        '## Redemptions',
        speedTable(contestants, await measureSpeed(raced, (one) => run(one), options)),
      );
    if (options.only.has('isolation')) {
      const contestant = contestants.find(({ key }) => key === 'e');
      const expectedPerSecond = fastest.get(contestant);
      const server = servers.get(contestant);
      parts.push(
        '## Isolation',
        isolationTable(
          await measureIsolation({ contestant, server, city, load, options, expectedPerSecond }),
        ),
      );
    }
    const text = ['# Results', ...parts, '## Machine', await machineFacts(city.owner, options)].join('\n\n');
    console.log(text);
    if (!options.dry) writeFileSync(join(import.meta.dirname, 'results.md'), `${text}\n`);
  } finally {
    load.stop();
    for (const server of servers.values()) await server.stop();
    await city.close();
  }
}

await main();
