import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { AuthenticationCaller } from '../../../consent/authentication/authentication-service.js';
import type { ChallengeState } from '../../../consent/authentication/challenge.js';
import type { Context } from '../common/context.js';
import { ChallengeStateEnum } from '../common/enums.js';
import { beginSession } from './begin-session.js';
import { CompleteAuthenticationInput, StartAuthenticationInput } from './input.js';
import { Authentication, AuthenticationChallenge } from './type.js';

const authenticationCaller = ({ caller, client }: Context): AuthenticationCaller => ({
  personId: caller.kind === 'PERSON' ? caller.personId : null,
  strength: caller.kind === 'PERSON' ? caller.strength : 'NONE',
  address: client.address,
  cookie: client.cookie,
});

@Resolver()
export class AuthenticationResolver {
  @Mutation(() => AuthenticationChallenge, {
    description:
      'Starts a challenge for whoever signs in, or for a signed-in person’s action. RATE_LIMITED after too many codes; UNAVAILABLE where the service behind the method is down.',
  })
  async startAuthentication(
    @Ctx() context: Context,
    @Arg('input', { description: 'The means and the action.' }) input: StartAuthenticationInput,
  ): Promise<AuthenticationChallenge> {
    const { authentications, handoffUrl } = context.services;
    const challenge = await authentications.start(authenticationCaller(context), input);
    return { ...challenge, handoffUrl: challenge.passkeyOptions === null ? handoffUrl(challenge) : null };
  }

  @Query(() => ChallengeStateEnum, {
    description:
      'How far a challenge is that the person answers in the city’s own app. Only whoever started it knows its id.',
  })
  challengeState(
    @Ctx() { services }: Context,
    @Arg('id', () => ID, { description: 'The id that startAuthentication gave.' }) id: string,
  ): Promise<ChallengeState> {
    return services.authentications.state(id);
  }

  @Mutation(() => Authentication, {
    description:
      'Answers a challenge. AUTHENTICATION_FAILED for a wrong answer and for a challenge that has ended alike; RATE_LIMITED after too many attempts.',
  })
  async completeAuthentication(
    @Ctx() context: Context,
    @Arg('input', { description: 'The challenge and its answer.' }) input: CompleteAuthenticationInput,
  ): Promise<Authentication> {
    const { authentications } = context.services;
    const { id, personId, strength, expiresAt, action } = await authentications.complete(
      authenticationCaller(context),
      input,
    );
    const accessToken = action === 'SIGN_IN' ? await beginSession(context, { id, personId, strength }) : null;
    return { id, strength, expiresAt, accessToken };
  }
}
