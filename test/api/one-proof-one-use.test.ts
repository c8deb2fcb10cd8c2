import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, post } from '../../examples/clients/graphql-client.js';
import { ASK, about, CLAIM, ENROLLED, freshKey, newGrant } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { apiProcesses } from '../support/processes/api-processes.js';

type Processes = Awaited<ReturnType<typeof apiProcesses>>;

const REDEEM = `mutation ($input: RedeemGrantInput!) { redeemGrant(input: $input) { ${ENROLLED} } }`;
const REREAD = `query ($id: ID!) { disclosure(id: $id) { ${ENROLLED} } }`;

let platform: Platform;
let others: Processes;
beforeAll(async () => {
  platform = await startPlatform();
  others = await apiProcesses(platform, 2);
});
afterAll(async () => {
  await others.end();
  await platform.stop();
});

type Operation = readonly [query: string, variables: Record<string, unknown>];

/** Returns a function that sends an operation to one of the processes, always with the same token and proof. */
async function withOneProof() {
  const headers = await platform.insurer.headers();
  const urls = [platform.url, ...others.urls];
  return ([query, variables]: Operation, process: number) =>
    post(`${urls[process]!}/graphql`, JSON.stringify({ query, variables }), headers);
}

async function oneAfterTheOther(operations: readonly Operation[]) {
  const send = await withOneProof();
  const answers = [];
  for (const [process, operation] of operations.entries()) answers.push(await send(operation, process));
  return answers;
}

async function atOnce(operations: readonly Operation[]) {
  return Promise.all(operations.map(await withOneProof()));
}

const isReplay = ({ status, errors, data }: Answer) =>
  status === 401 && data === null && errors[0]?.extensions.code === 'UNAUTHENTICATED';

const usedOf = async (id: string) =>
  (await platform.database.sql('SELECT used FROM assent.consent_grant WHERE id = $1', [id]))[0]!.used;

const redeemings = (grantId: string) =>
  [0, 1, 2].map((): Operation => [REDEEM, { input: { grantId, idempotencyKey: freshKey() } }]);

describe('a DPoP proof is good once, at whichever of three processes', () => {
  it.each([
    ['one after the other', oneAfterTheOther],
    ['at once', atOnce],
  ])('so with another body %s it takes one use', async (_when, send) => {
    const { grant } = await newGrant(platform);
    const answers = await send(redeemings(grant.id));
    expect(answers.filter(isReplay)).toHaveLength(2);
    expect(answers.filter(({ data }) => data !== null)).toHaveLength(1);
    expect(await usedOf(grant.id)).toBe(1);
  });

  it('so after a refused redemption it takes no use elsewhere', async () => {
    const { grant } = await newGrant(platform);
    const [refused] = redeemings(randomUUID());
    const answers = await oneAfterTheOther([refused!, ...redeemings(grant.id).slice(1)]);
    expect(answers[0]!.errors[0]!.extensions.code).toBe('NOT_FOUND');
    expect(answers.slice(1).every(isReplay)).toBe(true);
    expect(await usedOf(grant.id)).toBe(0);
  });

  it('so the retry of a redemption needs a proof of its own', async () => {
    const { grant } = await newGrant(platform);
    const [redemption] = redeemings(grant.id);
    const [first, ...repeated] = await oneAfterTheOther([redemption!, redemption!, redemption!]);
    expect(first!.data.redeemGrant.useNumber).toBe(1);
    expect(repeated.every(isReplay)).toBe(true);
  });

  it('so it asks for one consent', async () => {
    const { person } = platform.person(platform.someone());
    const asking = (reference: string): Operation => [
      ASK,
      { input: { ...CLAIM, subject: about(person), reference } },
    ];
    const answers = await oneAfterTheOther([asking('1'), asking('2'), asking('3')]);
    expect(answers.map(isReplay)).toEqual([false, true, true]);
  });

  it('so it reads what was disclosed once', async () => {
    const { grant } = await newGrant(platform);
    const [redemption] = redeemings(grant.id);
    const { data } = await platform.insurer.send(redemption![0], redemption![1]);
    const reading: Operation = [REREAD, { id: data.redeemGrant.id }];
    const answers = await oneAfterTheOther([reading, reading, reading]);
    expect(answers.map(isReplay)).toEqual([false, true, true]);
  });
});
