import { describe, expect, it } from '@jest/globals';
import { itemOf, personItems, providerItems } from '../../schema/catalogue.js';
import { agreedCatalogue as agreed } from './agreed.js';

describe('the code tables', () => {
  const coded = [...personItems, ...providerItems].filter(({ kind }) => kind.codes);

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
