import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { LISTS, type ListFilter } from '../../../consent/database/keyset-list.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { type Reread as RereadEntry, rereadsByIds } from '../../../consent/gate/reread-history.js';
import type { Context } from '../common/context.js';
import { connection, PageArgs } from '../common/page-args.js';
import { grantedItems } from '../grant/type.js';
import { type DisclosureAnswer, recordedAnswer } from './answer.js';
import { Reread, RereadConnection } from './reread-type.js';
import { Disclosure } from './type.js';

/** One page of re-readings, newest first. */
export const rereads = (context: Context, filter: ListFilter, page: PageArgs) =>
  connection(context, LISTS.rereads, filter, page, (ids) => rereadsByIds(queryOn(context.em), ids));

/** the person sees every read, and a re-reading is one. */
@Resolver(() => Disclosure)
export class DisclosureRereadsResolver {
  @FieldResolver(() => RereadConnection, {
    description:
      'Every re-reading of this use, newest first: retries that were answered again, and pages that were read further or again.',
  })
  rereads(
    @Ctx() context: Context,
    @Root() { id, grantId }: DisclosureAnswer,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    return rereads(context, { grantId, disclosureId: id }, page);
  }
}

@Resolver(() => Reread)
export class RereadResolver {
  @FieldResolver()
  items(@Root() { items }: RereadEntry) {
    return grantedItems(items);
  }

  @FieldResolver()
  async disclosure(@Ctx() { loaders }: Context, @Root() { disclosureId }: RereadEntry) {
    return recordedAnswer((await loaders.disclosure.load(disclosureId))!);
  }
}
