import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CatalogueItem, personItems, providerItems } from '../../schema/catalogue.js';
import { applyMask } from '../../schema/mask.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const HAN = /\p{Script=Han}/u;
const items = [...personItems, ...providerItems];

describe('the plain sentence of an item', () => {
  it('is one short sentence in each language, and tells each of the 135 items apart from the others', () => {
    expect(items).toHaveLength(135);
    const faults = items.filter(
      ({ plainZh, plainEn }) =>
        !/^[^。]{4,40}。$/u.test(plainZh) || !/^[A-Z][^.]{6,90}\.$/u.test(plainEn) || HAN.test(plainEn),
    );
    expect(faults.map(({ code }) => code)).toEqual([]);
    expect(new Set(items.map(({ plainZh }) => plainZh)).size).toBe(items.length);
    expect(new Set(items.map(({ plainEn }) => plainEn)).size).toBe(items.length);
  });
});

/** Whether a value could stand in the record. */
function isOfKind({ kind, sample }: CatalogueItem): boolean {
  switch (kind.type) {
    case 'flag':
      return typeof sample === 'boolean';
    case 'integer':
      return Number.isInteger(sample);
    case 'decimal':
      return /^\d+\.\d{2}$/.test(String(sample));
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(String(sample));
    case 'code':
      return kind.codes!.labels.has(String(sample));
    case 'string':
      return kind.form ? /^\d{6}$/.test(String(sample)) : String(sample).length <= kind.size!;
  }
}

describe('the sample of an item', () => {
  it('is a value that the record could have', () => {
    expect(items.filter((item) => !isOfKind(item)).map(({ code }) => code)).toEqual([]);
  });

  it('shows what its mask hides', () => {
    const shown = items.filter(
      ({ mask, sample }) => mask.fn !== 'NONE' && applyMask(mask, String(sample), '02') === String(sample),
    );
    expect(shown.map(({ code }) => code)).toEqual([]);
  });
});

describe('the catalogue over HTTP', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  it('tells of each item its plain sentence, and an example that the real mask has made', async () => {
    const { catalogue } = await platform.anonymous.run(
      '{ catalogue { items { code plainZh plainEn maskedExample } providerCategories { items { code maskedExample } } } }',
    );
    const example = Object.fromEntries(
      [...catalogue.items, ...catalogue.providerCategories.flatMap(({ items: own }: any) => own)].map(
        ({ code, maskedExample }: any) => [code, maskedExample],
      ),
    );
    expect(example).toMatchObject({
      PSN_NAME: '王**',
      CERTNO: '370***********1239',
      BRDY: '1990',
      LIVE_ADDR: '山东省济南市历下区****',
      PSN_CLCTSTD: '5000-8000',
      FIXMEDINS_NAME: '某三级医院',
      DIAG_CODE: 'J**.*',
      MEDFEE_SUMAMT: '****',
      GEND: '2',
      // A number or flag that is hidden is not given at all, and what is only compared is never given.
      CUM_IPT_CNT: null,
      CVLSERV_FLAG: null,
      'PROVIDER:PERSON.LEGREP_CERTNO': null,
    });
    const sentence = catalogue.items.find(({ code }: any) => code === 'PSN_CASH_PAY');
    expect(sentence).toMatchObject({
      plainZh: '您自己掏了多少现金。',
      plainEn: 'What you paid yourself in cash.',
    });
  });

  it('has an English label for every code, without Chinese characters', async () => {
    const { catalogue } = await platform.anonymous.run(
      '{ catalogue { categories { items { codes { code labelZh labelEn } } } } }',
    );
    const labels = catalogue.categories.flatMap(({ items: own }: any) =>
      own.flatMap(({ codes }: any) => codes),
    );
    expect(labels.length).toBeGreaterThan(100);
    expect(labels.filter(({ labelEn }: any) => labelEn === '' || HAN.test(labelEn))).toEqual([]);
  });
});

it('within one code table no two codes have the same English label', () => {
  const tables = new Set(items.map(({ kind }) => kind.codes).filter((codes) => codes !== undefined));
  const doubled = [...tables].filter(
    ({ labels, labelsEn }) =>
      labels.size !== labelsEn.size || new Set(labelsEn.values()).size < new Set(labels.values()).size,
  );
  expect(doubled.map(({ name }) => name)).toEqual([]);
});
