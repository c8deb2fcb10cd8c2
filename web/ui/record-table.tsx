import { Trans } from '@lingui/react/macro';
import { useCodeLabels, useItemNames } from './item-names';

export type Row = Readonly<Record<string, unknown>>;
type Columns = readonly (readonly [field: string, item: string])[];
/** What was read of one category: one record, a page of them, or nothing. */
export type Read = Row | { nodes: Row[]; pageInfo: { hasNextPage: boolean } } | null | undefined;

/** A single record as a list of what it says, exactly as the platform gives it: masked where it masks. */
export function RecordList({ columns, row }: { columns: Columns; row: Row }) {
  const name = useItemNames();
  const labelOf = useCodeLabels();
  return (
    <dl className="terms record">
      {columns.map(([field, item]) => (
        <div key={field}>
          <dt>{name(item)}</dt>
          <dd className="number">
            <Value value={row[field]} label={labelOf(item, row[field])} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/**
 * Rows as a table, newest first, exactly as the platform gives them: masked where it masks. Beside a code stands what it means.
 */
export function RecordTable({ columns, rows }: { columns: Columns; rows: readonly Row[] }) {
  const name = useItemNames();
  const labelOf = useCodeLabels();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard (WCAG 2.1.1)
    <section className="table-frame" tabIndex={0} aria-label={name(columns[0]![1])}>
      <table>
        <thead>
          <tr>
            {columns.map(([field, item]) => (
              <th key={field} scope="col">
                {name(item)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows are read once and never change
            <tr key={index}>
              {columns.map(([field, item]) => (
                <td key={field} className="number">
                  <Value value={row[field]} label={labelOf(item, row[field])} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const isPage = (read: unknown): read is { nodes: Row[]; pageInfo: { hasNextPage: boolean } } =>
  typeof read === 'object' && read !== null && 'nodes' in read;

/** Whether a category is one record by its nature, and not a list that may hold one. */
export const isSingle = (read: Read): read is Row => read != null && !isPage(read);

export const hasMore = (read: Read): boolean => isPage(read) && read.pageInfo.hasNextPage;

export function rowsOf(read: Read): readonly Row[] {
  if (isPage(read)) return read.nodes;
  return read ? [read as Row] : [];
}

function Value({ value, label }: { value: unknown; label: string | undefined }) {
  if (value === null || value === undefined) return <span aria-hidden>—</span>;
  if (typeof value === 'boolean') return value ? <Trans>是</Trans> : <Trans>否</Trans>;
  const code = String(value);
  return label === undefined ? (
    code
  ) : (
    <Trans>
      {label}（{code}）
    </Trans>
  );
}
