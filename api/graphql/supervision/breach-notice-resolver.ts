import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { wardsOf } from '../../../consent/people/guardianship.js';
import { representedProviders } from '../../../consent/people/subject.js';
import { breachNotices, type BreachNotice as Notice } from '../../../consent/supervision/breach-notices.js';
import type { PersonCaller } from '../../auth/caller.js';
import { Account } from '../account/type.js';
import type { Context } from '../common/context.js';
import { BreachNotice } from './breach-notice-type.js';

const TEXT =
  '该机构发生数据安全事件，您给它的授权，或您所监护的人、所代表机构给它的授权，已全部暂停，它不能再读取数据。您可以随时撤回授权，如有疑问请拨打12393。';

@Resolver(() => Account)
export class AccountBreachNoticesResolver {
  @FieldResolver(() => [BreachNotice], {
    description:
      'Notices of data breaches at recipients to whom a grant was ever given by this person, for them or for a ward of theirs, or for a provider that they represent (R-34, PIPL 57). Newest first.',
  })
  async breachNotices(@Ctx() { em }: Context, @Root() { personId }: PersonCaller) {
    const database = queryOn(em);
    const wards = await wardsOf(database, personId);
    return breachNotices(
      database,
      personId,
      wards.map((ward) => ward.personId),
      await representedProviders(database, personId),
    );
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
