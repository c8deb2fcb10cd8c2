import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { RecipientKindEnum } from '../common/enums.js';

@ObjectType({
  description: 'Recipient (第三方机构): a commercial insurer or a bank that may ask for consent.',
})
export class Recipient {
  @Field(() => ID, { description: 'Code of the recipient.' })
  code!: string;

  @Field({ description: 'Name of the institution.' })
  name!: string;

  @Field(() => RecipientKindEnum, { description: 'What kind of institution it is.' })
  kind!: string;

  @Field(() => String, {
    nullable: true,
    description: 'How a person reaches the institution (R-03); null if it has not said so.',
  })
  contact!: string | null;
}

export const RecipientConnection = connectionOf('Recipient', () => Recipient);
