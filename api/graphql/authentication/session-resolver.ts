import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { PersonCaller } from '../../auth/caller.js';
import { Account } from '../account/type.js';
import { asPerson, type Context } from '../common/context.js';
import { Session } from './session-type.js';

@Resolver(() => Account)
export class SessionResolver {
  @FieldResolver(() => [Session], {
    description:
      'The open sessions of this person, newest first, at most 20: a further sign-in ends the oldest one.',
  })
  sessions(@Ctx() { services }: Context, @Root() { personId, sessionId }: PersonCaller) {
    return services.sessions.of(personId, sessionId ?? null);
  }

  @Mutation(() => Boolean, {
    description:
      'Ends one session of the person at once, for every process; the current one to sign out. Answers true. NOT_FOUND for a session that has ended or is somebody else’s.',
  })
  async endSession(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The session.' }) id: string,
  ): Promise<boolean> {
    await context.services.sessions.end(asPerson(context).personId, id);
    return true;
  }

  @Mutation(() => Boolean, {
    description: 'Ends every session of the person at once, the current one included. Answers true.',
  })
  async endAllSessions(@Ctx() context: Context): Promise<boolean> {
    await context.services.sessions.endAll(asPerson(context).personId);
    return true;
  }
}
