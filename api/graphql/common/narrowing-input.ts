import { Field, ID, InputType, Int } from 'type-graphql';
import type { GrantMode } from '../../../consent/kernel/grant-mode.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { GrantModeEnum } from './enums.js';

/** How a person narrows the terms of a request. */
@InputType()
export abstract class NarrowedTermsInput {
  @Field(() => GrantModeEnum, {
    nullable: true,
    description: 'A narrower mode: ONE_TIME is within LIMITED, and LIMITED within MULTI_USE. Null: as asked.',
  })
  mode?: GrantMode | null;

  @Field(() => Int, { nullable: true, description: 'Fewer uses. Null: as asked.' })
  maxUses?: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'An earlier end of the grant. Null: the validity that was asked for, counted from now.',
  })
  validUntil?: Date | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'A later first day of the records. Null: as asked.',
  })
  recordsFrom?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'An earlier last day of the records. Null: as asked.',
  })
  recordsTo?: string | null;
}

/** How a person narrows a request, and the second confirmation. The same online and at the counter. */
@InputType()
export abstract class NarrowingInput extends NarrowedTermsInput {
  @Field(() => [ID], {
    nullable: true,
    description:
      'Codes of the items that the person gives. Null: all that are asked for. REQUIRED_ITEM_MISSING where a required one is dropped.',
  })
  items?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'The second, separate confirmation that sensitive items need (PIPL 29). SENSITIVE_CONFIRMATION_REQUIRED names the items that need it.',
  })
  sensitiveConfirmed?: boolean | null;
}
