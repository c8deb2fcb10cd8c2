import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import {
  PreviewOfPersonDocument,
  PreviewOfProviderDocument,
  type Strength,
  type TypedDocumentString,
} from '../../api/gql/graphql';
import { useSession } from '../../api/session';
import { run } from '../../api/transport';
import { CATEGORIES, type Category } from '../../generated/categories';
import { useActing } from '../../ui/acting';
import { nameOf } from '../../ui/item-names';
import { hasMore, type Read, RecordTable, type Row, rowsOf } from '../../ui/record-table';
import { Fault } from '../../ui/refusal-words';
import { atLeast } from '../../ui/strength';
import { RaiseSession } from '../../ui/stronger-sign-in';
import { usePlatformNow } from '../../ui/time';
import { type AskedRequest, type Choice, chosenItems, given } from './choice';
import { Problems } from './problems';

/** What a preview has read: under which terms, and the rows. */
interface Looked {
  readonly recordsFrom: string | null;
  readonly ticked: ReadonlySet<string>;
  /** The session's: what it is too weak for was masked. */
  readonly strength: Strength;
  readonly problems: Parameters<typeof Problems>[0]['problems'];
  readonly record: Readonly<Record<string, Read>> | null;
}

/**
 * The rows that would be given, masked as the recipient would get them. Reading them is an act of its own, because it is in the
 * ledger: it reads with everything that is asked, and afterwards columns come and go as items are chosen, without reading again.
 */
export function LivePreview({ request, choice }: { request: AskedRequest; choice: Choice }) {
  const { t } = useLingui();
  const now = usePlatformNow();
  const { data: session } = useSession();
  const strength = session?.strength ?? 'NONE';
  const look = useMutation({
    mutationFn: async () => ({ ...(await readRows(request, choice, now)), strength }),
  });
  const looked = look.data;
  const isRaised = looked !== undefined && looked.strength !== strength;
  const isStale =
    looked !== undefined &&
    (isRaised ||
      looked.recordsFrom !== choice.recordsFrom ||
      [...choice.ticked].join() !== [...looked.ticked].join());
  return (
    <section className="card" aria-labelledby="preview">
      <h3 id="preview">
        <Trans>给出的样子</Trans>
      </h3>
      <p className="quiet">
        <Trans>这次查看会记在“我自己看的”里。</Trans>
      </p>
      <Fault error={look.error} />
      {looked && !isStale ? (
        <Rows request={request} choice={choice} looked={looked} />
      ) : (
        <>
          {isStale && (
            <p role="status">
              {isRaised ? (
                <Trans>您登录得更可靠了，再看一次就是原值。</Trans>
              ) : (
                <Trans>范围改了，请再看一次。</Trans>
              )}
            </p>
          )}
          <Button isDisabled={look.isPending} onPress={() => look.mutate()}>
            {t`看看会给出哪些数据`}
          </Button>
        </>
      )}
    </section>
  );
}

const readable = (request: AskedRequest) =>
  request.about?.kind === 'PROVIDER' ? CATEGORIES.PROVIDER : CATEGORIES.SELF;

/** Everything that is asked and not only compared, with the chosen period and protected records. */
async function readRows(
  request: AskedRequest,
  choice: Choice,
  now: number,
): Promise<Omit<Looked, 'strength'>> {
  const every = request.items.map(({ item }) => item.code);
  const shown = new Set(
    request.items.filter(({ delivery }) => delivery !== 'VERIFY').map(({ item }) => item.code),
  );
  const variables: Record<string, unknown> = { input: { ...given(request, choice, now), items: every } };
  for (const { field, columns } of readable(request).values())
    for (const [column, item] of columns)
      if (shown.has(item)) {
        variables[field] = true;
        variables[`${field}_${column}`] = true;
      }
  const document = request.about?.kind === 'PROVIDER' ? PreviewOfProviderDocument : PreviewOfPersonDocument;
  const { previewApproval } = (await run(document as TypedDocumentString<unknown, unknown>, variables)) as {
    previewApproval: { problems: Looked['problems']; person?: Row | null; provider?: Row | null };
  };
  const record = previewApproval.person ?? previewApproval.provider ?? null;
  return {
    recordsFrom: choice.recordsFrom,
    ticked: choice.ticked,
    problems: previewApproval.problems,
    record: record as Looked['record'],
  };
}

function Rows({ request, choice, looked }: { request: AskedRequest; choice: Choice; looked: Looked }) {
  const chosen = chosenItems(request, choice);
  const delivered = new Set(
    chosen.filter(({ delivery }) => delivery !== 'VERIFY').map(({ item }) => item.code),
  );
  const compared = chosen.filter(({ delivery }) => delivery === 'VERIFY');
  const parts = [...readable(request).values()].flatMap((category) => {
    const columns = category.columns.filter(([, item]) => delivered.has(item));
    const read = looked.record?.[category.field];
    return columns.length > 0 ? [{ category, columns, read, rows: rowsOf(read) }] : [];
  });
  if (looked.problems.length > 0) return <Problems request={request} problems={looked.problems} />;
  return (
    <>
      {compared.length > 0 && (
        <p>
          <strong>{compared.map(({ item }) => nameOf(item)).join('、')}</strong>
          <br />
          <Trans>对方报出一个值，我们只回答“一致”或“不一致”，不会把您的给对方。</Trans>
        </p>
      )}
      <TooWeak request={request} delivered={delivered} />
      {parts.every(({ rows }) => rows.length === 0) && delivered.size > 0 && (
        <p role="status">
          <Trans>按现在的范围，没有记录会给出。</Trans>
        </p>
      )}
      {parts
        .filter(({ rows }) => rows.length > 0)
        .map(({ category, columns, read, rows }) => (
          <Part
            key={category.field}
            request={request}
            category={category}
            columns={columns}
            rows={rows}
            more={hasMore(read)}
          />
        ))}
    </>
  );
}

function Part({
  request,
  category,
  columns,
  rows,
  more,
}: {
  request: AskedRequest;
  category: Category;
  columns: Category['columns'];
  rows: readonly Row[];
  more: boolean;
}) {
  const codes = new Set(category.columns.map(([, item]) => item));
  const asked = request.items.find(({ item }) => codes.has(item.code));
  return (
    <>
      {asked && <h4>{nameOf(asked.item.category)}</h4>}
      <RecordTable columns={columns} rows={rows} />
      {more && (
        <p className="quiet">
          <Trans>这里是最近的 50 条，对方还能看到更早的。</Trans>
        </p>
      )}
    </>
  );
}

/** What the session is too weak for is masked here, and the recipient gets it in clear. */
function TooWeak({ request, delivered }: { request: AskedRequest; delivered: ReadonlySet<string> }) {
  const { data: session } = useSession();
  const acting = useActing();
  const strength = session?.strength ?? 'NONE';
  const hidden = request.items.some(
    ({ item, delivery }) =>
      delivery === 'RETURN' &&
      delivered.has(item.code) &&
      !atLeast(strength, acting.kind === 'WARD' ? 'FACE' : item.minimumStrength),
  );
  if (!hidden) return null;
  return (
    <>
      <p>
        <Trans>您现在看到的有些是遮盖的；对方得到的是原值。用刷脸登录，就能看到原值。</Trans>
      </p>
      <RaiseSession why={<Trans>登录得更可靠，才能看到原值。您填的内容还在。</Trans>}>
        <Trans>登录后看原值</Trans>
      </RaiseSession>
    </>
  );
}
