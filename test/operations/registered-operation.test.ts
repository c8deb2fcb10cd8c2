import { beforeAll, describe, expect, it } from '@jest/globals';
import { createSchema } from '../../api/graphql/schema.js';
import { analysedApi } from '../../api/http/analysed-api.js';
import { type AnalysedApi, registeredOperation } from '../../consent/operations/registered-operation.js';
import { purposeOf } from '../../consent/purposes/registry.js';

let api: AnalysedApi;
beforeAll(async () => {
  api = analysedApi(await createSchema());
});

const CLAIM = purposeOf('CLAIM_DIRECT_PAY');

const analyse = (document: string, items: readonly string[] | null = null) =>
  registeredOperation(document, { purpose: CLAIM, items }, api);

/** What a reviewer is shown, in short. */
function shown(document: string) {
  const { operation, problem } = analyse(document);
  if (problem) return `${problem.code}${problem.items ? ` ${problem.items.join(' ')}` : ''}`;
  const { reads, filtersBy, compares, switches } = operation;
  return {
    reads: reads.map(({ item }) => item),
    ...(filtersBy.length > 0 && { filtersBy }),
    ...(compares.length > 0 && { compares }),
    ...(switches.length > 0 && {
      switches: Object.fromEntries(switches.map(({ variable, items }) => [variable, items])),
    }),
  };
}

const redeem = (selection: string, variables = '') =>
  `mutation ($input: RedeemGrantInput!${variables}) { redeemGrant(input: $input) { ${selection} } }`;
const settled = (selection: string, args = '') => `person { settlements${args} { nodes { ${selection} } } }`;

describe('what a document can do under any variables', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, string, unknown]>([
    ['an item', redeem(settled('settlementId')), { reads: ['SETL_ID'] }],
    ['an item under an alias that names another', redeem(settled('totalFee: settlementId')), { reads: ['SETL_ID'] }],
    ['__typename, which is no item', redeem(`__typename ${settled('__typename settlementId')}`), { reads: ['SETL_ID'] }],
    ['an item of @include', redeem(settled('settlementId totalFee @include(if: $fee)'), ', $fee: Boolean!'), { reads: ['MEDFEE_SUMAMT', 'SETL_ID'], switches: { fee: ['MEDFEE_SUMAMT'] } }],
    ['an item of @skip', redeem(settled('settlementId totalFee @skip(if: $no)'), ', $no: Boolean!'), { reads: ['MEDFEE_SUMAMT', 'SETL_ID'], switches: { no: ['MEDFEE_SUMAMT'] } }],
    ['@skip and @include on one field', redeem(settled('settlementId totalFee @skip(if: $no) @include(if: $yes)'), ', $no: Boolean!, $yes: Boolean!'), { reads: ['MEDFEE_SUMAMT', 'SETL_ID'], switches: { no: ['MEDFEE_SUMAMT'], yes: ['MEDFEE_SUMAMT'] } }],
    ['@skip and @include of one variable, which never let it be selected', redeem(settled('settlementId totalFee @skip(if: $x) @include(if: $x)'), ', $x: Boolean!'), { reads: ['SETL_ID'], switches: { x: [] } }],
    ['a default, which is one value of many', redeem(settled('settlementId totalFee @include(if: $fee)'), ', $fee: Boolean = false'), { reads: ['MEDFEE_SUMAMT', 'SETL_ID'], switches: { fee: ['MEDFEE_SUMAMT'] } }],
    ['literals of @include and @skip', redeem(settled('settlementId @include(if: true) totalFee @skip(if: true)')), { reads: ['SETL_ID'] }],
    ['a switch that is repeated in other places', redeem(`${settled('settlementId totalFee @include(if: $fee)')} ${settled('totalFee @skip(if: $fee)')}`, ', $fee: Boolean!'), { reads: ['MEDFEE_SUMAMT', 'SETL_ID'], switches: { fee: [] } }],
    ['an item without a switch in one place and with it in another', redeem(settled('settlementId settlementId @include(if: $x)'), ', $x: Boolean!'), { reads: ['SETL_ID'], switches: { x: [] } }],
    ['a switch on a category', redeem(`${settled('settlementId')} person { encounters @include(if: $v) { nodes { encounterId } } }`, ', $v: Boolean!'), { reads: ['MDTRT_ID', 'SETL_ID'], switches: { v: ['MDTRT_ID'] } }],
    ['a switch on the root', 'mutation ($input: RedeemGrantInput!, $go: Boolean!) { redeemGrant(input: $input) @include(if: $go) { person { settlements { nodes { settlementId } } } } }', { reads: ['SETL_ID'], switches: { go: ['SETL_ID'] } }],
    ['a switch on which nothing hangs', redeem(`useNumber @include(if: $n) ${settled('settlementId')}`, ', $n: Boolean!'), { reads: ['SETL_ID'], switches: { n: [] } }],
    ['nested switches on fragments', `${redeem('...D @include(if: $a)', ', $a: Boolean!, $b: Boolean!')} fragment D on Disclosure { person { settlements { nodes { settlementId ... @skip(if: $b) { totalFee ...S @include(if: $b) } } } } } fragment S on Settlement { accountPay }`, { reads: ['MEDFEE_SUMAMT', 'SETL_ID'], switches: { a: ['MEDFEE_SUMAMT', 'SETL_ID'], b: ['MEDFEE_SUMAMT'] } }],
    ['one fragment twice, once with a switch', `${redeem('person { ...P @include(if: $a) ...P }', ', $a: Boolean!')} fragment P on InsuredPerson { settlements { nodes { settlementId } } }`, { reads: ['SETL_ID'], switches: { a: [] } }],
    ['an item that no values reach, because another category would be empty', redeem(`person { settlements { nodes { settlementId @include(if: $a) } } encounters { nodes { encounterId @skip(if: $a) } } }`, ', $a: Boolean!'), 'READS_NOTHING'],
    ['an item that is reached only where another is selected too', redeem(`person { settlements { nodes { settlementId @include(if: $a) } } encounters { nodes { encounterId @include(if: $b) } } }`, ', $a: Boolean!, $b: Boolean!'), { reads: ['MDTRT_ID', 'SETL_ID'], switches: { a: ['SETL_ID'], b: ['MDTRT_ID'] } }],
    ['a filter by variables', redeem(settled('totalFee', '(from: $from, to: $to)'), ', $from: Date, $to: Date'), { reads: ['MEDFEE_SUMAMT'], filtersBy: ['SETL_TIME'] }],
    ['a filter by a literal', redeem(settled('totalFee', '(from: "2026-01-01")')), { reads: ['MEDFEE_SUMAMT'], filtersBy: ['SETL_TIME'] }],
    ['a filter that is always null', redeem(settled('totalFee', '(from: null, first: 5)')), { reads: ['MEDFEE_SUMAMT'] }],
    ['a switch of what records are always filtered by', redeem(settled('settlementId settlementTime @include(if: $t)', '(from: $from)'), ', $t: Boolean!, $from: Date'), { reads: ['SETL_ID', 'SETL_TIME'], filtersBy: ['SETL_TIME'], switches: { t: ['SETL_TIME'] } }],
    ['a size of page by a variable', redeem(settled('totalFee', '(first: $n)'), ', $n: Int'), { reads: ['MEDFEE_SUMAMT'] }],
    ['a comparison whose value is a variable', redeem('verify(assertions: [{ item: "SETL_ID", equals: $id }]) { match }', ', $id: String'), { reads: [], compares: ['SETL_ID'] }],
    ['a comparison that GraphQL takes for a list of one', redeem('verify(assertions: { item: "SETL_ID", equals: "1" }) { match }'), { reads: [], compares: ['SETL_ID'] }],
    ['comparisons under two switches', redeem('a: verify(assertions: [{ item: "SETL_ID", equals: "1" }]) @include(if: $a) { match } b: verify(assertions: [{ item: "SETL_ID", equals: "2" }]) @skip(if: $a) { match }', ', $a: Boolean!'), { reads: [], compares: ['SETL_ID'], switches: { a: [] } }],
    ['one item compared twice', redeem('a: verify(assertions: [{ item: "SETL_ID", equals: "1" }]) { match } b: verify(assertions: [{ item: "SETL_ID", equals: "2" }]) { match }'), 'READS_NOTHING'],
    ['a further page', 'query ($id: ID!, $after: String) { disclosure(id: $id) { person { settlements(after: $after) { nodes { settlementId } pageInfo { endCursor } } } } }', { reads: ['SETL_ID'] }],
    ['what asks and lists, which reads no item', 'mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { id status } }', { reads: [] }],
    ['a list of one’s own with a Boolean', 'query ($all: Boolean!) { recipient { code grants(first: 10) @include(if: $all) { nodes { id status } } } }', { reads: [], switches: { all: [] } }],
  ])('is told exactly: %s', (_what, document, expected) => {
    expect(shown(document)).toEqual(expected);
  });

  it('tells what is beyond the minimum of the purpose, whether it is read, compared or filtered by', () => {
    const { operation } = analyse(
      redeem(
        `${settled('settlementId')} person { expenseLines(from: $from) { nodes { lineAmount @include(if: $x) catalogName } } }
         verify(assertions: [{ item: "HILIST_CODE", equals: "1" }, { item: "PSN_NAME", equals: "1" }]) { match }`,
        ', $x: Boolean!, $from: Date',
      ),
    );
    expect(operation?.beyondMinimum).toEqual([
      'DET_ITEM_FEE_SUMAMT',
      'FEE_OCUR_TIME',
      'HILIST_CODE',
      'HILIST_NAME',
    ]);
  });

  // biome-ignore format: a table is read by its rows
  it.each<[string, string, string]>([
    ['what is no GraphQL', 'mutation {', 'INVALID'],
    ['no text', '', 'INVALID'],
    ['a field that is not in the schema', redeem('person { nobody }'), 'INVALID'],
    ['a fragment that spreads itself', `${redeem('...D')} fragment D on Disclosure { ...D }`, 'INVALID'],
    ['fragments alone', 'fragment D on Disclosure { id }', 'INVALID'],
    ['two operations', 'query A { recipient { code } } query B { recipient { code } }', 'NOT_ONE_OPERATION'],
    ['more than fits a request', redeem(settled(Array.from({ length: 4_001 }, (_, n) => `f${n}: settlementId`).join(' '))), 'TOO_EXPENSIVE'],
    ['two changes at once', 'mutation ($input: RedeemGrantInput!) { a: redeemGrant(input: $input) { id } b: redeemGrant(input: $input) { id } }', 'TOO_EXPENSIVE'],
    ['introspection', '{ __schema { types { name } } }', 'INTROSPECTION'],
    ['introspection beside what is open', '{ recipient { code } __type(name: "Grant") { name } }', 'INTROSPECTION'],
    ['a field of people', '{ me { person { basicIdentity { personName } } } }', 'FIELD_NOT_OPEN'],
    ['a field of people that is skipped', '{ recipient { code } me @skip(if: true) { counts { active } } }', 'FIELD_NOT_OPEN'],
    ['data in a list of past disclosures', '{ recipient { disclosures { nodes { person { settlements { nodes { settlementId } } } } } } }', 'DATA_ELSEWHERE'],
    ['data of other disclosures of the grant', redeem(`${settled('settlementId')} grant { disclosures { nodes { verify(assertions: []) { match } } } }`), 'DATA_ELSEWHERE'],
    ['assertions by a variable', redeem('verify(assertions: $these) { match }', ', $these: [ItemAssertion!]!'), 'VARIABLE_CHOOSES_ITEMS'],
    ['one assertion by a variable', redeem('verify(assertions: [$this]) { match }', ', $this: ItemAssertion!'), 'VARIABLE_CHOOSES_ITEMS'],
    ['the item of an assertion by a variable', redeem('verify(assertions: [{ item: $item, equals: "1" }]) { match }', ', $item: ID!'), 'VARIABLE_CHOOSES_ITEMS'],
    ['an assertion that asserts nothing', redeem('verify(assertions: [{ item: "SETL_ID" }]) { match }'), 'BAD_ARGUMENT'],
    ['an assertion about nothing', redeem('verify(assertions: [{ item: "NOBODY", equals: "1" }]) { match }'), 'BAD_ARGUMENT'],
    ['an item twice in one comparison', redeem('verify(assertions: [{ item: "SETL_ID", equals: "1" }, { item: "SETL_ID", equals: "2" }]) { match }'), 'BAD_ARGUMENT'],
    ['a period that ends before it begins', redeem(settled('totalFee', '(from: "2026-02-01", to: "2026-01-01")')), 'BAD_ARGUMENT'],
    ['a page of no size', redeem(settled('totalFee', '(first: 0)')), 'BAD_ARGUMENT'],
    ['a comparison of a past disclosure', 'query ($id: ID!) { disclosure(id: $id) { verify(assertions: [{ item: "SETL_ID", equals: "1" }]) { match } } }', 'BAD_ARGUMENT'],
    ['a redemption without an item', redeem('useNumber'), 'READS_NOTHING'],
    ['a redemption that counts records alone', redeem('person { settlements { pageInfo { hasNextPage } } }'), 'READS_NOTHING'],
    ['an item outside the purpose', redeem('person { contact { mobile } }'), 'ITEM_NOT_ALLOWED MOB'],
    ['an item outside the purpose behind a switch', redeem(`${settled('settlementId')} person { contact @include(if: $m) { mobile } }`, ', $m: Boolean!'), 'ITEM_NOT_ALLOWED MOB'],
    ['a comparison outside the purpose', redeem('verify(assertions: [{ item: "MOB", equals: $m }]) { match }', ', $m: String'), 'ITEM_NOT_ALLOWED MOB'],
    ['a provider’s item for a purpose about people', redeem('provider { bank { bankAccount } }'), 'ITEM_NOT_ALLOWED PROVIDER:BANK.BANKACCT'],
  ])('is not registered: %s', (_what, document, code) => {
    expect(shown(document)).toEqual(code);
  });
});
