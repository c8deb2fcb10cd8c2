import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { confirmGrantItems } from '../../../consent/grants/confirm-items.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import { itemOf } from '../../../schema/catalogue.js';
import { asPerson, type Context } from '../common/context.js';
import { ConfirmGrantItemsInput } from './suspended-items-input.js';
import { SuspendedItem } from './suspended-items-type.js';
import { Grant } from './type.js';

/** fields of Grant about items that a later catalogue version suspends. */
@Resolver(() => Grant)
export class SuspendedItemsResolver {
  @FieldResolver(() => [SuspendedItem], {
    description:
      'Items that are refused under this grant until confirmGrantItems. Its other items are given as before.',
  })
  async suspendedItems(@Ctx() { loaders }: Context, @Root() grant: GrantEntity) {
    const waiting = await loaders.suspendedItems.load(grant.id);
    return waiting.map(({ item, level, version }) => ({
      item: itemOf(item),
      level,
      catalogueVersion: version,
    }));
  }

  @Mutation(() => Grant, {
    description:
      'The person confirms items whose level was raised (R-07). STRENGTH_REQUIRED where the proof is weaker than the new level asks for; GRANT_REVOKED, GRANT_EXPIRED or GRANT_SUPERSEDED where the grant has ended.',
  })
  confirmGrantItems(
    @Ctx() context: Context,
    @Arg('input', { description: 'The grant, the items and the proof.' }) input: ConfirmGrantItemsInput,
  ) {
    const { personId } = asPerson(context);
    const confirmation = { ...input, sensitiveConfirmed: input.sensitiveConfirmed ?? false };
    return confirmGrantItems(context.em, context.services.authentications, personId, confirmation);
  }
}
