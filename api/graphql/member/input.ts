import { Field, ID, InputType } from 'type-graphql';
import type { MemberRole } from '../../../consent/onboarding/member.js';
import { MemberRoleEnum } from '../common/member-enums.js';

@InputType({ description: 'The answer to a challenge of SIGN_IN, by which a member signs in.' })
export class SignInMemberInput {
  @Field(() => ID, { description: 'The challenge: a passkey, or FACE.' })
  challengeId!: string;

  @Field({ description: 'The answer, as for completeAuthentication.' })
  response!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'Unified social credit code of the institution, for whoever is a member of several. Null: the only one.',
  })
  institution?: string | null;
}

@InputType({ description: 'Whom an OWNER invites.' })
export class InviteMemberInput {
  @Field({ description: 'Name of the employee.' })
  name!: string;

  @Field({ description: 'ID number of the employee. Only a keyed hash of it is kept.' })
  certNo!: string;

  @Field(() => [MemberRoleEnum], { description: 'What they may do: one or more, each once.' })
  roles!: MemberRole[];
}
