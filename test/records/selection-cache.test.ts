import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type DocumentNode,
  execute,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  parse,
  validate,
} from 'graphql';
import { createSchema } from '../../api/graphql/schema.js';
import { disclosureSelection } from '../../consent/records/document-selection.js';
import { type Selection } from '../../consent/records/selection.js';

let schema: GraphQLSchema;
/** Selections of the executed operation’s fields, by response key. */
let selections: Record<string, Selection>;

beforeAll(async () => {
  schema = await createSchema();
  const fields = (schema.getType('Mutation') as GraphQLObjectType).getFields();
  fields.redeemGrant!.resolve = (_root, _args, _context, info) => {
    selections[info.path.key] = disclosureSelection(info);
    return null;
  };
});

type Variables = Record<string, unknown>;
const input = { grantId: '0199a0aa-0000-7000-8000-000000000001', idempotencyKey: 'key' };

function run(document: DocumentNode, variables: Variables = {}, operationName?: string) {
  selections = {};
  const variableValues = { input, ...variables };
  execute({ schema, document, variableValues, operationName: operationName ?? null, rootValue: {} });
  return selections;
}

function written(text: string): DocumentNode {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return document;
}

const operation = (inside: string, more = '', name = 'Redeem') =>
  `mutation ${name}($input: RedeemGrantInput!${more}) { ${inside} }`;
const redeem = (selection: string, more = '', name = 'Redeem') =>
  operation(`redeemGrant(input: $input) { id ${selection} }`, more, name);

const NAME = 'basicIdentity { personName }';
const GENDER = 'basicIdentity { gender }';

interface Case {
  readonly text: string;
  readonly runs: readonly { readonly variables: Variables; readonly operationName?: string }[];
}
const byVariable = (text: string, ...runs: Variables[]): Case => ({
  text,
  runs: runs.map((variables) => ({ variables })),
});
const YES = ', $yes: Boolean!';
const yesAndNo = [{ yes: true }, { yes: false }];

// biome-ignore format: a table is read by its rows
const VARYING: readonly (readonly [string, Case])[] = [
  ['two operations of one document', {
    text: `${redeem(`person { ${NAME} }`, '', 'A')} ${redeem(`person { ${GENDER} }`, '', 'B')}`,
    runs: [{ variables: {}, operationName: 'A' }, { variables: {}, operationName: 'B' }],
  }],
  ['two operations that share the field by a fragment, one of which adds to it', {
    text: `${operation('...F', '', 'A')} ${operation(`...F redeemGrant(input: $input) { person { ${GENDER} } }`, '', 'B')} fragment F on Mutation { redeemGrant(input: $input) { person { ${NAME} } } }`,
    runs: [{ variables: {}, operationName: 'A' }, { variables: {}, operationName: 'B' }],
  }],
  ['@include of a field', byVariable(redeem('person { basicIdentity { personName gender @include(if: $yes) } }', YES), ...yesAndNo)],
  ['@skip of a person', byVariable(redeem(`a: person { ${NAME} } b: person @skip(if: $yes) { ${GENDER} }`, YES), ...yesAndNo)],
  ['@include of __typename, which shapes the answer', byVariable(redeem('person { basicIdentity { personName __typename @include(if: $yes) } }', YES), ...yesAndNo)],
  ['@include of an inline fragment', byVariable(redeem(`person { ${NAME} ... @include(if: $yes) { ${GENDER} } }`, YES), ...yesAndNo)],
  ['@include of a fragment in a fragment', byVariable(`${redeem(`person { ${NAME} ...P }`, YES)} fragment P on InsuredPerson { ...Q @include(if: $yes) } fragment Q on InsuredPerson { ${GENDER} }`, ...yesAndNo)],
  ['@include above the field, which adds to it', byVariable(operation(`redeemGrant(input: $input) { person { ${NAME} } } ... @include(if: $yes) { redeemGrant(input: $input) { person { ${GENDER} } } }`, YES), ...yesAndNo)],
  ['@include above the field, which begins it', byVariable(operation(`redeemGrant(input: $input) @include(if: $yes) { person { ${NAME} } } redeemGrant(input: $input) { person { ${GENDER} } }`, YES), ...yesAndNo)],
  ['@include by a default', byVariable(redeem('person { basicIdentity { personName gender @include(if: $yes) } }', ', $yes: Boolean = true'), {}, { yes: false })],
  ['the size of a page', byVariable(redeem('person { settlements(first: $n) { nodes { totalFee } } }', ', $n: Int'), { n: 1 }, { n: 2 }, { n: null }, {})],
  ['a filter and a cursor', byVariable(redeem('person { settlements(from: $day, after: $after) { nodes { totalFee } } }', ', $day: Date, $after: String'), {}, { day: '2026-01-01' }, { day: '2026-01-02', after: 'x' })],
  ['an argument in a fragment', byVariable(`${redeem('person { ...P }', ', $n: Int')} fragment P on InsuredPerson { settlements(first: $n) { nodes { totalFee } } }`, { n: 1 }, { n: 2 })],
  ['comparisons', byVariable(redeem('verify(assertions: $these) { match }', ', $these: [ItemAssertion!]!'), { these: [{ item: 'BALC', atLeast: '1' }] }, { these: [{ item: 'BALC', atLeast: '2' }] }, { these: [{ item: 'GEND', equals: '1' }] })],
  ['one value of a comparison', byVariable(redeem(`person { ${NAME} } verify(assertions: [{ item: "BALC", atLeast: $least }]) { match }`, ', $least: Decimal'), { least: '1' }, { least: '2' })],
];

// biome-ignore format: a table is read by its rows
const CONSTANT: readonly (readonly [string, string])[] = [
  ['fields', redeem(`person { ${NAME} settlements(first: 10, from: "2026-01-01") { nodes { totalFee } pageInfo { hasNextPage } } }`)],
  ['two fields of one operation', operation(`a: redeemGrant(input: $input) { person { ${NAME} } } b: redeemGrant(input: $input) { person { ${GENDER} } }`)],
  ['one fragment under two fields', `${operation('a: redeemGrant(input: $input) { person { ...P } } b: redeemGrant(input: $input) { other: person { ...P } }')} fragment P on InsuredPerson { ${NAME} }`],
  ['one fragment below two lists of different arguments', `${redeem('person { a: settlements(first: 1) { ...S } b: settlements(first: 2) { ...S } }')} fragment S on SettlementConnection { nodes { totalFee } }`],
  ['aliases', redeem(`a: person { x: basicIdentity { gender: personName } } b: person { ${GENDER} }`)],
  ['directives by literals', redeem(`person { ${NAME} contact @skip(if: true) { mobile } } verify(assertions: []) @include(if: false) { match }`)],
  ['comparisons by literals', redeem('verify(assertions: [{ item: "BALC", atLeast: "1" }, { item: "GEND", equals: "1" }]) { match }')],
  ['a provider', redeem('provider { profile { address } }')],
];

const always = (text: string): Case => byVariable(text, {}, { unasked: 1 });

describe('the cached selection of a document', () => {
  it.each([...VARYING, ...CONSTANT.map(([what, text]) => [what, always(text)] as const)])(
    'equals the selection without a cache: %s',
    (_what, { text, runs }) => {
      const document = written(text);
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...runs), { minLength: 2, maxLength: 6 }), (sequence) => {
          for (const { variables, operationName } of sequence) {
            const found = run(document, variables, operationName);
            expect(Object.keys(found)).not.toEqual([]);
            expect(found).toEqual(run(parse(text), variables, operationName));
          }
        }),
        { numRuns: 20 },
      );
    },
  );

  it.each(VARYING)('is not used when variables change it: %s', (_what, { text, runs }) => {
    const document = written(text);
    const found = runs.map(({ variables, operationName }) =>
      JSON.stringify(run(document, variables, operationName)),
    );
    expect(new Set(found).size).toBeGreaterThan(1);
  });

  it.each(CONSTANT)('is used again when no variable changes it: %s', (_what, text) => {
    const document = written(text);
    const before = run(document);
    const after = run(document, { input: { ...input, idempotencyKey: 'another' } });
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const key of Object.keys(before)) expect(after[key]).toBe(before[key]);
    expect(new Set(Object.values(after)).size).toBe(Object.keys(after).length);
  });

  it('is used again for the same values of switches, and kept for sixteen of them at most', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const document = written(
      redeem(
        `person { basicIdentity { personName ${names.map((name) => `${name}: gender @include(if: $${name})`).join(' ')} } settlements(from: $day) { nodes { totalFee } } }`,
        `${names.map((name) => `, $${name}: Boolean!`).join('')}, $day: Date`,
      ),
    );
    const values = (bits: number) =>
      Object.fromEntries(names.map((name, at) => [name, Boolean((bits >> at) & 1)]));
    const selection = (bits: number, day?: string) => run(document, { ...values(bits), day }).redeemGrant!;
    const kept = selection(3);
    expect(selection(3)).toBe(kept);
    expect(selection(2)).not.toEqual(kept);
    expect(selection(3)).toBe(kept);
    expect(selection(3, '2026-01-01')).not.toBe(selection(3, '2026-01-01'));
    for (let bits = 0; bits < 32; bits += 1) selection(bits);
    expect(selection(31)).toBe(selection(31));
    expect(selection(3)).not.toBe(kept);
    expect(selection(3)).toEqual(kept);
  });

  it('is not used for another document that shares nodes with it', () => {
    const text = (field: string) =>
      `${redeem('person { ...P }')} fragment P on InsuredPerson { basicIdentity { ${field} } }`;
    const one = written(text('personName'));
    const [, fragment] = written(text('gender')).definitions;
    const other = { kind: Kind.DOCUMENT, definitions: [one.definitions[0]!, fragment!] } as DocumentNode;
    const needs = (document: DocumentNode) => run(document).redeemGrant!.needs.map(({ item }) => item);
    expect(needs(one)).toEqual(['PSN_NAME']);
    expect(needs(other)).toEqual(['GEND']);
    expect(needs(one)).toEqual(['PSN_NAME']);
  });

  it.each(CONSTANT)('is deeply frozen: %s', (_what, text) => {
    const thawed: string[] = [];
    const look = (value: unknown, path: string) => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) thawed.push(path);
      // Items and categories belong to the catalogue, which is shared anyway.
      for (const [name, part] of Object.entries(value))
        if (name !== 'category' && !path.endsWith('.items')) look(part, `${path}.${name}`);
    };
    for (const [key, selection] of Object.entries(run(written(text)))) look(selection, key);
    expect(thawed).toEqual([]);
  });

  it('is not kept for a document that was refused', () => {
    const document = written(redeem('person { basicIdentity { __typename } }'));
    const refused = () =>
      execute({ schema, document, variableValues: { input } }) as { errors?: readonly unknown[] };
    expect(refused().errors![0]).not.toBe(refused().errors![0]);
    expect(refused().errors).toHaveLength(1);
  });
});
