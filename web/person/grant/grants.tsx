import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Label, Radio, RadioGroup } from 'react-aria-components';
import { type GrantStatus, GrantsDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { GrantCard } from '../../ui/grant-card';
import { Loading } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Fault } from '../../ui/refusal-words';

/** All grants, also those that have ended, by status. */
export default function Grants() {
  const { t } = useLingui();
  const [status, setStatus] = useState<GrantStatus>('ACTIVE');
  const filters: readonly [GrantStatus, string][] = [
    ['ACTIVE', t`有效`],
    ['SUSPENDED', t`暂停`],
    ['EXHAUSTED', t`已用完`],
    ['EXPIRED', t`已到期`],
    ['REVOKED', t`已撤回`],
    ['SUPERSEDED', t`被替换`],
  ];
  return (
    <Page title={t`我的授权`}>
      <RadioGroup value={status} onChange={(value) => setStatus(value as GrantStatus)}>
        <Label>
          <Trans>看哪些</Trans>
        </Label>
        <span className="row">
          {filters.map(([value, words]) => (
            <Radio key={value} value={value}>
              <span className="box" aria-hidden>
                {value === status ? '●' : ''}
              </span>
              {words}
            </Radio>
          ))}
        </span>
      </RadioGroup>
      <List status={status} />
    </Page>
  );
}

function List({ status }: { status: GrantStatus }) {
  const query = useInfiniteQuery({
    queryKey: ['consents', 'grants', status],
    queryFn: ({ pageParam }) => run(GrantsDocument, { status, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ me: { grants } }) =>
      grants.pageInfo.hasNextPage ? grants.pageInfo.endCursor : null,
  });
  if (query.isPending) return <Loading />;
  const grants = query.data?.pages.flatMap(({ me }) => me.grants.nodes) ?? [];
  return (
    <>
      <Fault error={query.error} />
      {grants.length === 0 && !query.isError && (
        <p role="status">
          <Trans>没有这样的授权。</Trans>
        </p>
      )}
      <ul className="cards">
        {grants.map((grant) => (
          <GrantCard key={grant.id} grant={grant} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button isDisabled={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
          <Trans>显示更多</Trans>
        </Button>
      )}
    </>
  );
}
