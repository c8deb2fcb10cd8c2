import { describe, expect, it } from '@jest/globals';
import { itemOf, personItems, providerItems } from '../../schema/catalogue.js';
import { agreedCatalogue as agreed } from './agreed.js';

describe('code tables', () => {
  const coded = [...personItems, ...providerItems].filter(({ kind }) => kind.codes);

  it('stand behind every coded item', () => {
    const withTable = new Set(coded.map(({ code }) => code));
    const missing = Object.keys(agreed.codeTables).filter(
      (code) => itemOf(code).kind.type === 'code' && !withTable.has(code),
    );
    expect(missing).toEqual([]);
  });

  it.each(coded.map((item) => [item.code, item] as const))(
    'of %s have a Chinese label for each code, as agreed',
    (code, item) => {
      const { codes } = item.kind;
      const told = [...codes!.labels].map(([value, label]) => ({ value, told: `${value}=${label}` }));
      const expected = agreed.codeTables[code]!.split(' ');
      // A table may know more codes than the catalogue names if they leave as another.
      const leaving = told.filter(
        ({ value, told }) => expected.includes(told) || codes!.reduced(value) === value,
      );
      expect(leaving.map(({ told }) => told)).toEqual(expected);
      expect(expected.length).toBeGreaterThan(1);
    },
  );

  it('reduce the codes that tell of disability, martyrs’ families and how somebody left (R-12, PIPL 28)', () => {
    const reduced = (code: string, value: string) => itemOf(code).kind.codes!.reduced(value);
    expect(['09', '10', '01'].map((value) => reduced('PSN_CERT_TYPE', value))).toEqual(['99', '99', '01']);
    expect(['3', '4', '1'].map((value) => reduced('SURV_STAS', value))).toEqual(['9', '9', '1']);
  });
});
