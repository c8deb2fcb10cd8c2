import './person/basic-identity.js';
import './person/contact.js';
import './person/enrolment.js';
import './person/contribution.js';
import './person/personal-account.js';
import './person/filing.js';
import './person/benefit-eligibility.js';
import './person/encounter.js';
import './person/settlement.js';
import './person/expense-line.js';
import './person/special-benefit.js';
import './provider/profile.js';
import './provider/licence.js';
import './provider/persons.js';
import './provider/agreement.js';
import './provider/credit.js';
import './provider/settlement-month.js';
import './provider/clearing.js';
import './provider/bank.js';
import { type Category, declaredCategories } from './category.js';
import type { ItemDeclaration } from './item.js';

/** One item of the catalogue (分级分类清单), as declared by the decorators, with its category. */
export interface CatalogueItem extends ItemDeclaration {
  readonly category: Category;
  /** Its GraphQL type and field, e.g. Settlement.personalCashPay. */
  readonly path: string;
}

/** Raised with every published change. A grant keeps the version under which it was given. */
export const CATALOGUE_VERSION = 1;
export const CATALOGUE_PUBLISHED_AT = new Date('2026-11-01T00:00:00+08:00');

export const personCategories = declaredCategories('PERSON');
export const providerCategories = declaredCategories('PROVIDER');
const categories = [...personCategories, ...providerCategories];

const withCategory = (category: Category): CatalogueItem[] =>
  category.items.map((item) => Object.freeze({ ...item, category, path: `${category.type}.${item.field}` }));

export const personItems: readonly CatalogueItem[] = personCategories.flatMap(withCategory);
export const providerItems: readonly CatalogueItem[] = providerCategories.flatMap(withCategory);

const byCode = new Map<string, CatalogueItem>();
const byPath = new Map<string, CatalogueItem>();
for (const item of [...personItems, ...providerItems]) {
  if (byCode.has(item.code)) throw new Error(`Item ${item.code} is declared twice.`);
  byCode.set(item.code, item);
  byPath.set(item.path, item);
}

export const findItem = (code: string): CatalogueItem | undefined => byCode.get(code);

/** The item of a code that was checked before. An unknown code is a programming error. */
export function itemOf(code: string): CatalogueItem {
  const item = byCode.get(code);
  if (!item) throw new Error(`There is no item ${code} in the catalogue.`);
  return item;
}

/** The item of a GraphQL field; undefined for fields that are not items, such as pageInfo. */
export const itemAt = (typeName: string, fieldName: string): CatalogueItem | undefined =>
  byPath.get(`${typeName}.${fieldName}`);

export const categoryAt = (subject: Category['subject'], fieldName: string): Category | undefined =>
  categories.find((category) => category.subject === subject && category.field === fieldName);

export const itemsOfCategory = (subject: Category['subject'], code: string): readonly CatalogueItem[] =>
  (subject === 'PERSON' ? personItems : providerItems).filter((item) => item.category.code === code);
