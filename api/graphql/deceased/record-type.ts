import { Field, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { InsuredPerson } from '../../../schema/subject.js';
import { RelativeApplication } from './type.js';

@ObjectType({ description: 'One reading of a dead person’s record: counted, and recorded in the ledger.' })
export class DeceasedRecord {
  @Field(() => RelativeApplication, { description: 'The application under which it was read.' })
  application!: RelativeApplication;

  @Field(() => Int, { description: 'Which reading this is, counted from 1.' })
  useNumber!: number;

  @Field(() => Int, { description: 'How many readings are left.' })
  usesRemaining!: number;

  @Field(() => DateTimeScalar, { description: 'When the record was read.' })
  readAt!: Date;

  @Field(() => InsuredPerson, { description: 'The record, as far as the application covers it.' })
  person!: InsuredPerson;
}
