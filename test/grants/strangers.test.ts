import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person } from '../../examples/clients/person-client.js';
import { ELIGIBILITY } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const REQUEST = `mutation ($input: RequestConsentInput!) {
  requestConsent(input: $input) {
    id status recipient { code } purpose { code } items { item { code } delivery required } mode maxUses validForDays
    recordsFrom recordsTo reference notice requiredStrength createdAt expiresAt grant { id }
  }
}`;
const FIND = 'query ($id: ID!) { consentRequest(id: $id) { status grant { id } } }';
const CANCEL = 'mutation ($id: ID!) { cancelConsentRequest(id: $id) { status } }';
const START =
  'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id method hint expiresAt } }';

/** A valid ID number that no person of the test city has: nobody there has this division code and birthday. */
const UNKNOWN = '379900188001010015';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const request = async ({ certNo, name }: { certNo: string; name: string }) =>
  (
    await platform.insurer.run(REQUEST, {
      // A reference of its own, because the same is asked for once at a time.
      input: { subject: { person: { certNo, name } }, reference: randomUUID(), ...ELIGIBILITY },
    })
  ).requestConsent;

describe('nobody can find out who is insured, because', () => {
  let real: Person;
  let strangers: Record<string, { certNo: string; name: string }>;
  beforeAll(() => {
    real = platform.someone();
    strangers = {
      'an unknown number': { certNo: UNKNOWN, name: real.name },
      'the right number with a wrong name': { certNo: real.certNo, name: `${real.name}某` },
      'somebody else’s number': { certNo: platform.someone().certNo, name: real.name },
    };
  });

  it('a request for somebody unknown has the same fields and values as one for an insured person', async () => {
    const seen = async (subject: { certNo: string; name: string }) => {
      const { id, createdAt, expiresAt, reference, ...rest } = await request(subject);
      const lasts = Date.parse(expiresAt) - Date.parse(createdAt);
      return {
        rest,
        lasts,
        idLooks: id.replace(/[0-9a-f]/g, 'x'),
        referenceLooks: reference.replace(/[0-9a-f]/g, 'x'),
        found: await platform.insurer.run(FIND, { id }),
      };
    };
    const expected = await seen(real);
    expect(expected).toMatchObject({ rest: { status: 'PENDING' } });
    for (const subject of Object.values(strangers)) expect(await seen(subject)).toEqual(expected);
  });

  it('a request for somebody unknown is listed, can be cancelled and expires like any other', async () => {
    const ids = [(await request(real)).id, (await request(strangers['an unknown number']!)).id];
    const { recipient } = await platform.insurer.run(
      '{ recipient { consentRequests(first: 2, status: PENDING) { nodes { id } } } }',
    );
    expect(recipient.consentRequests.nodes.map(({ id }: any) => id).sort()).toEqual([...ids].sort());
    for (const id of ids)
      expect((await platform.insurer.run(CANCEL, { id })).cancelConsentRequest).toEqual({
        status: 'CANCELLED',
      });
    const later = [(await request(real)).id, (await request(strangers['an unknown number']!)).id];
    await platform.database.advance(7 * 86_400 + 1);
    for (const id of later)
      expect((await platform.insurer.run(FIND, { id })).consentRequest).toEqual({
        status: 'EXPIRED',
        grant: null,
      });
  });

  it('startAuthentication answers the same for an unknown number, with every method', async () => {
    const start = async (method: string, certNo: string) => {
      const { startAuthentication } = await platform.anonymous.run(START, {
        input: { method, action: 'SIGN_IN', certNo },
      });
      const { id, expiresAt, ...rest } = startAuthentication;
      return { ...rest, idLooks: id.replace(/[0-9a-f]/g, 'x'), expires: typeof expiresAt };
    };
    for (const method of ['SMS', 'SCAN', 'FACE'])
      expect(await start(method, UNKNOWN)).toEqual(await start(method, real.certNo));
  });

  it('a sign-in with another person’s ticket fails in the same way for a known and an unknown number', async () => {
    const COMPLETE =
      'mutation ($input: CompleteAuthenticationInput!) { completeAuthentication(input: $input) { id } }';
    const attempt = async (certNo: string) => {
      const { startAuthentication } = await platform.anonymous.run(START, {
        input: { method: 'FACE', action: 'SIGN_IN', certNo },
      });
      const response = await platform.person(platform.someone()).respond('FACE', startAuthentication.id);
      return platform.anonymous.refusal(COMPLETE, {
        input: { challengeId: startAuthentication.id, response },
      });
    };
    expect(await attempt(UNKNOWN)).toEqual(await attempt(real.certNo));
  });
});
