import { Field, ID, ObjectType } from 'type-graphql';
import { LIMITS } from '../../../consent/kernel/limits.js';
import type { MemberRole } from '../../../consent/onboarding/member.js';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { RecipientKindEnum } from '../common/enums.js';
import { MemberRoleEnum } from '../common/member-enums.js';

@ObjectType({ description: 'Institution (机构): what a recipient is before and beside its agreement.' })
export class Institution {
  @Field(() => ID, { description: 'Unified social credit code (统一社会信用代码).' })
  uscc!: string;

  @Field({ description: 'Name of the institution.' })
  name!: string;

  @Field(() => RecipientKindEnum, { description: 'What kind of institution it is.' })
  kind!: string;

  @Field(() => String, { nullable: true, description: 'How to reach it; null if it has not said so.' })
  contact!: string | null;
}

@ObjectType({ description: 'The link of an invitation. It is told once, to whoever invited.' })
export class MemberInvitation {
  @Field({
    description: 'Address to give to the person invited, who signs in there with FACE. It is good once.',
  })
  url!: string;

  @Field(() => DateTimeScalar, { description: 'Until when it is good.' })
  expiresAt!: Date;
}

@ObjectType({ description: 'An employee of an institution (机构人员), by their account here.' })
export class Member {
  @Field(() => ID, { description: 'Code of the account.' })
  code!: string;

  @Field({ description: 'Name of the employee, as whoever invited them wrote it.' })
  name!: string;

  @Field(() => [MemberRoleEnum], { description: 'What the member may do; at most four.' })
  roles!: readonly MemberRole[];

  @Field(() => Institution, { description: 'The institution whose member it is.' })
  institution!: Institution;

  @Field(() => DateTimeScalar, { description: 'When the account was made.' })
  addedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the invitation was taken up; null while it was not.',
  })
  joinedAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when the account is disabled, for good; null while it is not.',
  })
  disabledAt!: Date | null;

  @Field(() => MemberInvitation, {
    nullable: true,
    description: 'The link of the invitation; null but in the answer of inviteMember itself.',
  })
  invitation?: MemberInvitation | null;
}

export const MemberConnection = connectionOf('Member', () => Member);

@ObjectType({ description: 'The session of a member of an institution.' })
export class MemberSession {
  @Field(() => ID, { description: 'Code of the account.' })
  code!: string;

  @Field(() => [MemberRoleEnum], {
    description: 'What the member may do now; at most four. Each act asks the account again.',
  })
  roles!: readonly MemberRole[];

  @Field(() => Institution, { description: 'The institution whose member it is.' })
  institution!: Institution;

  @Field({ description: 'Token of the session, to be sent as `Authorization: Bearer`.' })
  accessToken!: string;

  @Field(() => DateTimeScalar, {
    description: `When the session ends: ${LIMITS.memberSessionSeconds / 60} minutes after signing in.`,
  })
  expiresAt!: Date;
}
