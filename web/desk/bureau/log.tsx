import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { CheckpointDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { publishedKeys, world } from '../../ui/evidence';
import { Loaded } from '../../ui/loading';
import { Day } from '../../ui/time';
import { hex } from '../../verify/bytes';
import { headOf, verifyHead } from '../../verify/note';
import { growth } from '../../verify/verify';
import { BureauPage } from './bureau-page';

/** The head of the public log, checked in this page: who signed it, who witnessed it, and that it has only grown. */
export function Log() {
  const { t } = useLingui();
  const query = useQuery({
    queryKey: ['desk', 'log'],
    queryFn: readHead,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  return (
    <BureauPage title={t`账本`}>
      <p>
        <Trans>这里只看，不能改。核对在这台电脑上进行，不依靠平台自己的说法。</Trans>
      </p>
      <Loaded query={query}>{(read) => <Head read={read} />}</Loaded>
      <div>
        <Button isDisabled={query.isFetching} onPress={() => void query.refetch()}>
          <Trans>再读一次</Trans>
        </Button>
      </div>
    </BureauPage>
  );
}

/** What was read and found. A wrong signature, or a log that was rewritten, is said and not thrown. */
async function readHead() {
  const [{ logCheckpoint: note }, { keys }] = await Promise.all([
    run(CheckpointDocument, {}),
    publishedKeys(),
  ]);
  const head = headOf(note);
  try {
    const witnesses = await verifyHead(note, keys);
    return { note, head, keys, witnesses, since: (await growth(head, world)).since, wrong: null };
  } catch (error) {
    return { note, head, keys, witnesses: [], since: null, wrong: (error as Error).message };
  }
}

function Head({
  read: { note, head, keys, witnesses, since, wrong },
}: {
  read: Awaited<ReturnType<typeof readHead>>;
}) {
  return (
    <section className={wrong === null ? 'card' : 'card danger'}>
      <p role="status">
        {wrong === null ? (
          <strong>
            ✓ <Trans>签名对，账本只增不改。</Trans>
          </strong>
        ) : (
          <strong>
            ✕ <Trans>不对：{wrong}</Trans>
          </strong>
        )}
      </p>
      <dl className="terms">
        <dt>
          <Trans>账本</Trans>
        </dt>
        <dd>{head.origin}</dd>
        <dt>
          <Trans>多少条</Trans>
        </dt>
        <dd className="number">{head.size}</dd>
        <dt>
          <Trans>总指纹</Trans>
        </dt>
        <dd className="digest">{hex(head.root)}</dd>
        <dt>
          <Trans>见证方</Trans>
        </dt>
        <dd>
          {witnesses.length === 0 ? (
            <Trans>还没有见证方</Trans>
          ) : (
            <>
              <Plural value={witnesses.length} other="# 家：" />
              {witnesses.join('、')}
            </>
          )}
        </dd>
        <dt>
          <Trans>公布的密钥</Trans>
        </dt>
        <dd className="digest">
          {keys.map((key) => (
            <div key={key}>{key}</div>
          ))}
        </dd>
        <dt>
          <Trans>这台电脑</Trans>
        </dt>
        <dd>
          {since ? (
            <Trans>
              从 <Day at={since} /> 起记着
            </Trans>
          ) : (
            <Trans>第一次看，已记住现状</Trans>
          )}
        </dd>
      </dl>
      <pre className="digest table-frame">{note}</pre>
    </section>
  );
}
