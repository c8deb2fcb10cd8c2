import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { confirmGrantItems } from '../../../consent/grants/confirm-items.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import { itemOf } from '../../../schema/catalogue.js';
import { DataItem } from '../catalogue/catalogue.js';
import { asPerson, type Context } from '../common/context.js';
import { Grant } from './grant.js';

@ObjectType({ description: 'An item of a grant that waits for the person’s new word: its level was raised.' })
class SuspendedItem {
  @Field(() => DataItem)
  item!: DataItem;

  @Field(() => Int)
  level!: number;

  @Field(() => Int)
  catalogueVersion!: number;
}

@InputType()
class ConfirmGrantItemsInput {
  @Field(() => ID)
  id!: string;

  @Field(() => [ID], { nullable: true, description: 'Default: all that wait.' })
  items?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'The second, separate confirmation that sensitive items need.',
  })
  sensitiveConfirmed?: boolean | null;

  @Field(() => ID, { description: 'From completeAuthentication, for action APPROVE and this grant.' })
  authentication!: string;
}

/** Of the grant itself; declared here, for a grant does not know of later catalogues. */
@Resolver(() => Grant)
export class SuspendedItemsResolver {
  @FieldResolver(() => [SuspendedItem], {
    description: 'Refused until confirmGrantItems; the other items go on.',
  })
  async suspendedItems(@Ctx() { loaders }: Context, @Root() grant: GrantEntity) {
    const waiting = await loaders.suspendedItems.load(grant.id);
    return waiting.map(({ item, level, version }) => ({
      item: itemOf(item),
      level,
      catalogueVersion: version,
    }));
  }

  @Mutation(() => Grant, { description: 'The person’s new word for items whose level was raised (R-07).' })
  confirmGrantItems(@Ctx() context: Context, @Arg('input') input: ConfirmGrantItemsInput) {
    const { personId } = asPerson(context);
    const confirmation = { ...input, sensitiveConfirmed: input.sensitiveConfirmed ?? false };
    return confirmGrantItems(context.em, context.services.authentications, personId, confirmation);
  }
}
