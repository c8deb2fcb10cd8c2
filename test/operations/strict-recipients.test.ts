import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyAgreements } from '../../api/cli/command/apply-agreements.js';
import type { AgreementFile } from '../../consent/recipients/agreement-file.js';
import { documentId } from '../../consent/recipients/registered-documents.js';
import type { Answer } from '../../examples/clients/graphql-client.js';
import { fullAgreement } from '../../examples/demo/agreements.js';
import { freshKey } from '../support/clients/consent.js';
import { codeOf, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { faultsOf } from '../support/platform/seals.js';

const BILLS = `mutation Bills($input: RedeemGrantInput!, $fees: Boolean!, $from: Date) {
  redeemGrant(input: $input) {
    id
    items { item { code } }
    person { settlements(from: $from) { nodes { settlementId totalFee @include(if: $fees) } } }
  }
}`;
const PAGE = `query Page($id: ID!) { disclosure(id: $id) { person { settlements { nodes { settlementId } } } } }`;
const INSURED = `mutation Insured($input: RedeemGrantInput!) {
  redeemGrant(input: $input) { items { item { code } } person { enrolments { nodes { insuredStatus } } } }
}`;
const ASK = `mutation Ask($input: RequestConsentInput!) { requestConsent(input: $input) { id status } }`;
const MINE = `query Mine { recipient { agreement { version strict purposes { purpose { code } operations {
  id name document cost reads { item { code } delivery } filtersBy { code } compares { code } switches { variable items { code } }
} } } } }`;
const HUGE = `{ ${'a'.repeat(200_000)} }`;

let platform: Platform;
let claim: string;
let check: string;

type Purposes = AgreementFile['purposes'];
type Documents = Readonly<Record<string, readonly { name: string; document: string }[]>>;

function purposesWith(documents: Documents): Purposes {
  const { purposes } = fullAgreement(platform.insurer.identity, {});
  return purposes.map((one) => ({ ...one, operations: [...(documents[one.code] ?? [])] }));
}

const apply = (documents: Documents, strict = true) => {
  const { identity, key } = platform.insurer;
  const file = fullAgreement(identity, { ...key.registeredJwk });
  return applyAgreements(platform.database.ownerUrl, platform.database.varDir, [
    { ...file, purposes: purposesWith(documents), strict },
  ]);
};

const ALL: Documents = {
  CLAIM_DIRECT_PAY: [
    { name: '账单', document: BILLS },
    { name: '续页', document: PAGE },
    { name: '申请', document: ASK },
    { name: '协议', document: MINE },
  ],
  CLAIM_ELIGIBILITY_CHECK: [{ name: '参保', document: INSURED }],
};

const raw = (body: object): Promise<Answer> => platform.insurer.sendRaw(JSON.stringify(body));
const byId = (document: string, variables: Record<string, unknown> = {}) =>
  platform.insurer.runRegistered(document, variables);
const use = (grantId: string) => ({ grantId, idempotencyKey: freshKey() });
const bills = (fees: boolean, grantId = claim) => byId(BILLS, { input: use(grantId), fees });
const codes = ({ data }: Answer) => data.redeemGrant.items.map(({ item }: any) => item.code).sort();

beforeAll(async () => {
  platform = await startPlatform();
  const asks = { mode: 'LIMITED', maxUses: 5 } as const;
  const { id, owner } = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', ...asks, maxUses: 12 } });
  claim = id;
  check = (await give(platform, { asks: { purpose: 'CLAIM_ELIGIBILITY_CHECK', ...asks }, by: owner })).id;
  await apply(ALL);
});
afterAll(() => platform.stop());

describe('a recipient that runs registered documents only', () => {
  it('runs them by their ids, as they are and with the prefix of GraphQL over HTTP, and reads what was shown', async () => {
    expect(codes(await bills(false))).toEqual(['SETL_ID']);
    expect(codes(await bills(true))).toEqual(['MEDFEE_SUMAMT', 'SETL_ID']);
    const prefixed = {
      documentId: `sha256:${documentId(BILLS)}`,
      variables: { input: use(claim), fees: false },
    };
    const { data } = await raw(prefixed);
    const page = await byId(PAGE, { id: data.redeemGrant.id });
    expect(page.data.disclosure.person.settlements.nodes.length).toBeGreaterThan(0);
  });

  it('may send the whole text of one, which is the same document', async () => {
    const { data } = await raw({ query: BILLS, variables: { input: use(claim), fees: false } });
    expect(data.redeemGrant.items).toHaveLength(1);
  });

  // biome-ignore format: a table is read by its rows
  it.each<[string, object]>([
    ['one that is not registered', { query: '{ recipient { code } }' }],
    ['one that differs by a space', { query: `${BILLS} `, variables: {} }],
    ['one that is no GraphQL', { query: '{{{' }],
    ['one that is huge', { query: HUGE }],
    ['what is public', { query: '{ catalogue { version } }' }],
    ['introspection', { query: '{ __schema { types { name } } }' }],
    ['__typename alone', { query: '{ __typename }' }],
    ['an id that nothing has', { documentId: '0'.repeat(64) }],
    ['an id that is no digest', { documentId: '../etc/passwd' }],
    ['an id of another type', { documentId: 7 }],
    ['the id in capitals', { documentId: documentId(BILLS).toUpperCase() }],
    ['a document behind an automatically persisted one', { extensions: { persistedQuery: { version: 1, sha256Hash: documentId(BILLS) } } }],
  ])('is refused alike, and nothing is parsed: %s', async (_what, body) => {
    const { status, errors } = await raw(body);
    expect([status, errors.map(({ extensions }) => extensions)]).toEqual([
      403,
      [{ code: 'OPERATION_NOT_REGISTERED' }],
    ]);
  });

  it('is refused a document beside the id of another', async () => {
    const { errors } = await raw({ documentId: documentId(BILLS), query: '{ recipient { code } }' });
    expect(errors[0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'documentId' });
  });

  it('uses a document for the purpose for which it is registered and for no other', async () => {
    expect(codeOf(await bills(true, check))).toBe('OPERATION_NOT_REGISTERED');
    expect(codeOf(await byId(INSURED, { input: use(claim) }))).toBe('OPERATION_NOT_REGISTERED');
    expect(codes(await byId(INSURED, { input: use(check) }))).toEqual(['PSN_INSU_STAS']);
  });

  it('is seen in its agreement, with all that each document can do', async () => {
    const { purposes, strict } = (await byId(MINE)).data.recipient.agreement;
    const { operations } = purposes.find(({ purpose }: any) => purpose.code === 'CLAIM_DIRECT_PAY');
    expect(strict).toBe(true);
    expect(operations.map(({ id, name }: any) => [id, name])).toEqual(
      ALL.CLAIM_DIRECT_PAY!.map(({ name, document }) => [documentId(document), name]),
    );
    expect(operations[0]).toMatchObject({
      document: BILLS,
      reads: [
        { item: { code: 'MEDFEE_SUMAMT' }, delivery: 'RETURN' },
        { item: { code: 'SETL_ID' }, delivery: 'RETURN' },
      ],
      filtersBy: [{ code: 'SETL_TIME' }],
      compares: [],
      switches: [{ variable: 'fees', items: [{ code: 'MEDFEE_SUMAMT' }] }],
    });
    expect(operations[0].cost).toBeGreaterThan(50);
  });

  it('loses a document at once when the agreement no longer names it: for a use, for a page and for a list', async () => {
    const { data } = await bills(false);
    await apply({ ...ALL, CLAIM_DIRECT_PAY: [{ name: '申请', document: ASK }] });
    expect(codeOf(await bills(false))).toBe('OPERATION_NOT_REGISTERED');
    expect(codeOf(await byId(PAGE, { id: data.redeemGrant.id }))).toBe('OPERATION_NOT_REGISTERED');
    expect(codeOf(await byId(MINE))).toBe('OPERATION_NOT_REGISTERED');
    await apply(ALL);
    expect(codes(await bills(false))).toEqual(['SETL_ID']);
  });

  it('leaves its retired documents where versions of the agreement name them, and the database finds no fault', async () => {
    const { code } = platform.insurer.identity;
    const [newest, before] = await platform.database.sql(
      'SELECT purposes FROM assent.agreement_version WHERE recipient_code = $1 ORDER BY version DESC LIMIT 2',
      [code],
    );
    const idsOf = (row: any) =>
      row.purposes.flatMap(({ operations = [] }: any) => operations.map(({ id }: any) => id));
    expect([idsOf(newest), idsOf(before)].map(({ length }) => length)).toEqual([5, 2]);
    expect(await faultsOf(platform.database)).toEqual([]);
    for (const statement of [
      "UPDATE assent.registered_document SET document = '{ recipient { code } }'",
      'DELETE FROM assent.registered_document',
    ])
      await expect(platform.database.sql(statement)).rejects.toThrow(/may not change so/);
    await expect(
      platform.database.sql('INSERT INTO assent.registered_document VALUES ($1, $2)', [
        '0'.repeat(64),
        '{ a }',
      ]),
    ).rejects.toThrow(/id_is_the_digest/);
  });
});

describe('a recipient that is free', () => {
  it('sends any document, and by an id those that are registered', async () => {
    await apply(ALL, false);
    expect((await raw({ query: '{ recipient { code } }' })).data.recipient.code).toBe('INS-ANXIN');
    expect(codes(await bills(true))).toEqual(['MEDFEE_SUMAMT', 'SETL_ID']);
    expect(codeOf(await byId(INSURED, { input: use(claim) }))).toBe('OPERATION_NOT_REGISTERED');
    expect(codeOf(await raw({ documentId: '0'.repeat(64) }))).toBe('OPERATION_NOT_REGISTERED');
  });

  it('is bound at once when its agreement becomes strict', async () => {
    await apply(ALL, true);
    expect(codeOf(await raw({ query: '{ recipient { code } }' }))).toBe('OPERATION_NOT_REGISTERED');
    const whole = `${BILLS} `;
    expect(codeOf(await raw({ query: whole, variables: { input: use(claim), fees: true } }))).toBe(
      'OPERATION_NOT_REGISTERED',
    );
  });
});

describe('whoever is no recipient', () => {
  it('has no registered documents', async () => {
    const body = JSON.stringify({ documentId: documentId(MINE) });
    const response = await fetch(`${platform.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(((await response.json()) as any).errors[0].extensions.code).toBe('OPERATION_NOT_REGISTERED');
  });
});

describe('an agreement file', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, string, RegExp]>([
    ['items that a variable chooses', 'mutation ($input: RedeemGrantInput!, $a: [ItemAssertion!]!) { redeemGrant(input: $input) { verify(assertions: $a) { match } } }', /purposes\[\d\]\.operations\[0\] \(x\): VARIABLE_CHOOSES_ITEMS: /],
    ['an item that the agreement does not give', 'mutation ($input: RedeemGrantInput!) { redeemGrant(input: $input) { person { contact { mobile } } } }', /ITEM_NOT_ALLOWED: .*MOB/],
    ['several operations', 'query A { recipient { code } } query B { recipient { code } }', /NOT_ONE_OPERATION/],
  ])('with %s is refused', async (_what, document, message) => {
    await expect(apply({ CLAIM_DIRECT_PAY: [{ name: 'x', document }] })).rejects.toThrow(message);
  });
});
