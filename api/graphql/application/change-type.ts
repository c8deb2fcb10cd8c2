import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'One difference between two states of an agreement, or of a product.' })
export class AgreementChange {
  @Field({ description: 'What differs, for example purposes.CLAIM_DIRECT_PAY.items.SETL_ID.' })
  path!: string;

  @Field(() => String, { nullable: true, description: 'What it is before. Null: it is not there.' })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'What it is after. Null: it is not there any more.' })
  after!: string | null;

  @Field({ description: 'Whether it widens what may be asked.' })
  widens!: boolean;
}
