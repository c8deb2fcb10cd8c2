import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { Recipient } from '../recipient/type.js';

@ObjectType({ description: 'Notice of a breach at a recipient who was given a grant (R-34, PIPL 57).' })
export class BreachNotice {
  @Field(() => Recipient)
  recipient!: Recipient;

  @Field(() => DateTimeScalar)
  noticedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When grants were set going again; null: they are frozen.',
  })
  liftedAt!: Date | null;

  @Field()
  text!: string;
}
