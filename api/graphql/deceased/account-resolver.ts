import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { afterDeathOf } from '../../../consent/deceased/arrangement.js';
import { applicationsOf } from '../../../consent/deceased/relative-application.js';
import type { PersonCaller } from '../../auth/caller.js';
import { Account } from '../account/type.js';
import type { Context } from '../common/context.js';
import { AfterDeathEnum } from '../common/enums.js';
import { RelativeApplication } from './type.js';

/** Fields of Account about the time after death. They are apart so that Account does not import this room. */
@Resolver(() => Account)
export class RelativesOfAccountResolver {
  @FieldResolver(() => AfterDeathEnum, {
    description: 'Whether near relatives may apply to read the record after this person’s death (PIPL 49).',
  })
  afterDeath(@Ctx() { em }: Context, @Root() { personId }: PersonCaller) {
    return afterDeathOf(queryOn(em), personId);
  }

  @FieldResolver(() => [RelativeApplication], {
    description:
      'Applications that this person made as a near relative of somebody who has died, newest first, at most 100.',
  })
  relativeApplications(@Ctx() { em }: Context, @Root() { personId }: PersonCaller) {
    return applicationsOf(queryOn(em), personId);
  }
}
