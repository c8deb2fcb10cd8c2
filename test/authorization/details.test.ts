import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { purposes } from '../../consent/purposes/registry.js';
import { RecipientKey } from '../../examples/clients/recipient-key.js';
import { nobodysCertNo } from '../../examples/clients/staff-client.js';
import { returnAddress } from '../../examples/demo/agreements.js';
import { personItems as items } from '../../schema/catalogue.js';
import { ASK } from '../support/clients/consent.js';
import { RawRedirect } from '../support/clients/raw-redirect.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { scale } from '../support/scale.js';

let platform: Platform;
let raw: RawRedirect;
beforeAll(async () => {
  platform = await startPlatform();
  const { identity } = platform.insurer;
  raw = new RawRedirect(platform.insurer, platform.url, returnAddress(identity), await RecipientKey.create());
});
afterAll(() => platform.stop());

const RIGHT = {
  purpose: 'CLAIM_ELIGIBILITY_CHECK',
  mode: 'LIMITED',
  maxUses: 3,
  validForDays: 30,
  notice: '核验',
};
let asked = 0;

/** With which code each way refuses the same terms; null where it takes them. Nobody has the number that the API names. */
async function bothWays(terms: object): Promise<[string | null, string | null]> {
  asked += 1;
  const subject = { person: { certNo: nobodysCertNo(50_000 + asked), name: '无此人' } };
  const answer = await platform.insurer.send(ASK, { input: { subject, ...terms } });
  const code = (answer.errors[0]?.extensions?.code as string | undefined) ?? null;
  const pushed = await raw.push([{ type: 'assent_consent', ...terms }]);
  if (pushed.status === 201) return [code, null];
  expect(pushed.body.error).toBe('invalid_authorization_details');
  return [code, pushed.body.assent_error];
}

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const item = fc.record({
  item: fc.constantFrom(...items.map(({ code }) => code), 'NO_SUCH_ITEM'),
  delivery: fc.constantFrom('RETURN', 'VERIFY', 'MASKED'),
  required: fc.boolean(),
});
const day = fc.constantFrom('2019-01-01', '2025-06-30', '2026-02-28', '2027-01-01');
const terms = fc.record({
  purpose: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...purposes.map(({ code }) => code)) },
    { weight: 1, arbitrary: fc.constantFrom('NO_SUCH_PURPOSE', 'PREMIUM_SETTING', '') },
  ),
  items: maybe(fc.array(item, { maxLength: 4 })),
  mode: fc.constantFrom('ONE_TIME', 'LIMITED', 'MULTI_USE'),
  maxUses: maybe(fc.constantFrom(0, 1, 2, 3, 12, 1_000)),
  validForDays: fc.constantFrom(-1, 0, 1, 3, 30, 365, 366, 4_000),
  recordsFrom: maybe(day),
  recordsTo: maybe(day),
  reference: maybe(fc.constantFrom('REF-1', 'x'.repeat(201))),
  product: maybe(fc.constantFrom('NO-SUCH-PRODUCT')),
  notice: fc.constantFrom('告知书', '', 'x'.repeat(20_001)),
});

describe('authorization_details', () => {
  it('are taken if and only if requestConsent takes the same, and refused with the same code', async () => {
    await fc.assert(
      fc.asyncProperty(terms, async (one) => {
        const [byApi, byPush] = await bothWays(JSON.parse(JSON.stringify(one)));
        expect({ one, code: byPush }).toEqual({ one, code: byApi });
      }),
      { numRuns: scale(25, 10_000), endOnFailure: true },
    );
  });

  it('are taken as an element with the least that a purpose needs', async () => {
    expect(await bothWays(RIGHT)).toEqual([null, null]);
  });

  it('have one element with known fields of the right form, and nothing is ignored', async () => {
    const element = { type: 'assent_consent', ...RIGHT };
    const wrong: [unknown, string][] = [
      [[], 'authorization_details'],
      [[element, element], 'authorization_details'],
      [[{ ...element, maxUsesPerDay: 3 }], 'maxUsesPerDay'],
      [[{ ...element, validForDays: '30' }], 'validForDays'],
      [[{ ...element, events: ['SETTLEMENT_POSTED'] }], 'events'],
      [[{ ...element, noticeDigest: '0'.repeat(64) }], 'noticeDigest'],
      [[{ ...element, locations: ['https://elsewhere.example/graphql'] }], 'locations'],
    ];
    for (const [details, field] of wrong) {
      const { status, body } = await raw.push(details);
      expect([details, status]).toEqual([details, 400]);
      expect(body).toMatchObject({ assent_error: 'BAD_USER_INPUT', assent_field: field });
    }
  });
});
