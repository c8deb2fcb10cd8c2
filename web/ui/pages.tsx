import { Trans } from '@lingui/react/macro';
import { type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Loading } from './loading';
import { Fault } from './refusal-words';

interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly endCursor?: string | null; readonly hasNextPage: boolean };
}

type Pages<Node> = UseInfiniteQueryResult<{ readonly pages: readonly Page<Node>[] }>;

/** A list that is read page by page, as far as the person asks. */
export const usePages = <Node,>(
  key: readonly string[],
  read: (after: string | null) => Promise<Page<Node>>,
): Pages<Node> =>
  useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
  });

/** What was read so far, why the rest did not come, and a button for more. */
export function PagedList<Node>({
  pages,
  children,
}: {
  pages: Pages<Node>;
  /** @param isEmpty whether there is nothing, and not merely nothing that could be read */
  children: (nodes: readonly Node[], isEmpty: boolean) => ReactNode;
}) {
  if (pages.isPending) return <Loading />;
  const nodes = pages.data?.pages.flatMap((page) => page.nodes) ?? [];
  return (
    <section className="list">
      <Fault error={pages.error} />
      {children(nodes, nodes.length === 0 && !pages.isError)}
      {pages.hasNextPage && (
        <Button isDisabled={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
          <Trans>显示更多</Trans>
        </Button>
      )}
    </section>
  );
}
