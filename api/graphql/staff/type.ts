import { Field, ID, ObjectType } from 'type-graphql';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { StaffRoleEnum } from '../common/staff-enums.js';

@ObjectType({ description: 'The session of an employee of the counter or the bureau.' })
export class StaffSession {
  @Field(() => ID, { description: 'Code of the employee’s account.' })
  staffCode!: string;

  @Field(() => StaffRoleEnum, { description: 'What the account may do.' })
  role!: string;

  @Field({ description: 'Token of the session, to be sent as `Authorization: Bearer`.' })
  accessToken!: string;

  @Field(() => DateTimeScalar, {
    description: `When the session ends: ${LIMITS.staffSessionSeconds / 60} minutes after signing in.`,
  })
  expiresAt!: Date;
}
