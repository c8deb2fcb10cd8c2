import { Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import type { ConsentRequest as ConsentRequestEntity } from '../../../consent/grants/consent-request.js';
import { noticeStatement } from '../../../consent/grants/notice-statement.js';
import type { Context } from '../common/context.js';
import { ConsentRequest } from './consent-request.js';

@ObjectType({ description: 'One thing that a person must be told before they decide (PIPL 17, 23, 30).' })
class StatementLine {
  @Field(() => ID)
  code!: string;

  @Field()
  labelZh!: string;

  @Field()
  labelEn!: string;

  @Field()
  text!: string;
}

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
