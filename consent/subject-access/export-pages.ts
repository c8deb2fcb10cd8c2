import { personCategories, personItems } from '../../schema/catalogue.js';
import type { Category } from '../../schema/category.js';
import type { Connection } from '../../schema/connection.js';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import type { Row } from '../database/statement.js';
import { LIMITS } from '../kernel/limits.js';
import { pageOf } from '../records/record-query.js';
import { answer } from '../records/redaction.js';
import type { CategorySelection } from '../records/selection.js';
import type { ExportTicket } from './export-link.js';
import { type RecordPools, recordThenRead } from './record-then-read.js';

/** The values of one record by item code. */
export type ExportedRecord = Readonly<Record<string, unknown>>;

/** Up to `exportPageSize` records of one category, newest first. A category with more comes in consecutive pages. */
export interface ExportedPage {
  readonly category: Category;
  readonly records: readonly ExportedRecord[];
}

const inClear = () => 'RETURN' as const;

const selectionOf = (category: Category, after: string | null): CategorySelection => ({
  under: 'person',
  key: category.field,
  // The API shows the account of this year only; an export contains the accounts of all years.
  category: { ...category, many: category.time !== null },
  items: personItems.filter((item) => item.category === category),
  page: { from: null, to: null, first: LIMITS.exportPageSize, after, cursor: true },
});

/**
 * Reads everything that is held about a person, page by page, so that memory use is bounded. Each page is a
 * transaction that first records an OWN_EXPORT entry. Most people's records need only one.
 */
export class ExportPages {
  constructor(
    private readonly pools: RecordPools,
    private readonly cursors: OpaqueCursors,
    private readonly encryption: FieldEncryption,
  ) {}

  /** Yields the categories in the order of the catalogue. @throws Refusal when the person may no longer read the record */
  async *of(ticket: ExportTicket): AsyncGenerator<ExportedPage> {
    const cursors = this.cursors.within(`export ${ticket.personId}`);
    const first = personCategories.map((category) => selectionOf(category, null));
    const pages = await this.read(ticket, first, cursors);
    for (const [at, page] of pages.entries()) {
      yield page;
      for (let { next } = page; next !== null; ) {
        const [further] = await this.read(ticket, [selectionOf(personCategories[at]!, next)], cursors);
        yield further!;
        next = further!.next;
      }
    }
  }

  private async read(ticket: ExportTicket, selections: readonly CategorySelection[], cursors: OpaqueCursors) {
    const items = selections.flatMap(({ items }) =>
      items.map(({ code }) => ({ item: code, delivery: 'RETURN' })),
    );
    const open = {
      name: 'open_export',
      text: 'SELECT * FROM assent.open_export($1, $2, $3, $4)',
      values: [ticket.personId, JSON.stringify(items), ticket.strength, ticket.format],
    };
    const queries = selections.map((one) => pageOf(one, inClear, cursors));
    const { results, cipher } = await recordThenRead(this.pools, this.encryption, open, (entryId) =>
      queries.map((query) => query.under(entryId)),
    );
    return selections.map((one, at) => pageFrom(one, answer(one, results[at]!, inClear, cursors, cipher)));
  }
}

function pageFrom({ category, items }: CategorySelection, read: unknown) {
  const { nodes, pageInfo } = category.many
    ? (read as Connection<Row>)
    : { nodes: read ? [read as Row] : [], pageInfo: null };
  const records = nodes.map((node) =>
    Object.fromEntries(items.map(({ code, field }) => [code, node[field] ?? null])),
  );
  return { category, records, next: pageInfo?.hasNextPage ? pageInfo.endCursor : null };
}
