import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import {
  type RecipientNotice as RecipientNoticeEntity,
  recipientNotices,
} from '../../../consent/notifications/recipient-notices.js';
import type { Recipient as RecipientEntity } from '../../../consent/recipients/recipient.js';
import type { Context } from '../common/context.js';
import { PageArgs } from '../common/page-args.js';
import { Recipient } from '../recipient/type.js';
import { RecipientNotice, RecipientNoticeConnection } from './notice-type.js';
import { own } from './own.js';

@Resolver(() => RecipientNotice)
export class RecipientNoticeResolver {
  @FieldResolver()
  grant(@Ctx() { loaders }: Context, @Root() { grantId }: RecipientNoticeEntity) {
    return grantId && loaders.grant.load(grantId);
  }

  @FieldResolver()
  consentRequest(@Ctx() { loaders }: Context, @Root() { requestId }: RecipientNoticeEntity) {
    return requestId && loaders.request.load(requestId);
  }
}

@Resolver(() => Recipient)
export class RecipientNoticesResolver {
  @FieldResolver(() => RecipientNoticeConnection, {
    description:
      'Notices to this recipient, oldest first. Poll with the endCursor of the last answer, which is there also when nothing is new. FORBIDDEN for every caller but the recipient itself and its members (OWNER, HANDLER, AUDITOR).',
  })
  async notices(
    @Ctx() context: Context,
    @Root() recipient: RecipientEntity,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    const { recipientCode } = own(context, recipient);
    const { cursors } = context.services;
    const { notices, endCursor, hasNextPage } = await recipientNotices(
      queryOn(context.em),
      cursors,
      recipientCode,
      page,
      context.caller.kind === 'RECIPIENT',
    );
    return { nodes: notices, pageInfo: { endCursor, hasNextPage } };
  }
}
