import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { purposeOf } from '../../../consent/purposes/registry.js';
import { listProducts } from '../../../consent/recipients/list-products.js';
import type { ProductKind, Product as Registered } from '../../../consent/recipients/product.js';
import type { Context } from '../common/context.js';
import { ProductKindEnum } from '../common/enums.js';
import { PageArgs } from '../common/page-args.js';
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

  @FieldResolver()
  recipient(@Ctx() { loaders }: Context, @Root() { recipientCode }: Registered) {
    return loaders.recipient.load(recipientCode);
  }

  @FieldResolver()
  purposes(@Root() { purposes }: Registered) {
    return purposes.map(purposeOf);
  }
}
