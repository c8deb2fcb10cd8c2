import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { StaffRoleEnum } from '../common/enums.js';

@ObjectType({ description: 'A signed-in employee of the counter or the bureau.' })
export class StaffSession {
  @Field(() => ID)
  staffCode!: string;

  @Field(() => StaffRoleEnum)
  role!: string;

  @Field({ description: 'Send it as `Authorization: Bearer`.' })
  accessToken!: string;

  @Field(() => DateTimeScalar)
  expiresAt!: Date;
}
