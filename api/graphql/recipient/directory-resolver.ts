import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { pageSizeOf } from '../../../consent/kernel/page-size.js';
import { type DirectoryEntry, directoryPage } from '../../../consent/recipients/directory.js';
import type { RecipientKind } from '../../../consent/recipients/recipient.js';
import type { Connection } from '../../../schema/connection.js';
import type { Context } from '../common/context.js';
import { RecipientKindEnum, RecipientStandingEnum } from '../common/enums.js';
import { PageArgs } from '../common/page-args.js';
import { Recipient, RecipientConnection } from './type.js';

const LIST = 'recipients';

/** The public directory of institutions (机构名录). */
@Resolver(() => Recipient)
export class DirectoryResolver {
  @Query(() => RecipientConnection, {
    description:
      'The institutions that have, or had, a data use agreement, by code. Public: no token is needed.',
  })
  async recipients(
    @Ctx() { em, services, loaders }: Context,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('kind', () => RecipientKindEnum, {
      nullable: true,
      description: 'Only institutions of this kind. Null: all.',
    })
    kind?: RecipientKind | null,
  ): Promise<Connection<DirectoryEntry>> {
    const cursors = services.cursors.within(`${LIST} ${kind ?? ''}`);
    const [from] = after == null ? [] : cursors.open(LIST, after);
    const page = { size: pageSizeOf(first), kind, after: from };
    const { entries, last, hasMore } = await directoryPage(queryOn(em), page);
    for (const entry of entries) loaders.directory.prime(entry.code, entry);
    const endCursor = last === null ? null : cursors.seal(LIST, [last]);
    return { nodes: [...entries], pageInfo: { endCursor, hasNextPage: hasMore } };
  }

  @Query(() => Recipient, {
    nullable: true,
    description:
      'One institution of the directory. Null for a code that is not in it. Public: no token is needed.',
  })
  async recipientOf(
    @Ctx() { loaders }: Context,
    @Arg('code', () => ID, { description: 'Code of the institution.' }) code: string,
  ): Promise<DirectoryEntry | null> {
    // A text that PostgreSQL can't hold is no institution's.
    const found = code.includes('\0') ? null : await loaders.directory.load(code);
    return found?.agreement ? found : null;
  }

  @FieldResolver(() => RecipientStandingEnum, {
    description: 'Whether the institution may use data now, and if not, why.',
  })
  async standing(@Ctx() { loaders }: Context, @Root() { code }: Recipient): Promise<string> {
    return (await loaders.directory.load(code))?.standing ?? 'APPLICANT';
  }
}
