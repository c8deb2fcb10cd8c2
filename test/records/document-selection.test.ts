import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { personItems } from '../../schema/catalogue.js';
import { copies, expectAuditEqualsUsed, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

/** All of these are granted in clear, so the items of the disclosure are those that the document selects. */
const GRANTED = [
  'PSN_NAME',
  'GEND',
  'BALC',
  'SETL_ID',
  'SETL_TIME',
  'MEDFEE_SUMAMT',
  'MDTRT_ID',
  'DIAG_CODE',
  'INSUTYPE',
];

let platform: Platform;
let grant: string;
beforeAll(async () => {
  platform = await startPlatform();
  const { id } = await give(platform, {
    asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 },
  });
  const items = GRANTED.map((item) => ({ item, delivery: 'RETURN', required: true }));
  [grant] = (await copies(platform.database, id, 1, { items, max_uses: 100_000 })) as [string];
});
afterEach(() => expectAuditEqualsUsed(platform.database));
afterAll(() => platform.stop());

let key = 0;

/** Sends a whole document that contains `redeemGrant(input: $input)`. */
async function send(query: string, variables: Record<string, unknown> = {}, operationName?: string) {
  key += 1;
  const input = { grantId: grant, idempotencyKey: `key ${key}` };
  return platform.insurer.sendRaw(
    JSON.stringify({ query, variables: { input, ...variables }, operationName }),
  );
}

/** The items that were disclosed to a document, or the code of its refusal with the items it names. */
async function outcome(query: string, variables: Record<string, unknown> = {}, operationName?: string) {
  const { data, errors } = await send(query, variables, operationName);
  if (errors.length > 0)
    return errors.map(({ extensions: { code, items } }) => [code, ...((items as string[]) ?? [])].join(' '));
  return itemsOf(data.redeemGrant);
}

const itemsOf = (disclosure: { items: { item: { code: string } }[] }) =>
  disclosure.items.map(({ item }) => item.code).sort();

const redeem = (selection: string, more = '') =>
  `mutation Redeem($input: RedeemGrantInput!${more}) { redeemGrant(input: $input) { items { item { code } } ${selection} } }`;

const NAME = 'basicIdentity { personName }';

describe('R-08: the items of a document', () => {
  // biome-ignore format: a table is read by its rows
  it.each<[string, string, Record<string, unknown>, string[]]>([
    ['a field', redeem(`person { ${NAME} }`), {}, ['PSN_NAME']],
    ['fields of several categories', redeem(`person { ${NAME} personalAccount { balance } settlements { nodes { totalFee } } }`), {}, ['BALC', 'MEDFEE_SUMAMT', 'PSN_NAME']],
    ['an alias of an item', redeem('person { basicIdentity { gender: personName } }'), {}, ['PSN_NAME']],
    ['an alias of a category', redeem('person { contact: basicIdentity { personName } }'), {}, ['PSN_NAME']],
    ['aliases of the person', redeem(`a: person { ${NAME} } b: person { basicIdentity { gender } }`), {}, ['GEND', 'PSN_NAME']],
    ['two pages of one list under aliases', redeem('person { a: settlements(first: 1) { nodes { settlementId } } b: settlements(first: 2) { nodes { totalFee } } }'), {}, ['MEDFEE_SUMAMT', 'SETL_ID']],
    ['a field written twice', redeem(`person { ${NAME} ${NAME} }`), {}, ['PSN_NAME']],
    ['one category in two parts', redeem(`person { ${NAME} basicIdentity { gender } }`), {}, ['GEND', 'PSN_NAME']],
    ['one person in two parts', redeem(`person { ${NAME} } person { basicIdentity { gender } }`), {}, ['GEND', 'PSN_NAME']],
    ['an inline fragment', redeem(`person { ... on InsuredPerson { ${NAME} } }`), {}, ['PSN_NAME']],
    ['an inline fragment without a type', redeem(`... { person { ... { ${NAME} } } }`), {}, ['PSN_NAME']],
    ['a fragment', `${redeem('person { ...P }')} fragment P on InsuredPerson { ${NAME} }`, {}, ['PSN_NAME']],
    ['a fragment in a fragment in a fragment', `${redeem('...D')} fragment D on Disclosure { person { ...P } } fragment P on InsuredPerson { ... on InsuredPerson { basicIdentity { ...B } } } fragment B on BasicIdentity { personName }`, {}, ['PSN_NAME']],
    ['one fragment spread twice', `${redeem('a: person { ...P } b: person { ...P }')} fragment P on InsuredPerson { ${NAME} }`, {}, ['PSN_NAME']],
    ['fragments at the connection and its nodes', `${redeem('person { settlements { ...C } }')} fragment C on SettlementConnection { nodes { ...S } pageInfo { hasNextPage } } fragment S on Settlement { totalFee }`, {}, ['MEDFEE_SUMAMT']],
    ['nodes in two parts', redeem('person { settlements { nodes { totalFee } n: nodes { settlementId } } }'), {}, ['MEDFEE_SUMAMT', 'SETL_ID']],
    ['__typename beside an item', redeem(`__typename person { __typename basicIdentity { __typename personName } }`), {}, ['PSN_NAME']],
    ['@include that is true', redeem('person { basicIdentity { personName gender @include(if: $yes) } }', ', $yes: Boolean!'), { yes: true }, ['GEND', 'PSN_NAME']],
    ['@include that is false', redeem('person { basicIdentity { personName certNo @include(if: $yes) } }', ', $yes: Boolean!'), { yes: false }, ['PSN_NAME']],
    ['@skip that is true', redeem('person { basicIdentity { personName } contact @skip(if: $yes) { mobile } }', ', $yes: Boolean!'), { yes: true }, ['PSN_NAME']],
    ['@skip that is false', redeem('person { basicIdentity { personName gender @skip(if: $yes) } }', ', $yes: Boolean!'), { yes: false }, ['GEND', 'PSN_NAME']],
    ['@skip of a fragment', `${redeem(`person { ${NAME} ...P @skip(if: true) }`)} fragment P on InsuredPerson { contact { mobile } }`, {}, ['PSN_NAME']],
    ['@include by a variable’s default', redeem('person { basicIdentity { personName certNo @include(if: $yes) } }', ', $yes: Boolean = false'), {}, ['PSN_NAME']],
    ['@skip and @include both: shown only if neither hides it', redeem('person { basicIdentity { personName gender @skip(if: false) @include(if: false) } }'), {}, ['PSN_NAME']],
    ['a field hidden in one place and shown in another', redeem(`person { basicIdentity @skip(if: true) { certNo } ${NAME} }`), {}, ['PSN_NAME']],
    ['a filter', redeem('person { settlements(from: $day) { nodes { totalFee } } }', ', $day: Date'), { day: '2026-01-01' }, ['MEDFEE_SUMAMT', 'SETL_TIME']],
    ['a filter that is null', redeem('person { settlements(from: $day) { nodes { totalFee } } }', ', $day: Date'), { day: null }, ['MEDFEE_SUMAMT']],
    ['a comparison', redeem('verify(assertions: [{ item: "BALC", atLeast: "1" }]) { match }'), {}, ['BALC']],
    ['a comparison by variables', redeem('verify(assertions: $these) { match }', ', $these: [ItemAssertion!]!'), { these: [{ item: 'BALC', atLeast: '1' }, { item: 'GEND', equals: '1' }] }, ['BALC', 'GEND']],
    ['a comparison in a fragment, under an alias', `${redeem(`person { ${NAME} } ...V`)} fragment V on Disclosure { ... on Disclosure { check: verify(assertions: [{ item: "BALC", atLeast: "1" }]) { match } } }`, {}, ['BALC', 'PSN_NAME']],
    ['a comparison that is skipped', redeem(`person { ${NAME} } verify(assertions: [{ item: "MOB", equals: "1" }]) @skip(if: true) { match }`), {}, ['PSN_NAME']],
  ])('are exactly those that it shows: %s', async (_what, query, variables, items) => {
    expect(await outcome(query, variables)).toEqual(items);
  });

  // biome-ignore format: a table is read by its rows
  it.each<[string, string, Record<string, unknown>, string]>([
    ['an alias that sounds granted', redeem('person { basicIdentity { personName: certNo } }'), {}, 'ITEM_NOT_GRANTED CERTNO'],
    ['behind a fragment in a fragment', `${redeem(`person { ${NAME} ...P }`)} fragment P on InsuredPerson { ...Q } fragment Q on InsuredPerson { contact { mobile } }`, {}, 'ITEM_NOT_GRANTED MOB'],
    ['in the second alias of the person', redeem(`person { ${NAME} } other: person { contact { mobile } }`), {}, 'ITEM_NOT_GRANTED MOB'],
    ['in the second part of one category', redeem(`person { ${NAME} } person { basicIdentity { certNo } }`), {}, 'ITEM_NOT_GRANTED CERTNO'],
    ['in nodes under an alias', redeem('person { settlements { nodes { totalFee } n: nodes { accountPay } } }'), {}, 'ITEM_NOT_GRANTED ACCT_PAY'],
    ['where @include is true', redeem('person { basicIdentity { personName certNo @include(if: $yes) } }', ', $yes: Boolean!'), { yes: true }, 'ITEM_NOT_GRANTED CERTNO'],
    ['where @include is true by default', redeem('person { basicIdentity { personName certNo @include(if: $yes) } }', ', $yes: Boolean = true'), {}, 'ITEM_NOT_GRANTED CERTNO'],
    ['skipped in one place and shown in another', redeem(`person { contact @skip(if: true) { mobile } ${NAME} ... { contact { mobile } } }`), {}, 'ITEM_NOT_GRANTED MOB'],
    ['compared by variables', redeem('verify(assertions: $these) { match }', ', $these: [ItemAssertion!]!'), { these: [{ item: 'BALC', atLeast: '1' }, { item: 'MOB', equals: '1' }] }, 'ITEM_NOT_GRANTED MOB'],
    ['an empty person', redeem('person { __typename }'), {}, 'NOTHING_SELECTED'],
    ['no person', redeem('useNumber'), {}, 'NOTHING_SELECTED'],
    ['a person that is skipped', redeem(`person @skip(if: true) { ${NAME} }`), {}, 'NOTHING_SELECTED'],
    ['a category of names of types', redeem('person { basicIdentity { __typename } }'), {}, 'NOTHING_SELECTED'],
    ['pageInfo alone, which would tell how many there are', redeem('person { settlements { pageInfo { hasNextPage endCursor } } }'), {}, 'NOTHING_SELECTED'],
    ['pageInfo alone beside an item', redeem(`person { ${NAME} settlements { pageInfo { hasNextPage } } }`), {}, 'NOTHING_SELECTED'],
    ['empty nodes, which would tell how many there are', redeem(`person { ${NAME} settlements { nodes { __typename } } }`), {}, 'NOTHING_SELECTED'],
    ['nodes whose only item is skipped', redeem(`person { ${NAME} settlements { nodes { __typename totalFee @skip(if: true) } } }`), {}, 'NOTHING_SELECTED'],
  ])('are refused when not granted or when there are none: %s', async (_what, query, variables, refusal) => {
    expect(await outcome(query, variables)).toEqual([refusal]);
  });

  it('are those of the operation that runs, not of the other operations', async () => {
    const query = `${redeem(`person { ${NAME} }`).replace('Redeem', 'Small')} ${redeem('person { contact { mobile } }').replace('Redeem', 'Large')}`;
    expect(await outcome(query, {}, 'Small')).toEqual(['PSN_NAME']);
    expect(await outcome(query, {}, 'Large')).toEqual(['ITEM_NOT_GRANTED MOB']);
    expect(await outcome(query)).toEqual(['BAD_USER_INPUT']);
  });
});

/** The category and field of an item. */
const placeOf = (item: string) => {
  const { category, field } = personItems.find(({ code }) => code === item)!;
  return { category, field };
};

interface Wrapping {
  /** How the field is written: plain, under an alias, in an inline or a named fragment, beside a directive. */
  readonly way: 'PLAIN' | 'ALIAS' | 'INLINE' | 'FRAGMENT' | 'TWICE' | 'INCLUDED' | 'VARIABLE';
}
const ways = fc.constantFrom<Wrapping['way']>(
  'PLAIN',
  'ALIAS',
  'INLINE',
  'FRAGMENT',
  'TWICE',
  'INCLUDED',
  'VARIABLE',
);

/** Writes a document in pieces and collects its fragments. */
class Writer {
  readonly fragments: string[] = [];
  private names = 0;

  name(): string {
    this.names += 1;
    return `x${this.names}`;
  }

  /** A selection on `type`, written in one of several equivalent ways. */
  wrap(type: string, field: string, inside: string, way: Wrapping['way']): string {
    const plain = `${field}${inside}`;
    switch (way) {
      case 'PLAIN':
        return plain;
      case 'ALIAS':
        return `${this.name()}: ${plain}`;
      case 'INLINE':
        return `... on ${type} { ${plain} }`;
      case 'FRAGMENT': {
        const name = this.name();
        this.fragments.push(`fragment ${name} on ${type} { ${plain} }`);
        return `...${name}`;
      }
      case 'TWICE':
        return `${plain} ${plain}`;
      case 'INCLUDED':
        return `${plain.replace(field, `${this.name()}: ${field}`)} ... on ${type} @include(if: false) { ${this.name()}: __typename }`;
      case 'VARIABLE':
        return `... @include(if: $yes) { ${plain} } ... @skip(if: $yes) { ${this.name()}: __typename }`;
    }
  }
}

const piece = fc.record({
  item: fc.constantFrom(...GRANTED),
  asItem: ways,
  nodes: ways,
  category: ways,
  person: ways,
  /** An item hidden by a directive: it is not needed, so it is not refused even when it was not granted. */
  hidden: fc.option(fc.constantFrom('MOB', 'CERTNO', 'ACCT_PAY', 'SETL_ID'), { freq: 3, nil: null }),
});
type Piece = typeof piece extends fc.Arbitrary<infer T> ? T : never;

function write(pieces: readonly Piece[]): string {
  const writer = new Writer();
  const one = (item: string, { asItem, nodes, category: way, person }: Omit<Piece, 'item' | 'hidden'>) => {
    const { category, field } = placeOf(item);
    const shown = writer.wrap(category.type, field, '', asItem);
    const inside = category.many
      ? ` { ${writer.wrap(`${category.type}Connection`, 'nodes', ` { ${shown} }`, nodes)} }`
      : ` { ${shown} }`;
    return writer.wrap(
      'Disclosure',
      'person',
      ` { ${writer.wrap('InsuredPerson', category.field, inside, way)} }`,
      person,
    );
  };
  const plain = { asItem: 'PLAIN', nodes: 'PLAIN', category: 'PLAIN', person: 'PLAIN' } as const;
  const selections = pieces.flatMap(({ item, hidden, ...ways }) => [
    one(item, ways),
    ...(hidden === null ? [] : [`... @skip(if: $yes) { ${one(hidden, plain)} }`]),
  ]);
  return `${redeem(`id @include(if: $yes) ${selections.join(' ')}`, ', $yes: Boolean!')} ${writer.fragments.join(' ')}`;
}

describe('R-08: in a document written in any way', () => {
  it('the disclosed items are those that it shows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 5 }), async (pieces) => {
        const expected = [...new Set(pieces.map(({ item }) => item))].sort();
        expect(await outcome(write(pieces), { yes: true })).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('one item that was not granted is found and named', async () => {
    const ungranted = fc.constantFrom('MOB', 'CERTNO', 'ACCT_PAY', 'DIAG_NAME');
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        piece,
        ungranted,
        fc.nat({ max: 4 }),
        async (pieces, one, item, place) => {
          const all = [...pieces.slice(0, place), { ...one, item }, ...pieces.slice(place)];
          expect(await outcome(write(all), { yes: true })).toEqual([`ITEM_NOT_GRANTED ${item}`]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
