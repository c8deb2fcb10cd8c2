import { Field, ID, InputType } from 'type-graphql';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { DecimalScalar } from '../../../schema/scalars/decimal.js';

@InputType({
  description:
    'A value that the recipient holds, to be compared and not told. At least one of equals, atLeast and atMost; one assertion for each item.',
})
export class ItemAssertion {
  @Field(() => ID, { description: 'Code of the item.' })
  item!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The value in the form in which it would be returned: dates YYYY-MM-DD, amounts as decimal text, codes of the code table.',
  })
  equals?: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Holds where the value is this or more. For amounts and numbers only.',
  })
  atLeast?: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Holds where the value is this or less. For amounts and numbers only.',
  })
  atMost?: string | null;
}

@InputType({ description: 'Which grant to use.' })
export class RedeemGrantInput {
  @Field(() => ID, { description: 'The grant.' })
  grantId!: string;

  @Field({
    description: `Chosen by the client for this use, at most ${LIMITS.idempotencyKeyLength} characters. A retry with the same key, operation and variables is the same use for ${LIMITS.retryHours} hours; IDEMPOTENCY_KEY_REUSED where these differ.`,
  })
  idempotencyKey!: string;

  @Field(() => String, {
    nullable: true,
    description: `The recipient’s own employee who asks, by staff number, at most ${LIMITS.operatorLength} characters; SYSTEM where none does. OPERATOR_REQUIRED where the agreement demands it and it is null.`,
  })
  operator?: string | null;
}
