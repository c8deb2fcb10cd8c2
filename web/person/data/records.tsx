import { Trans } from '@lingui/react/macro';
import type { Category } from '../../generated/categories';
import { useActing } from '../../ui/acting';
import { useItemNames } from '../../ui/item-names';

type Row = Readonly<Record<string, unknown>>;

/** The rows of one category as a table, newest first, exactly as the platform gives them: masked where it masks. */
export function Records({
  category,
  record,
}: {
  category: Pick<Category, 'field' | 'columns'>;
  record: Row | null | undefined;
}) {
  const name = useItemNames();
  const acting = useActing();
  const read = record?.[category.field] as
    | Row
    | { nodes: Row[]; pageInfo: { hasNextPage: boolean } }
    | null
    | undefined;
  const rows = rowsOf(read);
  if (rows.length === 0)
    return (
      <p>
        <Trans>没有记录。</Trans>
      </p>
    );
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard (WCAG 2.1.1) */}
      <section className="table-frame" tabIndex={0} aria-label={name(category.columns[0]![1])}>
        <table>
          <thead>
            <tr>
              {category.columns.map(([field, item]) => (
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
                {category.columns.map(([field]) => (
                  <td key={field} className="number">
                    <Value value={row[field]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {isPage(read) && read.pageInfo.hasNextPage && (
        <p className="quiet">
          {acting.kind === 'SELF' ? (
            <Trans>这里是最近的 100 条。更早的可以用“带走全部”得到。</Trans>
          ) : (
            <Trans>这里是最近的 100 条。</Trans>
          )}
        </p>
      )}
    </>
  );
}

/** The record that a document reads: one’s own, a ward’s or a provider’s. */
export function recordIn(data: unknown): Row | null | undefined {
  const { me } = data as {
    me: { person?: Row; ward?: { person: Row | null } | null; provider?: Row | null };
  };
  return me.person ?? me.ward?.person ?? me.provider;
}

const isPage = (read: unknown): read is { nodes: Row[]; pageInfo: { hasNextPage: boolean } } =>
  typeof read === 'object' && read !== null && 'nodes' in read;

function rowsOf(read: unknown): readonly Row[] {
  if (isPage(read)) return read.nodes;
  return read ? [read as Row] : [];
}

function Value({ value }: { value: unknown }) {
  if (value === null || value === undefined) return <span aria-hidden>—</span>;
  if (typeof value === 'boolean') return value ? <Trans>是</Trans> : <Trans>否</Trans>;
  return String(value);
}
