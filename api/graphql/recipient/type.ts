import { Field, ID, ObjectType } from 'type-graphql';
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
