import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../consent/kernel/limits.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import type { RecipientClient } from '../../examples/clients/recipient-client.js';
import { about, ELIGIBILITY } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const ASK = `mutation ($input: RequestConsentInput!) {
  requestConsent(input: $input) { id status createdAt expiresAt reference replaces { id } } }`;
const CANCEL = 'mutation ($id: ID!) { cancelConsentRequest(id: $id) { status } }';
const SEEN = '{ me { consentRequests(first: 200, status: PENDING) { nodes { id reference } } } }';
const DAY = 86_400;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const asked = async (
  me: PersonClient,
  recipient: RecipientClient,
  reference: string,
  terms: object = ELIGIBILITY,
) => (await recipient.run(ASK, { input: { subject: about(me.person), ...terms, reference } })).requestConsent;

const seenBy = async (me: PersonClient): Promise<string[]> =>
  (await me.run(SEEN)).me.consentRequests.nodes.map(({ reference }: any) => reference).sort();

const many = async (me: PersonClient, recipient: RecipientClient, name: string, terms?: object) => {
  const ids: string[] = [];
  for (let n = 0; n < LIMITS.pendingRequests; n += 1)
    ids.push((await asked(me, recipient, `${name}-${n}`, terms)).id);
  return ids;
};

describe('a person whom many recipients ask at the same time', () => {
  it('is shown a day’s worth, and the rest later; the answers to the recipients are the same', async () => {
    const me = await platform.person(platform.someone()).signIn('SCAN');
    await many(me, platform.insurer, 'a');
    const [withdrawn] = await many(me, platform.otherInsurer, 'b');
    expect(await seenBy(me)).toHaveLength(LIMITS.deliveriesPerDay);
    await platform.otherInsurer.run(CANCEL, { id: withdrawn });
    const late = await asked(me, platform.otherInsurer, 'late');
    const calm = await platform.person(platform.someone()).signIn('SCAN');
    const { id: _, createdAt, expiresAt, ...answer } = late;
    const {
      id: __,
      createdAt: at,
      expiresAt: until,
      ...other
    } = await asked(calm, platform.otherInsurer, 'late');
    expect(answer).toEqual(other);
    const lifetime = Date.parse(expiresAt) - Date.parse(createdAt);
    expect(lifetime).toBe(Date.parse(until) - Date.parse(at));
    expect(await seenBy(calm)).toEqual(['late']);
    expect(await seenBy(me)).not.toContain('late');
    // Whoever was told of it by the recipient may answer it at once.
    const ONE = 'query ($id: ID!) { consentRequest(id: $id) { status } }';
    expect((await me.run(ONE, { id: late.id })).consentRequest).toEqual({ status: 'PENDING' });
    await platform.database.advance(DAY + 60);
    const again = await platform.person(me.person).signIn('SCAN');
    expect(await seenBy(again)).toContain('late');
  });

  it('is not kept from the requests of one recipient by another that asks and withdraws without end', async () => {
    const me = await platform.person(platform.someone()).signIn('SCAN');
    for (let round = 0; round < 5; round += 1)
      for (const id of await many(me, platform.insurer, `r${round}`))
        await platform.insurer.run(CANCEL, { id });
    await asked(me, platform.otherInsurer, 'other');
    expect(await seenBy(me)).toEqual(['other']);
  });

  it('sees all requests that come after those that they have answered', async () => {
    const me = await platform.person(platform.someone()).signIn('SCAN');
    for (let round = 0; round < 3; round += 1)
      for (const id of await many(me, platform.insurer, `r${round}`)) await me.approve(id, 'FACE');
    await asked(me, platform.insurer, 'next');
    expect(await seenBy(me)).toEqual(['next']);
  });
});
