import { clientOf } from './contestants.js';
import { cpuOf, cpuOfPostgres } from './cpu.js';
import { audit, orderOfUses, plantGrants, USES_PER_GRANT } from './grants.js';

export const LEAD_IN_SECONDS = 0.5;
/** Assumed for the first run of a contestant, whose speed is not known yet. */
const FIRST_GUESS_PER_SECOND = 6_000;
const LEAST_PER_SECOND = 500;

/**
 * One run of one contestant on new grants: insert them, prepare the requests, run, and check the counts.
 * @param {{ prepare: () => Promise<void>, go: () => Promise<unknown> }} [companion] runs at the same time
 */
export async function measure({
  contestant,
  server,
  city,
  load,
  options,
  seconds,
  expectedPerSecond,
  companion,
}) {
  const [recipient] = city.recipients;
  const perSecond = Math.max(LEAST_PER_SECOND, expectedPerSecond ?? FIRST_GUESS_PER_SECOND);
  // pgbench runs for two seconds longer.
  const count = Math.ceil((perSecond * 1.4 * (seconds + 3)) / USES_PER_GRANT);
  const grantIds = await plantGrants(city, contestant.schema, recipient.identity.code, count);
  const uses = orderOfUses(grantIds);
  await city.owner.query('CHECKPOINT');
  const recipientCode = recipient.identity.code;
  const { connections } = options;
  const go = contestant.run
    ? () => contestant.run({ city, uses, recipientCode, connections, seconds })
    : await overHttp({ contestant, server, recipient, load, uses, seconds, connections, companion });
  const cpuBefore = cpuNow(city, server);
  const result = await go();
  const cpuAfter = cpuNow(city, server);
  if (result.failures > 0)
    throw new Error(`${contestant.name}: ${result.failures} failed, first: ${result.failure}`);
  await audit(city.owner, contestant.schema, grantIds, result.answered);
  return {
    ...result,
    serverCpuMs: (cpuAfter.server - cpuBefore.server) / result.answered,
    databaseCpuMs: (cpuAfter.database - cpuBefore.database) / result.answered,
  };
}

const cpuNow = ({ postmaster }, server) => ({
  server: server ? cpuOf(server.pid) : Number.NaN,
  database: cpuOfPostgres(postmaster),
});

async function overHttp({ contestant, server, recipient, load, uses, seconds, connections, companion }) {
  await load.prepare({
    ...clientOf(contestant, recipient),
    url: server.url,
    uses,
    connections,
    seconds,
    leadInSeconds: LEAD_IN_SECONDS,
  });
  await companion?.prepare();
  return async () => (await Promise.all([load.go(), companion?.go()]))[0];
}
