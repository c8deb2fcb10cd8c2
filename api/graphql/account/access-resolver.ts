import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { LISTS } from '../../../consent/database/keyset-list.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { type Access as AccessEntry, accessesByIds } from '../../../consent/subject-access/access-history.js';
import type { PersonCaller } from '../../auth/caller.js';
import type { Context } from '../common/context.js';
import { connection, ownedBy, PageArgs } from '../common/page-args.js';
import { grantedItems } from '../grant/type.js';
import { AccessConnection } from './access-type.js';
import { Account } from './type.js';

@Resolver(() => Account)
export class AccessesResolver {
  @FieldResolver(() => AccessConnection, {
    description:
      'Looks at the person’s own record, whoever looked, and the person’s looks at other records: of a ward, of a provider they represent, of somebody who has died. With exports, and looks of employees at what is the person’s, newest first.',
  })
  async accesses(
    @Ctx() context: Context,
    @Root() { personId }: PersonCaller,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    const mine = await ownedBy(context, personId);
    const shown = ({ items, looked, ...access }: AccessEntry) => ({
      ...access,
      items: grantedItems(items),
      lookedAt: looked,
    });
    return connection(context, LISTS.accesses, mine, page, async (ids) =>
      (await accessesByIds(queryOn(context.em), personId, ids)).map(shown),
    );
  }
}
