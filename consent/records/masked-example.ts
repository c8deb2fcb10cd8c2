import { type CatalogueItem, itemOf } from '../../schema/catalogue.js';
import { redactValue } from './redaction.js';

/**
 * What a recipient gets of the item's sample with the delivery MASKED, by the mask that masks the record itself. Null where
 * it gets nothing.
 */
export function maskedExample(item: CatalogueItem): string | null {
  if (item.verifyOnly) return null;
  const grade = String(itemOf('HOSP_LV').sample);
  const masked = redactValue(item, item.sample, 'MASKED', grade);
  return masked === null ? null : String(masked);
}
