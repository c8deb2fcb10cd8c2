import { Args, Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import {
  type RecipientNotice as RecipientNoticeEntity,
  recipientNotices,
} from '../../../consent/notifications/recipient-notices.js';
import type { Recipient as RecipientEntity } from '../../../consent/recipients/recipient.js';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import type { Context } from '../common/context.js';
import { RecipientNoticeKindEnum } from '../common/enums.js';
import { PageArgs } from '../common/page-args.js';
import { Grant } from '../grant/grant.js';
import { Recipient } from '../recipient/recipient.js';
import { own } from './lists.js';

@ObjectType({
  description:
    'What a recipient must act on. GRANT_REVOKED: stop using and delete what you hold on consent. GRANT_SUSPENDED: stop. RECORD_CORRECTED: a settlement that was delivered under the grant was refunded or changed; read it again.',
})
class RecipientNotice {
  @Field(() => ID)
  id!: string;

  @Field(() => RecipientNoticeKindEnum)
  kind!: string;

  @Field(() => DateTimeScalar)
  at!: Date;

  @Field(() => Grant)
  grant!: Grant;
}

const RecipientNoticeConnection = connectionOf('RecipientNotice', () => RecipientNotice);

@Resolver(() => RecipientNotice)
export class RecipientNoticeResolver {
  @FieldResolver()
  grant(@Ctx() { loaders }: Context, @Root() { grantId }: RecipientNoticeEntity) {
    return loaders.grant.load(grantId);
  }
}

@Resolver(() => Recipient)
export class RecipientNoticesResolver {
  @FieldResolver(() => RecipientNoticeConnection, {
    description:
      'Oldest first. Poll with the endCursor of the answer before: it is there also when nothing is new.',
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
    );
    return { nodes: notices, pageInfo: { endCursor, hasNextPage } };
  }
}
