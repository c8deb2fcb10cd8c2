import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import type { Context } from '../common/context.js';
import { StaffRoleEnum } from '../common/enums.js';

@ObjectType({ description: 'A signed-in employee of the counter or the bureau.' })
class StaffSession {
  @Field(() => ID)
  staffCode!: string;

  @Field(() => StaffRoleEnum)
  role!: string;

  @Field({ description: 'Send it as `Authorization: Bearer`.' })
  accessToken!: string;

  @Field(() => DateTimeScalar)
  expiresAt!: Date;
}

@Resolver()
export class StaffResolver {
  @Mutation(() => StaffSession, {
    description:
      'Staff sign in by an assertion signed with their own key (RFC 7523): issuer and subject are the code.',
  })
  signInStaff(@Ctx() { services }: Context, @Arg('assertion') assertion: string) {
    return services.staffSignIn.signIn(assertion);
  }
}
