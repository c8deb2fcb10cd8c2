import { Agent, type IncomingMessage, request } from 'node:http';
import { parseArgs } from 'node:util';
import { RecipientClient } from '../../../examples/clients/recipient-client.js';
import { RecipientKey } from '../../../examples/clients/recipient-key.js';

/**
 * Many concurrent callers of some grants, in their own process, so that the platform is measured and not the test. They
 * open connections and sign proofs first, and then send all requests at the same time.
 */
export interface Callers {
  readonly url: string;
  readonly identity: RecipientClient['identity'];
  readonly jwk: Awaited<ReturnType<RecipientKey['privateJwk']>>;
  /** The grants, which the callers use in turn. */
  readonly grants: readonly string[];
  readonly count: number;
}

/** The answer to one caller, and how long it took. */
export interface CallAnswer {
  readonly code: string | null;
  readonly seconds: number;
}

const SELECTION = 'useNumber person { settlements(first: 1) { nodes { settlementId } } }';
const QUERY = `mutation Redeem($input: RedeemGrantInput!) { redeemGrant(input: $input) { ${SELECTION} } }`;

const agent = new Agent({ keepAlive: true });

const send = (
  url: string,
  method: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<string> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent }, (response: IncomingMessage) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk) => (text += chunk))
        .on('end', () => resolve(text));
    });
    sent.on('error', reject).end(body);
  });

async function call({ url, identity, jwk, grants, count }: Callers): Promise<CallAnswer[]> {
  const client = new RecipientClient(url, identity, await RecipientKey.fromJwk(jwk));
  const numbers = [...Array(count).keys()];
  await Promise.all(numbers.map(() => send(`${url}/healthz`, 'GET')));
  await client.accessToken();
  const signed = await Promise.all(numbers.map(() => client.headers()));
  console.log('sending');
  return Promise.all(
    numbers.map(async (number) => {
      const input = { grantId: grants[number % grants.length], idempotencyKey: `key ${number}` };
      const body = JSON.stringify({ query: QUERY, variables: { input } });
      const headers = { ...signed[number]!, 'content-type': 'application/json' };
      const started = performance.now();
      const { errors } = JSON.parse(await send(client.url, 'POST', headers, body));
      return { code: errors?.[0].extensions.code ?? null, seconds: (performance.now() - started) / 1000 };
    }),
  );
}

const { positionals } = parseArgs({ allowPositionals: true });
const answers = await call(JSON.parse(positionals[0]!));
agent.destroy();
console.log(JSON.stringify({ answers }));
