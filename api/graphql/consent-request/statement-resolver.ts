import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ConsentRequest as ConsentRequestEntity } from '../../../consent/grants/consent-request.js';
import { noticeStatement } from '../../../consent/grants/notice-statement.js';
import type { Context } from '../common/context.js';
import { StatementLine } from './statement-type.js';
import { ConsentRequest } from './type.js';

export const statementOf = async (
  { loaders }: Context,
  request: ConsentRequestEntity,
): Promise<StatementLine[]> =>
  noticeStatement(request, (await loaders.recipient.load(request.recipientCode))!);

@Resolver(() => ConsentRequest)
export class StatementResolver {
  @FieldResolver(() => [StatementLine], {
    description:
      'What the request means, made by the platform from its terms: who asks and how to reach them, purpose, manner, items by name, which are sensitive, retention, how to withdraw and to complain, what refusing means. Show it beside the recipient’s own notice.',
  })
  statement(@Ctx() context: Context, @Root() request: ConsentRequestEntity) {
    return statementOf(context, request);
  }
}
