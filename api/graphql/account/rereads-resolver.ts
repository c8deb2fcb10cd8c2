import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Ward as GuardedWard } from '../../../consent/people/guardianship.js';
import type { PersonCaller } from '../../auth/caller.js';
import type { Context } from '../common/context.js';
import { ownedBy, PageArgs } from '../common/page-args.js';
import { RereadConnection } from '../disclosure/reread-type.js';
import { rereads } from '../disclosure/rereads-resolver.js';
import { Account } from './type.js';
import { Ward } from './ward-type.js';

@Resolver(() => Account)
export class AccountRereadsResolver {
  @FieldResolver(() => RereadConnection, {
    description: 'Every re-reading of what a use of a grant opened, newest first. None takes a use.',
  })
  async rereads(
    @Ctx() context: Context,
    @Root() { personId }: PersonCaller,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    return rereads(context, await ownedBy(context, personId), page);
  }
}

@Resolver(() => Ward)
export class WardRereadsResolver {
  @FieldResolver(() => RereadConnection, {
    description: 'Every re-reading of what a use of a grant opened of the ward, newest first.',
  })
  rereads(@Ctx() context: Context, @Root() { personId }: GuardedWard, @Args(() => PageArgs) page: PageArgs) {
    return rereads(context, { owner: { personId, providerIds: [] } }, page);
  }
}
