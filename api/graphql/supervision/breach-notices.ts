import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { representedProviders } from '../../../consent/people/subject.js';
import { breachNotices, type BreachNotice as Notice } from '../../../consent/supervision/breach-notices.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import type { PersonCaller } from '../../auth/caller.js';
import { Account } from '../account/account.js';
import type { Context } from '../common/context.js';
import { Recipient } from '../recipient/recipient.js';

const TEXT =
  '该机构发生数据安全事件，您对它的授权已全部暂停，它不能再读取您的数据。您可以随时撤回授权，如有疑问请拨打12393。';

@ObjectType({ description: 'Notice of a breach at a recipient who was given a grant (R-34, PIPL 57).' })
class BreachNotice {
  @Field(() => Recipient)
  recipient!: Recipient;

  @Field(() => DateTimeScalar)
  noticedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When grants were set going again; null: they are frozen.',
  })
  liftedAt!: Date | null;

  @Field()
  text!: string;
}

@Resolver(() => Account)
export class AccountBreachNoticesResolver {
  @FieldResolver(() => [BreachNotice])
  async breachNotices(@Ctx() { em }: Context, @Root() { personId }: PersonCaller) {
    const database = queryOn(em);
    return breachNotices(database, personId, await representedProviders(database, personId));
  }
}

@Resolver(() => BreachNotice)
export class BreachNoticeResolver {
  @FieldResolver()
  recipient(@Ctx() { loaders }: Context, @Root() { recipientCode }: Notice) {
    return loaders.recipient.load(recipientCode);
  }

  @FieldResolver()
  text(): string {
    return TEXT;
  }
}
