import { Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { refuse } from '../../../consent/kernel/refusal.js';
import { asRecipient, type Context } from '../common/context.js';
import { RecipientKindEnum } from '../common/enums.js';

@ObjectType({ description: 'Recipient (第三方机构): a commercial insurer or bank.' })
export class Recipient {
  @Field(() => ID)
  code!: string;

  @Field()
  name!: string;

  @Field(() => RecipientKindEnum)
  kind!: string;
}

@Resolver(() => Recipient)
export class RecipientResolver {
  @Query(() => Recipient, { description: 'The calling recipient.' })
  async recipient(@Ctx() context: Context) {
    const { recipientCode } = asRecipient(context);
    return (
      (await context.loaders.recipient.load(recipientCode)) ??
      refuse('FORBIDDEN', 'This recipient has no agreement.')
    );
  }
}
