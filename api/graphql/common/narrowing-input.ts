import { Field, ID, InputType, Int } from 'type-graphql';
import type { GrantMode } from '../../../consent/kernel/grant-mode.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { GrantModeEnum } from './enums.js';

/** What a person takes back of a request, and the second confirmation; the same online and at the counter. */
@InputType()
export abstract class NarrowingInput {
  @Field(() => [ID], { nullable: true, description: 'Default: all requested. Must keep every required one.' })
  items?: string[] | null;

  @Field(() => GrantModeEnum, { nullable: true })
  mode?: GrantMode | null;

  @Field(() => Int, { nullable: true })
  maxUses?: number | null;

  @Field(() => DateTimeScalar, { nullable: true })
  validUntil?: Date | null;

  @Field(() => DateScalar, { nullable: true })
  recordsFrom?: string | null;

  @Field(() => DateScalar, { nullable: true })
  recordsTo?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'The second, separate confirmation that sensitive items need.',
  })
  sensitiveConfirmed?: boolean | null;
}
