import { Field, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { InsuredPerson } from '../../../schema/subject.js';
import { RelativeApplication } from './type.js';

@ObjectType({ description: 'One reading of a dead person’s record: counted, and recorded in the ledger.' })
export class DeceasedRecord {
  @Field(() => RelativeApplication)
  application!: RelativeApplication;

  @Field(() => Int, { description: 'k of N' })
  useNumber!: number;

  @Field(() => Int)
  usesRemaining!: number;

  @Field(() => DateTimeScalar)
  readAt!: Date;

  @Field(() => InsuredPerson)
  person!: InsuredPerson;
}
