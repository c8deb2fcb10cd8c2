import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../common/context.js';
import { CompleteProviderSignInInput } from './federated-sign-in-input.js';
import { Authentication } from './type.js';

@Resolver()
export class ProviderSignInResolver {
  @Mutation(() => Authentication, {
    description:
      'The session after signing in through the city’s own identity provider. AUTHENTICATION_FAILED whatever went wrong on the way.',
  })
  async completeProviderSignIn(
    @Ctx() { services }: Context,
    @Arg('input', { description: 'Code and verifier.' }) input: CompleteProviderSignInInput,
  ): Promise<Authentication> {
    const { id, personId, strength, expiresAt } = await services.federatedSignIn.complete(input);
    return {
      id,
      strength,
      expiresAt,
      accessToken: await services.personTokens.issue({ personId, strength }),
    };
  }
}
