import { Arg, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../common/context.js';
import { Authentication } from './authentication.js';

@InputType()
class CompleteProviderSignInInput {
  @Field({ description: 'What the address of the portal had as `signIn`.' })
  code!: string;

  @Field({ description: 'Whose SHA-256 was the `challenge` of /oidc/start.' })
  verifier!: string;
}

@Resolver()
export class ProviderSignInResolver {
  @Mutation(() => Authentication, {
    description: 'The session after signing in through the city’s identity provider.',
  })
  async completeProviderSignIn(
    @Ctx() { services }: Context,
    @Arg('input') input: CompleteProviderSignInInput,
  ): Promise<Authentication> {
    const { id, personId, strength, expiresAt } = await services.providerSignIns.complete(input);
    return {
      id,
      strength,
      expiresAt,
      accessToken: await services.personTokens.issue({ personId, strength }),
    };
  }
}
