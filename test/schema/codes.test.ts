import { describe, expect, it } from '@jest/globals';
import type { GraphQLObjectType } from 'graphql';
import { createSchema } from '../../api/graphql/schema.js';
import { itemOf, personItems, providerItems } from '../../schema/catalogue.js';
import { agreedCatalogue as agreed } from './agreed.js';

const coded = [...personItems, ...providerItems].filter(({ kind }) => kind.codes);

describe('the code tables', () => {
  it('exist for every coded item', () => {
    const withTable = new Set(coded.map(({ code }) => code));
    const missing = Object.keys(agreed.codeTables).filter(
      (code) => itemOf(code).kind.type === 'code' && !withTable.has(code),
    );
    expect(missing).toEqual([]);
  });

  it.each(coded.map((item) => [item.code, item] as const))(
    'have the agreed Chinese label for each code of %s',
    (code, item) => {
      const { codes } = item.kind;
      const told = [...codes!.labels].map(([value, label]) => ({ value, told: `${value}=${label}` }));
      const expected = agreed.codeTables[code]!.split(' ');
      // A table may have more codes than the catalogue if they are disclosed as another code.
      const leaving = told.filter(
        ({ value, told }) => expected.includes(told) || codes!.reduced(value) === value,
      );
      expect(leaving.map(({ told }) => told)).toEqual(expected);
      expect(expected.length).toBeGreaterThan(1);
    },
  );

  it('replace codes that reveal disability, a martyr’s family or how somebody left (R-12, PIPL 28)', () => {
    const reduced = (code: string, value: string) => itemOf(code).kind.codes!.reduced(value);
    expect(['09', '10', '01'].map((value) => reduced('PSN_CERT_TYPE', value))).toEqual(['99', '99', '01']);
    expect(['3', '4', '1'].map((value) => reduced('SURV_STAS', value))).toEqual(['9', '9', '1']);
  });
});

describe('a value in code', () => {
  it('is in its table, or finer than a code of it where the description of the field and DataItem.finerCodes say so', async () => {
    const schema = await createSchema();
    for (const { path, kind } of coded) {
      const [type, field] = path.split('.') as [string, string];
      const { description } = (schema.getType(type) as GraphQLObjectType).getFields()[field]!;
      expect([path, /four to six digits/.test(description!)]).toEqual([path, kind.codes!.has('210199')]);
      expect(kind.codes!.has('2')).toBe(kind.codes!.labels.has('2'));
      expect(kind.codes!.has('999999')).toBe(false);
    }
    expect(coded.filter(({ kind }) => kind.codes!.options.childCodes).map(({ code }) => code)).toContain(
      'MED_TYPE',
    );
  });

  it('or of a day or a month says what it is, where its name says otherwise', async () => {
    const schema = await createSchema();
    const saying = (type: string, field: string) =>
      (schema.getType(type) as GraphQLObjectType).getFields()[field]!.description;
    expect(saying('Settlement', 'settlementTime')).toContain('A day, without a time.');
    expect(saying('SettlementMonth', 'month')).toContain('A month as text, yyyyMM');
    expect(saying('Contribution', 'period')).toContain('A month as text, yyyyMM');
    expect(saying('Clearing', 'clearingMonth')).toContain('A month as text, yyyyMM');
  });
});
