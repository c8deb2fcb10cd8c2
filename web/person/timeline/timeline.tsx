import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { OwnLooksDocument, ReadingsDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Loading } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Reading } from '../../ui/reading';
import { Fault } from '../../ui/refusal-words';
import { Moment } from '../../ui/time';

/** Who read what and when, newest first: institutions, and one's own looks. */
export default function Timeline() {
  const { t } = useLingui();
  return (
    <Page title={t`谁看过`}>
      <Tabs>
        <TabList aria-label={t`谁看过`} className="row">
          <Tab id="others" className="react-aria-Button plain">
            <Trans>机构看的</Trans>
          </Tab>
          <Tab id="own" className="react-aria-Button plain">
            <Trans>我自己看的</Trans>
          </Tab>
        </TabList>
        <TabPanel id="others">
          <Others />
        </TabPanel>
        <TabPanel id="own">
          <Own />
        </TabPanel>
      </Tabs>
    </Page>
  );
}

function Others() {
  const query = useInfiniteQuery({
    queryKey: ['consents', 'readings'],
    queryFn: ({ pageParam }) => run(ReadingsDocument, { after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ me: { disclosures } }) =>
      disclosures.pageInfo.hasNextPage ? disclosures.pageInfo.endCursor : null,
  });
  if (query.isPending) return <Loading />;
  const readings = query.data?.pages.flatMap(({ me }) => me.disclosures.nodes) ?? [];
  return (
    <section>
      <Fault error={query.error} />
      {readings.length === 0 && !query.isError && (
        <p>
          <Trans>还没有人看过。有人看时，这里马上会有一条。</Trans>
        </p>
      )}
      <ul className="cards">
        {readings.map((reading) => (
          <Reading key={reading.id} reading={reading} />
        ))}
      </ul>
      {query.hasNextPage && <More onMore={() => void query.fetchNextPage()} />}
    </section>
  );
}

function Own() {
  const query = useInfiniteQuery({
    queryKey: ['consents', 'own-looks'],
    queryFn: ({ pageParam }) => run(OwnLooksDocument, { after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ me: { accesses } }) =>
      accesses.pageInfo.hasNextPage ? accesses.pageInfo.endCursor : null,
  });
  if (query.isPending) return <Loading />;
  const looks = query.data?.pages.flatMap(({ me }) => me.accesses.nodes) ?? [];
  return (
    <section>
      <Fault error={query.error} />
      <ul className="items">
        {looks.map((look) => (
          <li key={`${look.at}${look.kind}`}>
            <span>
              {look.kind === 'OWN_EXPORT' ? (
                <Trans>带走全部数据</Trans>
              ) : look.kind === 'RELATIVE_ACCESS' ? (
                <Trans>近亲属看了</Trans>
              ) : (
                <Trans>看了自己的数据</Trans>
              )}{' '}
              <Plural value={look.items.length} other="（# 项）" />
            </span>
            <span className="quiet">
              <Moment at={look.at} />
            </span>
          </li>
        ))}
      </ul>
      {query.hasNextPage && <More onMore={() => void query.fetchNextPage()} />}
    </section>
  );
}

function More({ onMore }: { onMore: () => void }) {
  return (
    <Button onPress={onMore}>
      <Trans>显示更多</Trans>
    </Button>
  );
}
