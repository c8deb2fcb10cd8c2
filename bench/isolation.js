import { clientOf } from './contestants.js';
import { plantGrants } from './grants.js';
import { LEAD_IN_SECONDS, measure } from './measure.js';
import { Load } from './processes.js';

const HAMMERING_CONNECTIONS = 200;
/** The number of proofs signed for the recipient that overloads: more than it can send. */
const HAMMER_PER_SECOND = 6_000;

/**
 * Measures one recipient's redemptions with and without another one that sends requests for one exhausted grant on 200 connections.
 * @returns {Promise<{ alone: object[], hammered: object[], hammering: object[] }>} results by round
 */
export async function measureIsolation({ contestant, server, city, options, ...rest }) {
  const others = { contestant, server, city, options, seconds: options.seconds, ...rest };
  const load = new Load();
  const results = { alone: [], hammered: [], hammering: [] };
  const hammer = await createHammer({
    contestant,
    server,
    city,
    options,
    load,
    tell: (one) => results.hammering.push(one),
  });
  try {
    for (let round = 0; round < options.rounds; round += 1) {
      results.alone.push(await measure(others));
      results.hammered.push(await measure({ ...others, companion: hammer }));
    }
    return results;
  } finally {
    load.stop();
  }
}

async function createHammer({ contestant, server, city, options, load, tell }) {
  const [, recipient] = city.recipients;
  const [exhausted] = await plantGrants(city, 'assent', recipient.identity.code, 1, 12);
  const seconds = options.seconds + LEAD_IN_SECONDS;
  return {
    prepare: () =>
      load.prepare({
        ...clientOf(contestant, recipient),
        url: server.url,
        uses: Array(Math.ceil(HAMMER_PER_SECOND * seconds)).fill(exhausted),
        connections: HAMMERING_CONNECTIONS,
        seconds,
        leadInSeconds: 0,
        // After that every further request is refused with RATE_LIMITED.
        expected: ['GRANT_EXHAUSTED', 'RATE_LIMITED'],
      }),
    async go() {
      const result = await load.go();
      if (result.failures > 0) throw new Error(`The hammer was answered otherwise: ${result.failure}`);
      tell(result);
    },
  };
}
