import { Field, ID, ObjectType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { ConsentRequest } from '../consent-request/type.js';
import { Grant } from '../grant/type.js';

@ObjectType({
  description: 'Power of attorney (授权委托书): in which matter, for whom, for what, from when to when.',
})
class PowerOfAttorney {
  @Field()
  matter!: string;

  @Field(() => [ID])
  recipients!: string[];

  @Field(() => [ID])
  purposes!: string[];

  @Field(() => DateScalar)
  validFrom!: string;

  @Field(() => DateScalar)
  validUntil!: string;
}

@ObjectType({
  description: 'A session at a counter (窗口): one person, one clerk, one counter, a quarter of an hour.',
})
export class CounterSession {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  counter!: string;

  @Field({ description: 'EVOUCHER or CARD' })
  identifiedBy!: string;

  @Field(() => PowerOfAttorney, {
    nullable: true,
    description: 'Under which somebody acts in the person’s place.',
  })
  power!: PowerOfAttorney | null;

  @Field(() => DateTimeScalar)
  openedAt!: Date;

  @Field(() => DateTimeScalar)
  expiresAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  closedAt!: Date | null;

  @Field(() => [ConsentRequest], { description: 'What waits for this person’s answer.' })
  requests!: ConsentRequest[];

  @Field(() => [Grant], { description: 'What this person can take back.' })
  grants!: Grant[];
}

@ObjectType({ description: 'An approval at the counter; it takes effect with its grant.' })
export class CounterApproval {
  @Field(() => ID)
  id!: string;

  @Field({ description: 'Whether a reviewer must confirm it (level 3).' })
  twoPeople!: boolean;

  @Field(() => ID, { nullable: true })
  reviewer!: string | null;

  @Field(() => ConsentRequest)
  request!: ConsentRequest;

  @Field(() => Grant, { nullable: true, description: 'null while it waits for a reviewer.' })
  grant!: Grant | null;
}
