import { type CatalogueItem } from '../../schema/catalogue.js';
import type { Category } from '../../schema/category.js';
import type { Need } from './need.js';
import type { ReleasedField } from './response-shape.js';

/** The page of one list, as its arguments ask for it. */
export interface Page {
  readonly from: string | null;
  readonly to: string | null;
  readonly first: number;
  readonly after: string | null;
}

/** One category selected below a subject, under its own response key (an alias makes a second one). */
export interface CategorySelection {
  /** Response key of the subject's own field, for `a: person { ... } b: person { ... }` are two. */
  readonly under: string;
  readonly key: string;
  readonly category: Category;
  readonly items: readonly CatalogueItem[];
  readonly page: Page;
}

/** One comparison asked of `verify`. */
export interface Assertion {
  readonly item: string;
  readonly equals?: string | null;
  readonly atLeast?: string | null;
  readonly atMost?: string | null;
}

/** What one document asks of one subject: computed from the document itself, as the executor will run it. */
export interface Selection {
  readonly needs: readonly Need[];
  readonly person: readonly CategorySelection[];
  readonly provider: readonly CategorySelection[];
  readonly assertions: readonly Assertion[];
  /** The subjects and comparisons as they will stand in the answer, by their keys in the order of canonical JSON. */
  readonly shape: readonly ReleasedField[];
}
