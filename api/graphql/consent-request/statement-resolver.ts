import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ConsentRequest as ConsentRequestEntity } from '../../../consent/grants/consent-request.js';
import { noticeStatement } from '../../../consent/grants/notice-statement.js';
import type { Context } from '../common/context.js';
import { StatementLine } from './statement-type.js';
import { ConsentRequest } from './type.js';

@Resolver(() => ConsentRequest)
export class StatementResolver {
  @FieldResolver(() => [StatementLine], {
    description:
      'What the request means, made by the platform from its terms: who, contact, purpose, manner, items by name, what is sensitive, retention, how to withdraw and complain, what refusing means. To be shown beside the recipient’s own notice.',
  })
  async statement(@Ctx() { loaders }: Context, @Root() request: ConsentRequestEntity) {
    return noticeStatement(request, (await loaders.recipient.load(request.recipientCode))!);
  }
}
