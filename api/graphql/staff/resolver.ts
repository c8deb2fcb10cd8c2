import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../common/context.js';
import { StaffSession } from './type.js';

@Resolver()
export class StaffResolver {
  @Mutation(() => StaffSession, {
    description:
      'Signs an employee in by an assertion signed with their own key (RFC 7523). UNAUTHENTICATED whatever is wrong with it.',
  })
  signInStaff(
    @Ctx() { services }: Context,
    @Arg('assertion', {
      description:
        'A JWT with the account’s code as issuer and subject, this platform as audience, a jti, and at most two minutes of life. Good once.',
    })
    assertion: string,
  ) {
    return services.staffSignIn.signIn(assertion);
  }
}
