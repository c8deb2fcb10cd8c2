import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';

@ObjectType({ description: 'A link to one’s own record as a file (R-24, R-25).' })
export class DataExport {
  @Field({ description: 'Address of the file. It can be fetched once, without a token, until expiresAt.' })
  url!: string;

  @Field(() => DateTimeScalar, { description: 'When the link ends: two minutes after it was made.' })
  expiresAt!: Date;
}
