import { Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { accountCounts, markUsesSeen } from '../../../consent/grants/account-counts.js';
import type { PersonCaller } from '../../auth/caller.js';
import { asPerson, type Context } from '../common/context.js';
import { Counts } from './counts-type.js';
import { Account } from './type.js';

@Resolver(() => Account)
export class CountsResolver {
  @FieldResolver(() => Counts, {
    description:
      'What waits for the person, in numbers. It reads nothing of the record and is recorded nowhere.',
  })
  counts(@Ctx() { em }: Context, @Root() { personId }: PersonCaller): Promise<Counts> {
    return accountCounts(queryOn(em), personId);
  }

  @Mutation(() => Boolean, {
    description: 'The person has seen who used their grants: Counts.newUses begins anew. Always true.',
  })
  async markSeen(@Ctx() context: Context): Promise<boolean> {
    await markUsesSeen(queryOn(context.em), asPerson(context).personId);
    return true;
  }
}
