import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REFUSALS } from '../../consent/kernel/refusal.js';
import type { GraphqlClient } from '../../examples/clients/graphql-client.js';
import { ENROLLED, freshKey, newGrant } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const lives = async () => expect((await fetch(`${platform.url}/healthz`)).status).toBe(200);

/** Every place of the API where a client writes a text, with one text in it. */
const TEXTS: [
  where: string,
  who: 'PERSON' | 'RECIPIENT',
  query: (text: string) => [string, Record<string, unknown>],
][] = (() => {
  const input =
    (mutation: string, type: string, result: string) =>
    (value: object): [string, Record<string, unknown>] => [
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${result} } }`,
      { input: value },
    ];
  const request = (more: object) =>
    input(
      'requestConsent',
      'RequestConsentInput',
      'id reference notice',
    )({
      subject: { person: { certNo: '379900199001010019', name: '某某' } },
      purpose: 'CLAIM_ELIGIBILITY_CHECK',
      mode: 'LIMITED',
      maxUses: 2,
      validForDays: 3,
      notice: '核验',
      ...more,
    });
  const approve = (more: object) =>
    input(
      'approveConsentRequest',
      'ApproveConsentRequestInput',
      'id',
    )({ id: 'x', authentication: 'x', ...more });
  const redeem = (more: object) =>
    input('redeemGrant', 'RedeemGrantInput', 'id person { enrolments { nodes { insuranceType } } }')(more);
  const byId =
    (operation: string, result = '{ id }') =>
    (id: string): [string, Record<string, unknown>] => [
      `${operation.startsWith('query') ? 'query' : 'mutation'} ($id: ID!) { ${operation.replace('query ', '')}(id: $id) ${result} }`,
      { id },
    ];
  const text =
    (query: string) =>
    (value: string): [string, Record<string, unknown>] => [query, { text: value }];
  return [
    [
      'requestConsent subject.person.certNo',
      'RECIPIENT',
      (certNo) => request({ subject: { person: { certNo, name: '某某' } } }),
    ],
    [
      'requestConsent subject.person.name',
      'RECIPIENT',
      (name) => request({ subject: { person: { certNo: '379900199001010019', name } } }),
    ],
    [
      'requestConsent subject.provider.code',
      'RECIPIENT',
      (code) => request({ subject: { provider: { code } } }),
    ],
    ['requestConsent purpose', 'RECIPIENT', (purpose) => request({ purpose })],
    ['requestConsent items.item', 'RECIPIENT', (item) => request({ items: [{ item }] })],
    ['requestConsent reference', 'RECIPIENT', (reference) => request({ reference })],
    ['requestConsent notice', 'RECIPIENT', (notice) => request({ notice })],
    ['requestConsent recordsFrom', 'RECIPIENT', (recordsFrom) => request({ recordsFrom })],
    ['cancelConsentRequest id', 'RECIPIENT', byId('cancelConsentRequest')],
    ['redeemGrant grantId', 'RECIPIENT', (grantId) => redeem({ grantId, idempotencyKey: 'key' })],
    [
      'redeemGrant idempotencyKey',
      'RECIPIENT',
      (idempotencyKey) => redeem({ grantId: '019a0000-0000-7000-8000-000000000000', idempotencyKey }),
    ],
    [
      'verify item and equals',
      'RECIPIENT',
      (value) => [
        'mutation ($input: RedeemGrantInput!, $of: [ItemAssertion!]!) { redeemGrant(input: $input) { verify(assertions: $of) { match } } }',
        {
          input: { grantId: '019a0000-0000-7000-8000-000000000000', idempotencyKey: 'key' },
          of: [{ item: value, equals: value }],
        },
      ],
    ],
    ['query disclosure id', 'RECIPIENT', byId('query disclosure')],
    ['query grant id', 'RECIPIENT', byId('query grant')],
    ['query consentRequest id', 'RECIPIENT', byId('query consentRequest')],
    [
      'recipient.grants after',
      'RECIPIENT',
      text('query ($text: String) { recipient { grants(after: $text) { nodes { id } } } }'),
    ],
    ['query grant id of a person', 'PERSON', byId('query grant')],
    ['query consentRequest id of a person', 'PERSON', byId('query consentRequest')],
    ['query disclosure id of a person', 'PERSON', byId('query disclosure')],
    ['denyConsentRequest id', 'PERSON', byId('denyConsentRequest')],
    [
      'denyConsentRequest reason',
      'PERSON',
      (reason) => [
        'mutation ($reason: String) { denyConsentRequest(id: "x", reason: $reason) { id } }',
        { reason },
      ],
    ],
    ['revokeGrant id', 'PERSON', byId('revokeGrant')],
    ['approveConsentRequest id', 'PERSON', (id) => approve({ id })],
    ['approveConsentRequest items', 'PERSON', (item) => approve({ items: [item] })],
    ['approveConsentRequest authentication', 'PERSON', (authentication) => approve({ authentication })],
    ['approveConsentRequest validUntil', 'PERSON', (validUntil) => approve({ validUntil })],
    [
      'startAuthentication certNo',
      'PERSON',
      (certNo) =>
        input(
          'startAuthentication',
          'StartAuthenticationInput',
          'id',
        )({ method: 'SCAN', action: 'SIGN_IN', certNo }),
    ],
    [
      'startAuthentication target',
      'PERSON',
      (target) =>
        input(
          'startAuthentication',
          'StartAuthenticationInput',
          'id',
        )({ method: 'SCAN', action: 'VIEW', target }),
    ],
    [
      'completeAuthentication challengeId',
      'PERSON',
      (challengeId) =>
        input('completeAuthentication', 'CompleteAuthenticationInput', 'id')({ challengeId, response: 'x' }),
    ],
    [
      'completeAuthentication response',
      'PERSON',
      (response) =>
        input(
          'completeAuthentication',
          'CompleteAuthenticationInput',
          'id',
        )({ challengeId: '019a0000-0000-4000-8000-000000000000', response }),
    ],
    [
      'me.consentRequests after',
      'PERSON',
      text('query ($text: String) { me { consentRequests(after: $text) { nodes { id } } } }'),
    ],
    [
      'settlements after',
      'PERSON',
      text('query ($text: String) { me { person { settlements(after: $text) { nodes { totalFee } } } } }'),
    ],
    [
      'settlements from',
      'PERSON',
      text('query ($text: Date) { me { person { settlements(from: $text) { nodes { totalFee } } } } }'),
    ],
  ];
})();

const NASTY: [what: string, text: string][] = [
  ['an emoji', '🙈🏥'],
  ['NUL', 'a\0b'],
  ['half a character', '\ud800'],
  ['nothing', ''],
  ['white space', ' \t\n'],
  ['100,000 characters', '长'.repeat(60_000)],
  ['SQL', "'; DROP TABLE assent.person; --"],
  ['no UUID', '019a0000-0000-7000-8000-00000000000g'],
  ['a path', '../../etc/passwd'],
  ['__proto__', '__proto__'],
];

describe('a text', () => {
  let clients: { PERSON: GraphqlClient; RECIPIENT: GraphqlClient };
  beforeAll(async () => {
    clients = { PERSON: await platform.person(platform.someone()).signIn(), RECIPIENT: platform.insurer };
  });

  it.each(TEXTS)(
    'in %s may be anything and is taken, refused by the list, or found nowhere; never our failure',
    async (_where, who, query) => {
      const outcomes: Record<string, unknown> = {};
      for (const [what, text] of NASTY) {
        const { errors, data } = await clients[who].send(...query(text));
        outcomes[what] = errors[0]?.extensions.code ?? (data ? 'answered' : 'nothing');
      }
      const ours = Object.entries(outcomes).filter(
        ([, code]) => code === 'UNAVAILABLE' || !(code === 'answered' || String(code) in REFUSALS),
      );
      expect(ours).toEqual([]);
      await lives();
    },
  );

  it.each(['grant', 'consentRequest', 'disclosure'])(
    'that is no id finds no %s, and an id finds it however it is written',
    async (what) => {
      const { grant, request } = await newGrant(platform);
      const { data } = await platform.insurer.redeem(grant.id, freshKey(), ENROLLED);
      const id = { grant: grant.id, consentRequest: request.id, disclosure: data.redeemGrant.id }[what]!;
      const find = async (id: string) =>
        (await platform.insurer.run(`query ($id: ID!) { ${what}(id: $id) { id } }`, { id }))[what];
      expect(await find('no id')).toBeNull();
      expect(await find(id)).toEqual({ id });
      expect(await find(id.toUpperCase())).toEqual({ id });
    },
  );

  it('with emoji is stored unchanged', async () => {
    const { requestConsent } = await clients.RECIPIENT.run(
      ...TEXTS.find(([where]) => where === 'requestConsent reference')![2]('保单 🏥 № 1'),
    );
    expect(requestConsent.reference).toBe('保单 🏥 № 1');
  });
});
