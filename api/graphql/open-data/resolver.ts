import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { heldItems } from '../../../consent/catalogue/open-data.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { publicCount, recipientsByItem } from '../../../consent/recipients/agreed-items.js';
import { examplesOf } from '../../../schema/item-examples.js';
import type { Context } from '../common/context.js';
import { OpenDataEntry } from './type.js';

@Resolver(() => OpenDataEntry)
export class OpenDataResolver {
  @Query(() => [OpenDataEntry], {
    description:
      'What the data asset center holds, by item, in the order of the catalogue. Public: no token is needed. It tells of no person; counts are rounded and small ones are not shown.',
  })
  async openData(
    @Ctx() { em }: Context,
    @Arg('category', () => ID, {
      nullable: true,
      description: 'Only the items of the category of this code. Null: all.',
    })
    category?: string,
    @Arg('item', () => ID, { nullable: true, description: 'Only the item of this code. Null: all.' })
    item?: string,
    @Arg('purpose', () => ID, {
      nullable: true,
      description: 'Only the items that the purpose of this code opens. Null: all.',
    })
    purpose?: string,
  ): Promise<OpenDataEntry[]> {
    const database = queryOn(em);
    const held = await heldItems(database, { category, item, purpose });
    const recipients = await recipientsByItem(database);
    return held.map((one) => ({
      ...one,
      examples: examplesOf(one.item),
      recipients: publicCount(recipients.get(one.item.code) ?? 0),
    }));
  }
}
