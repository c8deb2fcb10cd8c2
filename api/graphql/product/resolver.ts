import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { draftProduct } from '../../../consent/onboarding/product-drafts.js';
import { purposeOf } from '../../../consent/purposes/registry.js';
import { listProducts } from '../../../consent/recipients/list-products.js';
import type { ProductKind, Product as Registered } from '../../../consent/recipients/product.js';
import { asPerson, type Context } from '../common/context.js';
import { ProductKindEnum } from '../common/enums.js';
import { PageArgs } from '../common/page-args.js';
import { DraftProductInput } from './input.js';
import { Product, ProductConnection } from './type.js';

@Resolver(() => Product)
export class ProductResolver {
  @Query(() => ProductConnection, {
    description: 'Registered products that are offered today, by code. Public: no token is needed.',
  })
  async products(
    @Ctx() { em, services }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('recipient', () => ID, {
      nullable: true,
      description: 'Only those of the recipient of this code. Null: all.',
    })
    recipient?: string,
    @Arg('kind', () => ProductKindEnum, { nullable: true, description: 'Only this kind. Null: all.' })
    kind?: ProductKind,
  ) {
    const { products, endCursor, hasNextPage } = await listProducts(queryOn(em), services.cursors, {
      ...page,
      recipient,
      kind,
    });
    return { nodes: products, pageInfo: { endCursor, hasNextPage } };
  }

  @Mutation(() => Product, {
    description:
      'Drafts a product of the institution for which the person acts: whoever began its approved application, signed in with FACE. Nobody is asked under it until officers register it (proposeAct, REGISTER_PRODUCT).',
  })
  draftProduct(
    @Ctx() context: Context,
    @Arg('input', { description: 'The product.' }) input: DraftProductInput,
  ) {
    return draftProduct(context.em, asPerson(context), input);
  }

  @FieldResolver()
  recipient(@Ctx() { loaders }: Context, @Root() { recipientCode }: Registered) {
    return loaders.recipient.load(recipientCode);
  }

  @FieldResolver()
  purposes(@Root() { purposes }: Registered) {
    return purposes.map(purposeOf);
  }
}
