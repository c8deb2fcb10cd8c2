import { type CatalogueItem } from '../../schema/catalogue.js';
import type { Category } from '../../schema/category.js';
import type { Need } from './need.js';
import type { DisclosedField } from './response-shape.js';

/** The page of one list, as given by its arguments. */
export interface Page {
  readonly from: string | null;
  readonly to: string | null;
  readonly first: number;
  readonly after: string | null;
  /** Whether the answer tells where the next page begins. */
  readonly cursor: boolean;
}

/** One category that is selected below a subject. With aliases a category can be selected several times. */
export interface CategorySelection {
  /** Response key of the subject field: `a: person { ... } b: person { ... }` are two subject fields. */
  readonly under: string;
  readonly key: string;
  readonly category: Category;
  readonly items: readonly CatalogueItem[];
  readonly page: Page;
}

/** A value that `verify` compares with the record. */
export interface Assertion {
  readonly item: string;
  readonly equals?: string | null;
  readonly atLeast?: string | null;
  readonly atMost?: string | null;
}

/** The assertions of one `verify` field about one category: they are judged of one and the same record. */
export interface Comparison {
  readonly category: Category;
  readonly assertions: readonly Assertion[];
}

/** What a document selects of a subject, computed from the document in the way the executor will run it. */
export interface Selection {
  readonly needs: readonly Need[];
  readonly person: readonly CategorySelection[];
  readonly provider: readonly CategorySelection[];
  readonly comparisons: readonly Comparison[];
  /** The subjects and comparisons of the answer, sorted by key, which is the order of canonical JSON. */
  readonly shape: readonly DisclosedField[];
}
