import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { AuthenticationCaller } from '../../../consent/authentication/authentication-service.js';
import type { Context } from '../common/context.js';
import { CompleteAuthenticationInput, StartAuthenticationInput } from './input.js';
import { Authentication, AuthenticationChallenge } from './type.js';

const authenticationCaller = ({ caller, address }: Context): AuthenticationCaller => ({
  ...(caller.kind === 'PERSON' ? caller : { personId: null, strength: 'NONE' as const }),
  address,
});

@Resolver()
export class AuthenticationResolver {
  @Mutation(() => AuthenticationChallenge)
  startAuthentication(@Ctx() context: Context, @Arg('input') input: StartAuthenticationInput) {
    return context.services.authentications.start(authenticationCaller(context), input);
  }

  @Mutation(() => Authentication)
  async completeAuthentication(
    @Ctx() context: Context,
    @Arg('input') input: CompleteAuthenticationInput,
  ): Promise<Authentication> {
    const { authentications, personTokens } = context.services;
    const { id, personId, strength, expiresAt, action } = await authentications.complete(
      authenticationCaller(context),
      input,
    );
    const accessToken = action === 'SIGN_IN' ? await personTokens.issue({ personId, strength }) : null;
    return { id, strength, expiresAt, accessToken };
  }
}
