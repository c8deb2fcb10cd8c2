import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type GrantStatus, GrantsDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { aboutOf, keyOf, useActing } from '../../ui/acting';
import { Choices } from '../../ui/choices';
import { GrantCard } from '../../ui/grant-card';
import { Page } from '../../ui/page';
import { PagedList, usePages } from '../../ui/pages';
import { RevokeAll } from './revoke-all';

/** All grants, also those that have ended, by status. */
export default function Grants() {
  const { t } = useLingui();
  const acting = useActing();
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
    <Page title={acting.kind === 'SELF' ? t`我的授权` : t`授权`}>
      <Choices label={t`看哪些`} options={filters} value={status} onChange={setStatus} inRow />
      <List status={status} />
    </Page>
  );
}

function List({ status }: { status: GrantStatus }) {
  const acting = useActing();
  const pages = usePages(
    ['consents', 'grants', status, keyOf(acting)],
    async (after) => (await run(GrantsDocument, { status, after, about: aboutOf(acting) })).me.grants,
  );
  return (
    <PagedList pages={pages}>
      {(grants, isEmpty) => (
        <>
          {isEmpty && (
            <p role="status">
              <Trans>没有这样的授权。</Trans>
            </p>
          )}
          <ul className="cards">
            {grants.map((grant) => (
              <GrantCard key={grant.id} grant={grant} />
            ))}
          </ul>
          <RevokeAll grants={grants} />
        </>
      )}
    </PagedList>
  );
}
