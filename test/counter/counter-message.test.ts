import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cityDay, endOfCityDay } from '../../consent/kernel/city-time.js';
import { approving, COUNTER, Counter } from '../../examples/clients/counter.js';
import { ask, namedOnly } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { type Gateway, startGateway } from '../support/processes/gateway.js';

const INSURED = {
  purpose: 'CLAIM_ELIGIBILITY_CHECK',
  mode: 'ONE_TIME',
  notice: '资格核验',
  items: [{ item: 'INSUTYPE' }],
} as const;

let gateway: Gateway;
let platform: Platform;
beforeAll(async () => {
  gateway = await startGateway();
  platform = await startPlatform({ SMS_GATEWAY_URL: gateway.url });
});
afterAll(async () => {
  await platform.stop();
  gateway.close();
});

it('R-28: while the SMS gateway is down the grant takes effect, and the message to the person follows later', async () => {
  const counter = new Counter(platform.standInUrl);
  const clerk = await platform.staff('CLERK');
  const person = platform.someone();
  const id = await ask(platform.insurer, person, INSURED);
  gateway.up = false;
  const session = await counter.open(clerk, person);
  const variables = approving(session.id, { id, ...INSURED }, namedOnly(INSURED));
  const { approveAtCounter } = await clerk.run(COUNTER.APPROVE, variables);
  expect(approveAtCounter.grant.status).toBe('ACTIVE');
  expect(gateway.taken).toEqual([]);
  gateway.up = true;
  await platform.database.advance(60);
  // The test makes no request here: the platform sends the message by itself.
  while (gateway.taken.length === 0) await once(gateway.events, 'taken');
  expect(gateway.taken).toEqual([{ mobile: person.mobile, text: expect.stringContaining('授权') }]);
});

it('R-28: the message about a grant that ends at midnight names the last day on which it holds', async () => {
  const counter = new Counter(platform.standInUrl);
  const clerk = await platform.staff('CLERK');
  const person = platform.someone();
  const id = await ask(platform.insurer, person, INSURED);
  const session = await counter.open(clerk, person);
  const midnight = endOfCityDay(new Date(Date.now() + 2 * 86_400_000));
  const { input } = approving(session.id, { id, ...INSURED }, namedOnly(INSURED)) as any;
  await clerk.run(COUNTER.APPROVE, { input: { ...input, validUntil: midnight.toISOString() } });
  const [message] = await platform.database.sql('SELECT text FROM assent.message ORDER BY id DESC LIMIT 1');
  expect(message!.text).toContain(`，至${cityDay(new Date(midnight.getTime() - 1000))}止。`);
});
