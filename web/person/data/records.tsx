import { Trans } from '@lingui/react/macro';
import type { Category } from '../../generated/categories';
import { useActing } from '../../ui/acting';
import {
  hasMore,
  isSingle,
  type Read,
  RecordList,
  RecordTable,
  type Row,
  rowsOf,
} from '../../ui/record-table';

/** What was read of one category: a list of its values where it is one record, else a table. */
export function Records({
  category,
  record,
}: {
  category: Pick<Category, 'field' | 'columns'>;
  record: Row | null | undefined;
}) {
  const acting = useActing();
  const read = record?.[category.field] as Read;
  const rows = rowsOf(read);
  if (rows.length === 0)
    return (
      <p>
        <Trans>没有记录。</Trans>
      </p>
    );
  return (
    <>
      {isSingle(read) ? (
        <RecordList columns={category.columns} row={read} />
      ) : (
        <RecordTable columns={category.columns} rows={rows} />
      )}
      {hasMore(read) && (
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
