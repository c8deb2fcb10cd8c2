import { ArgsType, Field, Int } from 'type-graphql';
import type { ListFilter, ListSearch, ListSource } from '../../../consent/database/keyset-list.js';
import { listIds } from '../../../consent/database/keyset-list.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { representedProviders } from '../../../consent/people/subject.js';
import type { Connection } from '../../../schema/connection.js';
import type { Context } from './context.js';

/** The arguments of a list of requests, grants, disclosures or accesses. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, defaultValue: 50, description: 'Rows in one answer, 1 to 200.' })
  first!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The endCursor of the page before. Null: the first page.',
  })
  after?: string | null;
}

/** One page of a list. `find` loads the rows of the page, in the order of the ids. */
export async function connection<T extends { id: string }>(
  { em, services }: Context,
  list: ListSource,
  filter: ListFilter,
  page: PageArgs & ListSearch,
  find: (ids: readonly string[]) => Promise<readonly (T | null)[]>,
): Promise<Connection<T>> {
  const { ids, endCursor, hasNextPage } = await listIds(queryOn(em), services.cursors, list, filter, page);
  const nodes = (await find(ids)).filter((node) => node !== null);
  return { nodes, pageInfo: { endCursor, hasNextPage } };
}

/** The filter for rows about this person, or about a provider that this person legally represents. */
export const ownedBy = async ({ em }: Context, personId: string): Promise<ListFilter> => ({
  owner: { personId, providerIds: await representedProviders(queryOn(em), personId) },
});
