import type { Classification } from '../../../consent/catalogue/classification.js';
import type { CatalogueItem } from '../../../schema/catalogue.js';
import type { Category } from '../../../schema/category.js';

/** A part of the catalogue as one version classifies it. Without levels, the version in force applies. */
export interface Versioned {
  readonly levels?: Classification;
}

export const shownItem = (
  item: CatalogueItem,
  levels: Classification | undefined,
): CatalogueItem & Versioned => ({
  ...item,
  category: shownCategory(item.category, levels),
  levels,
});

export const shownCategory = (
  category: Category,
  levels: Classification | undefined,
): Category & Versioned => ({
  ...category,
  levels,
});
