import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../common/context.js';
import { StaffSession } from './type.js';

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
