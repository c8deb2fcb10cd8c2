import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useParams } from 'wouter';
import { GrantToConfirmDocument, type GrantToConfirmQuery } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { NotFound } from '../not-found';

export type GivenGrant = NonNullable<GrantToConfirmQuery['grant']>;

/** The grant of this address, read for whoever is to confirm something of it. */
export function GrantToConfirm({
  title,
  children,
}: {
  /** Of the page while it loads. */
  title: string;
  children: (grant: GivenGrant) => ReactNode;
}) {
  const { id } = useParams<{ id: string }>();
  const query = useQuery({
    queryKey: ['consents', 'confirm', id],
    queryFn: () => run(GrantToConfirmDocument, { id: id! }),
  });
  const grant = query.data?.grant;
  if (grant === null) return <NotFound />;
  if (grant) return children(grant);
  return (
    <Page title={title}>
      <Loaded query={query}>{() => null}</Loaded>
    </Page>
  );
}
