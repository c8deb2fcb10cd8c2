import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { LISTS } from '../../../consent/database/keyset-list.js';
import { queryOn } from '../../../consent/database/transaction.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import { recordStaffLook } from '../../../consent/staff/looks.js';
import type { Context } from '../common/context.js';
import { disclosureList } from '../common/loaders.js';
import { connection, PageArgs } from '../common/page-args.js';
import { Grant } from '../grant/type.js';
import { DisclosureConnection } from './type.js';

/** The field of Grant that lists its disclosures. It is apart so that grants do not import disclosures. */
@Resolver(() => Grant)
export class GrantDisclosuresResolver {
  @FieldResolver(() => DisclosureConnection, {
    description: 'The uses of this grant, newest first. FORBIDDEN for clerks and reviewers.',
  })
  async disclosures(
    @Ctx() context: Context,
    @Root() grant: GrantEntity,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    const { caller } = context;
    if (caller.kind === 'STAFF' && caller.role !== 'OFFICER')
      refuse('FORBIDDEN', {
        en: 'The counter does not see who read what. The person sees it below me.',
        zh: '窗口看不到谁查阅了什么。本人可在 me 下查看。',
      });
    if (caller.kind === 'STAFF') await recordStaffLook(queryOn(context.em), caller, 'DISCLOSURES', grant.id);
    return connection(context, LISTS.disclosures, { grantId: grant.id }, page, disclosureList(context));
  }
}
