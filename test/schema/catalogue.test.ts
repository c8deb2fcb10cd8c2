import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CATALOGUE_VERSION,
  type CatalogueItem,
  personCategories,
  personItems,
  providerCategories,
  providerItems,
} from '../../schema/catalogue.js';
import { applyMask, type Mask } from '../../schema/mask.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { agreedCatalogue as agreed } from './agreed.js';

const line = (...parts: unknown[]) => parts.join(' | ');

const KIND = {
  string: 'string',
  code: 'enum',
  flag: 'boolean',
  integer: 'int',
  decimal: 'decimal',
  date: 'date',
};

function maskLine(mask: Mask): string {
  if (mask.fn === 'KEEP') return `KEEP ${mask.head} ${mask.tail}`;
  if (mask.fn === 'CODE_PREFIX') return `CODE_PREFIX ${mask.length}`;
  if (mask.fn !== 'AMOUNT_BAND') return mask.fn;
  // The agreed line names one range. It is the range of any amount within it.
  return `AMOUNT_BAND ${applyMask(mask, mask.width > 1000 ? '5321' : '150').replace('-', ' ')}`;
}

const personLine = ({
  code,
  path,
  nameZh,
  nameEn,
  level,
  kind,
  source,
  strength,
  verifyStrength,
  sensitive,
  mask,
}: CatalogueItem) =>
  line(
    code,
    path,
    nameZh,
    nameEn,
    level,
    KIND[kind.type],
    source ?? '-',
    strength,
    verifyStrength,
    sensitive ? 'sensitive' : '-',
    maskLine(mask),
  );

const providerLine = ({ code, path, nameZh, nameEn, level, kind, source }: CatalogueItem) =>
  line(code, path, nameZh, nameEn, level, KIND[kind.type], source ?? '-');

describe('the catalogue (分级分类清单)', () => {
  it('has 11 categories and 74 items: 16 general, 24 important, 34 sensitive', () => {
    const levels = [1, 2, 3].map((level) => personItems.filter((item) => item.level === level).length);
    expect({ categories: personCategories.length, items: personItems.length, levels }).toEqual({
      categories: 11,
      items: 74,
      levels: [16, 24, 34],
    });
  });

  it('has 8 groups and 61 items of providers', () => {
    expect([providerCategories.length, providerItems.length]).toEqual([8, 61]);
  });

  it('has its categories in the schema, each with the item of its time', () => {
    const lines = personCategories.map(({ code, type, field, many, time, nameZh, nameEn, items }) => {
      const timeItem = items.find(({ kind }) => kind.column === time?.column);
      return line(code, type, field, many ? 'MANY' : 'ONE', timeItem?.code ?? '-', nameZh, nameEn);
    });
    expect(lines).toEqual(agreed.categories);
  });

  it('classifies each of the 74 items as agreed, with names, level, source, strength, sensitivity and mask (R-02, R-08)', () => {
    expect(personItems.map(personLine)).toEqual(agreed.items);
  });

  it('has the groups of providers in the schema', () => {
    const lines = providerCategories.map(({ code, type, field, many, nameZh }) =>
      line(code, type, field, many ? 'MANY' : 'ONE', nameZh),
    );
    expect(lines).toEqual(agreed.providerGroups);
  });

  it('classifies each of the 61 items of providers as agreed', () => {
    expect(providerItems.map(providerLine)).toEqual(agreed.providerItems);
  });

  it('requires the strength of the level for a provider’s items, and masks every item of level 3', () => {
    const asked = { 1: 'SMS/SMS', 2: 'SCAN/SMS', 3: 'FACE/SCAN' };
    for (const item of providerItems) {
      expect(`${item.code} ${item.strength}/${item.verifyStrength}`).toBe(
        `${item.code} ${asked[item.level]}`,
      );
      expect({ code: item.code, sensitive: item.sensitive }).toEqual({
        code: item.code,
        sensitive: item.level === 3,
      });
      if (item.level > 1)
        expect({ code: item.code, mask: item.mask.fn }).not.toEqual({ code: item.code, mask: 'NONE' });
    }
  });

  it('allows only verification of the ID number of a natural person behind a provider', () => {
    const verified = [...personItems, ...providerItems]
      .filter(({ verifyOnly }) => verifyOnly)
      .map(({ code }) => code);
    expect(verified).toEqual(['PROVIDER:PERSON.LEGREP_CERTNO']);
  });

  it('marks counts of patients and visits below 10 as not disclosed', () => {
    const counts = [...personItems, ...providerItems].filter(({ smallCell }) => smallCell !== null);
    expect(counts.map(({ code, smallCell }) => [code, smallCell])).toEqual([
      ['PROVIDER:SETTLEMENT_MONTH.PERSON_NUM', 10],
      ['PROVIDER:SETTLEMENT_MONTH.PERSON_COUNT', 10],
    ]);
  });
});

describe('the query catalogue', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());
  const ask = async (query: string) => (await platform.anonymous.run(query)).catalogue;

  it('answers with the declaration of each item', async () => {
    const { categories } = await ask(
      '{ catalogue { categories { code nameZh nameEn items { code field nameZh nameEn level sourceField minimumStrength category { code } } } } }',
    );
    const told = categories.flatMap(({ code, items }: any) =>
      items.map((item: any) =>
        line(
          item.code,
          item.field,
          item.nameZh,
          item.nameEn,
          item.level,
          item.sourceField ?? '-',
          item.minimumStrength,
          item.category.code === code,
        ),
      ),
    );
    const expected = agreed.items.map((text) => {
      const [code, field, nameZh, nameEn, level, , source, strength] = text.split(' | ');
      return line(code, field, nameZh, nameEn, level, source, strength, true);
    });
    expect(told).toEqual(expected);
  });

  it.each([1, 2, 3])('lists the items of level %i', async (level) => {
    const { items } = await ask(`{ catalogue { items(level: ${level}) { code level } } }`);
    const expected = agreed.items
      .map((text) => text.split(' | '))
      .filter((parts) => parts[4] === String(level));
    expect(items.map(({ code }: any) => code)).toEqual(expected.map(([code]) => code));
  });

  it('explains the codes', async () => {
    const { items } = await ask('{ catalogue { items { code codes { code labelZh } } } }');
    const gender = items.find(({ code }: any) => code === 'GEND');
    expect(gender.codes.map(({ code, labelZh }: any) => `${code}=${labelZh}`).join(' ')).toBe(
      agreed.codeTables.GEND,
    );
  });

  it('refuses a version that was not published', async () => {
    const unpublished = `{ catalogue(version: ${CATALOGUE_VERSION + 1}) { version } }`;
    expect((await platform.anonymous.refusal(unpublished)).code).toBe('NOT_FOUND');
  });
});
