import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';

@ObjectType({ description: 'One’s own record as a file (R-24, R-25).' })
export class DataExport {
  @Field({ description: 'Download it from here: once, and until it expires.' })
  url!: string;

  @Field(() => DateTimeScalar)
  expiresAt!: Date;
}
