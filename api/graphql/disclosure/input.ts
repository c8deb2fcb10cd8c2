import { Field, ID, InputType } from 'type-graphql';
import { DecimalScalar } from '../../../schema/scalars/decimal.js';

@InputType({ description: 'A value the recipient holds, to be compared and not told.' })
export class ItemAssertion {
  @Field(() => ID)
  item!: string;

  @Field(() => String, { nullable: true })
  equals?: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  atLeast?: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  atMost?: string | null;
}

@InputType()
export class RedeemGrantInput {
  @Field(() => ID)
  grantId!: string;

  @Field()
  idempotencyKey!: string;
}
