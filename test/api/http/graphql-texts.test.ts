import { describe, expect, it } from '@jest/globals';
import { buildSchema, execute, GraphQLError, parse, validate } from 'graphql';
import { chineseOf, graphqlText } from '../../../api/http/graphql-texts.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { DecimalScalar } from '../../../schema/scalars/decimal.js';

const schema = buildSchema(`
  scalar Date scalar DateTime scalar Decimal
  enum Color { RED GREEN }
  input Point { x: Int! y: Int color: Color }
  input One @oneOf { a: Int b: Int }
  type Dog { name(upper: Boolean): String bark: String }
  type Cat { name: String }
  union Pet = Dog | Cat
  type Query {
    dog: Dog cat: Cat pet: Pet
    at(point: Point, points: [Point!], color: Color, day: Date, time: DateTime, amount: Decimal, one: One): Int
    need(id: ID!): Int
    types(int: Int, float: Float, text: String, flag: Boolean, id: ID): Int
  }
`);
const scalars = { Date: DateScalar, DateTime: DateTimeScalar, Decimal: DecimalScalar };
for (const [name, scalar] of Object.entries(scalars)) Object.assign(schema.getType(name)!, scalar.toConfig());

const INVALID = [
  '{ dog { name(upper: true, upper: false) } }',
  '{ dag }',
  '{ dog { barks } }',
  '{ cat { bark } }',
  '{ dog }',
  '{ at { x } }',
  '{ dog { name(loud: true) } }',
  '{ dog { name(uper: true) } }',
  '{ dog @nothing { name } }',
  '{ dog @include { name } }',
  '{ dog @include(if: true, if: false) { name } }',
  '{ dog @include(if: true) @include(if: true) { name } }',
  '{ dog @include(iff: true, if: true) { name } }',
  'query @include(if: true) { dog { name } }',
  '{ ...missing }',
  '{ dog { name } } { cat { name } }',
  'query A { dog { name } } query A { cat { name } }',
  'fragment F on Dog { name } { dog { name } }',
  'fragment F on Dog { name } fragment F on Dog { bark } { dog { ...F } }',
  'fragment F on Dog { ...F } { dog { ...F } }',
  'fragment F on Dog { ...G } fragment G on Dog { ...F } { dog { ...F } }',
  'fragment F on Int { name } { dog { ...F } }',
  '{ dog { ... on Int { name } } }',
  '{ dog { ... on Cat { name } } }',
  'fragment F on Cat { name } { dog { ...F } }',
  '{ dog { ... on Dig { name } } }',
  'query ($a: Int) { dog { name } }',
  'query Named($a: Int) { dog { name } }',
  '{ at(color: $c) }',
  'query Named { at(color: $c) }',
  'query ($a: Int, $a: Int) { types(int: $a) }',
  'query ($a: Dog) { types(int: $a) }',
  'query ($a: Nothing) { types(int: $a) }',
  'query ($a: String) { types(int: $a) }',
  'query ($a: Int) { at(one: { a: $a }) }',
  '{ dog { name } dog: cat { name } }',
  '{ dog { name: bark name } }',
  '{ need }',
  '{ at(point: {}) }',
  '{ at(point: { x: 1, x: 2 }) }',
  '{ at(point: { x: 1, z: 2 }) }',
  '{ at(point: { x: 1, yy: 2 }) }',
  '{ at(point: 1) }',
  '{ at(points: [1]) }',
  '{ at(point: { x: null }) }',
  '{ at(color: "RED") }',
  '{ at(color: BLUE) }',
  '{ at(color: REED) }',
  '{ at(color: 1) }',
  '{ at(one: { a: 1, b: 2 }) }',
  '{ at(one: { a: null }) }',
  '{ at(day: "2026-02-30") }',
  '{ at(day: 1) }',
  '{ at(time: "yesterday") }',
  '{ at(time: 1) }',
  '{ at(amount: "1e3") }',
  '{ at(amount: true) }',
  '{ types(int: 1.5) }',
  '{ types(int: 99999999999) }',
  '{ types(float: "x") }',
  '{ types(text: 1) }',
  '{ types(flag: 1) }',
  '{ types(id: true) }',
  'type X { a: Int } { dog { name } }',
];

const UNPARSABLE = [
  '{ dog {} }',
  '',
  '{',
  '{ dog( }',
  "{ dog(a: 'b') }",
  '{ dog(a: "b',
  '{ dog(a: "\\q") }',
  '{ dog(a: "\\u12") }',
  '{ dog(a: "\\u{110000}") }',
  '{ dog(a: 01) }',
  '{ dog(a: 1.x) }',
  '{ dog(a: 1e) }',
  '{ § }',
  'query ($a: Int = $b) { dog }',
  '"about" { dog }',
  'query { dog } }',
  'queri { dog }',
  'fragment on on Dog { name }',
];

const REFUSED_VALUES: readonly (readonly [document: string, variables: Record<string, unknown>])[] = [
  ['query ($id: ID!) { need(id: $id) }', {}],
  ['query ($id: ID!) { need(id: $id) }', { id: null }],
  ['query ($id: ID!) { need(id: $id) }', { id: {} }],
  ['query ($p: Point) { at(point: $p) }', { p: 1 }],
  ['query ($p: Point) { at(point: $p) }', { p: {} }],
  ['query ($p: Point) { at(point: $p) }', { p: { x: 'one' } }],
  ['query ($p: Point) { at(point: $p) }', { p: { x: null } }],
  ['query ($p: Point) { at(point: $p) }', { p: { x: 1, colour: 'RED' } }],
  ['query ($p: [Point!]) { at(points: $p) }', { p: [null] }],
  ['query ($p: [Point!]) { at(points: $p) }', { p: [{ x: 1.5 }] }],
  ['query ($c: Color) { at(color: $c) }', { c: 'BLUE' }],
  ['query ($c: Color) { at(color: $c) }', { c: 'REDD' }],
  ['query ($c: Color) { at(color: $c) }', { c: 1 }],
  ['query ($d: Date) { at(day: $d) }', { d: '2026-02-30' }],
  ['query ($t: DateTime) { at(time: $t) }', { t: '2026-02-30' }],
  ['query ($t: DateTime) { at(time: $t) }', { t: true }],
  ['query ($a: Decimal) { at(amount: $a) }', { a: 1.5 }],
  ['query ($o: One) { at(one: $o) }', { o: { a: 1, b: 2 } }],
  ['query ($o: One) { at(one: $o) }', { o: { a: null } }],
  ['query ($i: Int) { types(int: $i) }', { i: 1e12 }],
  ['query ($f: Float) { types(float: $f) }', { f: 'x' }],
  ['query ($s: String) { types(text: $s) }', { s: 1 }],
  ['query ($b: Boolean) { types(flag: $b) }', { b: 'yes' }],
];

/** Words of the English messages that no Chinese text may have. */
const ENGLISH =
  /\b(the|must|cannot|not|expected|unexpected|invalid|found|value|type|field|argument|variable|fragment|unknown|provided|did you mean|within|only)\b/i;

const translated = (messages: readonly string[]) => {
  expect(messages.length).toBeGreaterThan(0);
  for (const message of messages) {
    const chinese = chineseOf(message);
    expect({ message, chinese }).toEqual({ message, chinese: expect.stringMatching(/\p{Script=Han}/u) });
    // What a client wrote, and names of the schema, are quoted as they are.
    const ours = chinese!.replace(/"[^"]*"/g, '').replace(/<EOF>|\b(Name|Int|String|Float)\b/g, '');
    expect({ message, english: ENGLISH.exec(ours)?.[0] }).toEqual({ message, english: undefined });
  }
};

describe('a message of graphql-js', () => {
  it.each(INVALID)('about the invalid document %j has a Chinese text', (source) => {
    translated(
      validate(schema, parse(source, { allowLegacyFragmentVariables: true })).map(({ message }) => message),
    );
  });

  it.each(UNPARSABLE)('about the syntax of %j has a Chinese text', (source) => {
    let message = '';
    try {
      parse(source);
    } catch (error) {
      message = (error as GraphQLError).message;
    }
    translated([message]);
  });

  it.each(REFUSED_VALUES)('about the values of %j %j has a Chinese text', async (source, variableValues) => {
    const { errors = [] } = await execute({ schema, document: parse(source), variableValues });
    translated(errors.map(({ message }) => message));
  });

  it('about the operation to run has a Chinese text', async () => {
    const run = async (source: string, operationName?: string) =>
      (await execute({ schema, document: parse(source), operationName })).errors!.map(
        ({ message }) => message,
      );
    translated(await run('query A { cat { name } } query B { dog { name } }'));
    translated(await run('query A { cat { name } }', 'B'));
    translated(await run('fragment F on Dog { name }'));
    translated(await run('mutation { x }'));
  });

  it('that nobody foresaw is told in Chinese as a fault of the document, without its English', () => {
    expect(graphqlText('Something quite new.').zh).toMatch(
      /^[^A-Za-z]*GraphQL[^A-Za-z]*schema\.graphql[^A-Za-z]*$/,
    );
  });
});
