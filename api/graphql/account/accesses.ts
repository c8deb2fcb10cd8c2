import { Args, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { LISTS } from '../../../consent/database/keyset-list.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { type Access as AccessEntry, accessesByIds } from '../../../consent/subject-access/access-history.js';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import type { PersonCaller } from '../../auth/caller.js';
import type { Context } from '../common/context.js';
import { AccessKindEnum, StrengthEnum } from '../common/enums.js';
import { connection, ownedBy, PageArgs } from '../common/page-args.js';
import { GrantedItem, grantedItems } from '../grant/grant.js';
import { Account } from './account.js';

@ObjectType({ description: 'A look at one’s own record, or at that of a provider one represents.' })
class Access {
  @Field(() => DateTimeScalar)
  at!: Date;

  @Field(() => AccessKindEnum)
  kind!: string;

  @Field(() => StrengthEnum, { nullable: true })
  strength!: string | null;

  @Field(() => [GrantedItem])
  items!: GrantedItem[];
}

const AccessConnection = connectionOf('Access', () => Access);

@Resolver(() => Account)
export class AccessesResolver {
  @FieldResolver(() => AccessConnection, { description: 'One’s own looks and exports, newest first.' })
  async accesses(
    @Ctx() context: Context,
    @Root() { personId }: PersonCaller,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    const mine = await ownedBy(context, personId);
    const shown = ({ items, ...access }: AccessEntry) => ({ ...access, items: grantedItems(items) });
    return connection(context, LISTS.accesses, mine, page, async (ids) =>
      (await accessesByIds(queryOn(context.em), ids)).map(shown),
    );
  }
}
