import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { Recipient } from '../recipient/type.js';

@ObjectType({
  description: 'Notice of a data breach at a recipient to whom a grant was given (R-34, PIPL 57).',
})
export class BreachNotice {
  @Field(() => Recipient, { description: 'The recipient at which it happened.' })
  recipient!: Recipient;

  @Field(() => DateTimeScalar, { description: 'When the notice was given.' })
  noticedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the grants became usable again. Null: they are still frozen.',
  })
  liftedAt!: Date | null;

  @Field({ description: 'The notice to the person, in Chinese.' })
  text!: string;
}
