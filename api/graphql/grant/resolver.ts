import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import { revokeGrant, revokeGrants } from '../../../consent/grants/revoke-grant.js';
import { isOwner } from '../../../consent/people/subject.js';
import { assertActs } from '../../../consent/staff/accounts.js';
import { recordStaffLook } from '../../../consent/staff/looks.js';
import { asPerson, type Context } from '../common/context.js';
import { recipientSeenBy } from '../common/recipient-seen.js';
import { shownGrant } from './shown-grant.js';
import { Grant, grantedItems } from './type.js';

@Resolver(() => Grant)
export class GrantResolver {
  @Query(() => Grant, {
    nullable: true,
    description:
      'One grant. Null unless the caller is its person, the representative of its provider, its recipient, a member of it (OWNER, HANDLER, AUDITOR) or an officer.',
  })
  async grant(@Ctx() context: Context, @Arg('id', () => ID, { description: 'The grant.' }) id: string) {
    const { caller, em, loaders } = context;
    if (caller.kind === 'ANONYMOUS') asPerson(context);
    const grant = await loaders.grant.load(id);
    if (!grant) return null;
    if (caller.kind === 'STAFF' && caller.role === 'OFFICER') {
      await assertActs(queryOn(em), caller);
      await recordStaffLook(queryOn(em), caller, 'GRANT', grant.id);
      return grant;
    }
    if (recipientSeenBy(caller) === grant.recipientCode) return grant;
    return caller.kind === 'PERSON' && (await isOwner(queryOn(em), caller.personId, grant)) ? grant : null;
  }

  @Mutation(() => Grant, {
    description:
      'The person takes a grant back. It holds at once, and needs no proof beyond the session (PIPL 15). Revoking it again changes nothing; GRANT_EXPIRED or GRANT_SUPERSEDED where it has ended already.',
  })
  revokeGrant(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The grant.' }) id: string,
    @Arg('reason', () => String, {
      nullable: true,
      description: 'The person’s own note; at most 500 characters. Never needed.',
    })
    reason?: string,
  ) {
    return revokeGrant(context.em, asPerson(context).personId, id, reason ?? null);
  }

  @Mutation(() => [Grant], {
    description:
      'The person takes back several grants to one recipient in one act, as revokeGrant does each: all of them or, where one is refused, none. Each has its own entry in the ledger. In the order of the ids.',
  })
  revokeGrants(
    @Ctx() context: Context,
    @Arg('recipient', () => ID, { description: 'Code of the recipient of all of them.' }) recipient: string,
    @Arg('ids', () => [ID], { description: 'The grants, at most 200.' }) ids: string[],
  ) {
    return revokeGrants(context.em, asPerson(context).personId, recipient, ids);
  }

  @FieldResolver()
  async status(@Ctx() context: Context, @Root() grant: GrantEntity) {
    return context.loaders.grantStatus.load(grant.id);
  }

  @FieldResolver()
  supersededBy(@Ctx() context: Context, @Root() { supersededBy }: GrantEntity) {
    return supersededBy ? shownGrant(context, supersededBy) : null;
  }

  @FieldResolver()
  recipient(@Ctx() { loaders }: Context, @Root() grant: GrantEntity) {
    return loaders.recipient.load(grant.recipientCode);
  }

  @FieldResolver()
  items(@Root() grant: GrantEntity) {
    return grantedItems(grant.items);
  }
}
