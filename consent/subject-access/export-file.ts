import { itemsOfCategory } from '../../schema/catalogue.js';
import type { ExportFormat } from './export-link.js';
import type { ExportedPage } from './export-pages.js';

/** When an export is made, and the catalogue that is in force then: the bureau may have raised levels of items. */
export interface ExportedAs {
  readonly at: Date;
  readonly catalogue: { readonly version: number; levelOf(item: string): number };
}

/** Writes an export as text, in pieces, so that it never has to fit in memory. */
export const exportText: Record<
  ExportFormat,
  (pages: AsyncIterable<ExportedPage>, as: ExportedAs) => AsyncGenerator<string>
> = {
  JSON: json,
  CSV: csv,
};

const headOf = ({ category: { code, nameZh, nameEn } }: ExportedPage, { catalogue }: ExportedAs) => {
  const items = itemsOfCategory('PERSON', code).map((item) => ({
    code: item.code,
    nameZh: item.nameZh,
    nameEn: item.nameEn,
    level: catalogue.levelOf(item.code),
    declaredLevel: item.level,
    sourceField: item.source,
    unit: item.unit,
  }));
  return JSON.stringify({ code, nameZh, nameEn, items }).slice(0, -1);
};

/** One JSON object: each category with the description of its items and its records by item code. */
async function* json(pages: AsyncIterable<ExportedPage>, as: ExportedAs): AsyncGenerator<string> {
  yield `{"exportedAt":"${as.at.toISOString()}","catalogueVersion":${as.catalogue.version},"categories":[`;
  let current = '';
  let between = '';
  for await (const page of pages) {
    const { code } = page.category;
    if (code !== current) {
      yield `${current === '' ? '' : ']},'}\n${headOf(page, as)},"records":[`;
      current = code;
      between = '';
    }
    if (page.records.length === 0) continue;
    yield between + page.records.map((record) => `\n${JSON.stringify(record)}`).join(',');
    between = ',';
  }
  yield `${current === '' ? '' : ']}'}\n]}\n`;
}

const NEEDS_QUOTES = /[",\r\n]/;
/**
 * A spreadsheet would run such a value as a formula (CWE-1236); some do so after white space or in full width too. A
 * leading apostrophe, which it hides, prevents that.
 */
const FORMULA = /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;
const NUMBER = /^-?\d+(\.\d+)?$/;

function csvValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const COLUMNS = [
  ...['category', 'category_zh', 'record', 'item', 'item_zh', 'item_en', 'source_field', 'value'],
  ...['unit', 'level', 'declared_level'],
];

/** One line for each value, so that all categories fit in one file. Spreadsheets need the byte order mark for UTF-8. */
async function* csv(pages: AsyncIterable<ExportedPage>, { catalogue }: ExportedAs): AsyncGenerator<string> {
  yield `\uFEFF${COLUMNS.join(',')}\r\n`;
  let current = '';
  let number = 0;
  for await (const { category, records } of pages) {
    if (category.code !== current) number = 0;
    current = category.code;
    const items = itemsOfCategory('PERSON', category.code);
    for (const record of records) {
      number += 1;
      yield items
        .map(({ code, nameZh, nameEn, source, unit, level }) =>
          [
            ...[category.code, category.nameZh, number, code, nameZh, nameEn, source, record[code]],
            ...[unit, catalogue.levelOf(code), level],
          ]
            .map(csvValue)
            .join(','),
        )
        .join('\r\n')
        .concat('\r\n');
    }
  }
}
