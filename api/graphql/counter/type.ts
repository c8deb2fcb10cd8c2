import { Field, ID, ObjectType } from 'type-graphql';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { ConsentRequest } from '../consent-request/type.js';
import { Grant } from '../grant/type.js';

@ObjectType({
  description: 'Power of attorney (授权委托书) under which somebody acts in the person’s place.',
})
export class PowerOfAttorney {
  @Field({ description: 'The matter that it names.' })
  matter!: string;

  @Field(() => [ID], { description: 'Codes of the recipients that it names.' })
  recipients!: string[];

  @Field(() => [ID], { description: 'Codes of the purposes that it names.' })
  purposes!: string[];

  @Field(() => DateScalar, { description: 'First day on which it is in force.' })
  validFrom!: string;

  @Field(() => DateScalar, { description: 'Last day on which it is in force.' })
  validUntil!: string;
}

@ObjectType({
  description: `A session at a counter (窗口): one person, one clerk, one counter, ${LIMITS.counterSessionSeconds / 60} minutes (R-28).`,
})
export class CounterSession {
  @Field(() => ID, { description: 'Identifier of the session.' })
  id!: string;

  @Field(() => ID, { description: 'Code of the counter, for example YT-01-05.' })
  counter!: string;

  @Field({ description: 'How the person was identified: EVOUCHER or CARD.' })
  identifiedBy!: string;

  @Field(() => PowerOfAttorney, {
    nullable: true,
    description: 'The power of attorney of the agent who came. Null: the person came in person.',
  })
  power!: PowerOfAttorney | null;

  @Field(() => DateTimeScalar, { description: 'When the session was opened.' })
  openedAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When the session ends by itself.' })
  expiresAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the clerk closed it. Null: not closed.' })
  closedAt!: Date | null;

  @Field(() => [ConsentRequest], {
    description:
      'The PENDING requests to the person, to the providers they represent and to wards for whom they decide, newest first, at most 200; with an agent only the person’s own that the power of attorney names.',
  })
  requests!: ConsentRequest[];

  @Field(() => [Grant], {
    description:
      'The grants that can be revoked here: ACTIVE, SUSPENDED or EXHAUSTED ones of the person, of the providers they represent and of wards. Newest first, at most 200; with an agent only the person’s own that the power of attorney names.',
  })
  grants!: Grant[];
}
