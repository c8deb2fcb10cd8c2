import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from '../../consent/crypto/canonical-json.js';
import { fixture } from '../support/fixture.js';

/** Text of all kinds, in which escaped characters and their neighbours are more frequent than in random text. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '\0', '\n', '\x1f', ' ', '\x7f', '\x9f', '\u2028', '\uffff', '医', '😀'),
  }),
);

interface Vector {
  readonly name: string;
  readonly input: string;
  readonly outputHex: string;
}

describe('canonical JSON (RFC 8785)', () => {
  it.each(fixture('canonical-json').vectors as Vector[])(
    'writes $name with the same bytes as the RFC',
    ({ input, outputHex }) => {
      expect(Buffer.from(canonicalJson(JSON.parse(input))).toString('hex')).toBe(outputHex);
    },
  );

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the number %s of the RFC’s appendix B as %s', (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text);
  });

  it.each([
    ['of integer-like names', { 9: 1, 10: 2, a: 3, A: 4, '-1': 5 }, '{"-1":5,"10":2,"9":1,"A":4,"a":3}'],
    ['of names by code units, not code points', { '\ufb33': 1, '😀': 2 }, '{"😀":2,"\ufb33":1}'],
    [
      'of what every object inherits',
      JSON.parse('{"toString":1,"__proto__":2}'),
      '{"__proto__":2,"toString":1}',
    ],
    ['without a prototype', Object.assign(Object.create(null), { b: 1, a: {} }), '{"a":{},"b":1}'],
  ])('writes an object %s', (_, value, written) => {
    expect(canonicalJson(value)).toBe(written);
  });

  it('writes any value like the library canonicalize, by an author of the RFC', () => {
    const anything = fc.anything({
      values: [
        fc.boolean(),
        fc.constant(null),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer(),
        text,
      ],
      key: fc.oneof(text, fc.nat({ max: 20 }).map(String)),
      withNullPrototype: true,
    });
    fc.assert(
      fc.property(anything, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a lone surrogate', 'a\ud800'],
    ['a lone surrogate as a name', { '\udc00': 1 }],
    ['undefined', undefined],
    ['a member that is undefined', { a: undefined }],
    ['a bigint', 1n],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['bytes', Buffer.from('a')],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
    ['an object of a class', new (class A {})()],
    ['a string in an object', Object('a')],
    ['a hole in an array', new Array(1)],
    ['a lone surrogate beside a pair', '😀\udc00'],
    ['a lone surrogate deep within', [{ a: ['\ud83d'] }]],
  ])('refuses %s, which JSON can’t express', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});
