import type { Classification } from '../../../consent/catalogue/classification.js';
import type { CatalogueItem } from '../../../schema/catalogue.js';
import type { Category } from '../../../schema/category.js';

/** What is shown under one version of the catalogue; without levels: under the one in force. */
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
