import { Field, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { RereadReasonEnum } from '../common/enums.js';
import { GrantedItem } from '../grant/type.js';
import { Disclosure } from './type.js';

@ObjectType({
  description:
    'A re-reading of what a disclosure opened. It takes no use, and is recorded like the use itself.',
})
export class Reread {
  @Field(() => DateTimeScalar, { description: 'When it was read again.' })
  at!: Date;

  @Field(() => Int, { description: 'Number of the use that was read again.' })
  useNumber!: number;

  @Field(() => Disclosure, { description: 'The use that was read again, without the data.' })
  disclosure!: Disclosure;

  @Field(() => RereadReasonEnum, { description: 'Why it was read again.' })
  why!: string;

  @Field(() => [GrantedItem], { description: 'The items that were read again.' })
  items!: GrantedItem[];

  @Field(() => String, { description: 'This re-reading in a standard form, as JSON text.' })
  export!: string;
}

export const RereadConnection = connectionOf('Reread', () => Reread);
