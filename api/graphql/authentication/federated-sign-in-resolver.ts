import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../common/context.js';
import { beginSession } from './begin-session.js';
import { CompleteProviderSignInInput } from './federated-sign-in-input.js';
import { Authentication } from './type.js';

@Resolver()
export class ProviderSignInResolver {
  @Mutation(() => Authentication, {
    description:
      'The session after signing in through the city’s own identity provider. AUTHENTICATION_FAILED whatever went wrong on the way.',
  })
  async completeProviderSignIn(
    @Ctx() context: Context,
    @Arg('input', { description: 'Code and verifier.' }) input: CompleteProviderSignInInput,
  ): Promise<Authentication> {
    const { id, personId, strength, expiresAt } = await context.services.federatedSignIn.complete(input);
    return {
      id,
      strength,
      expiresAt,
      accessToken: await beginSession(context, { id, personId, strength }),
    };
  }
}
