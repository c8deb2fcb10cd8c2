import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { PersonCaller } from '../../auth/caller.js';
import { Account } from '../account/type.js';
import { asPerson, type Context } from '../common/context.js';
import { CompletePasskeyRegistrationInput } from './passkey-input.js';
import { Passkey, PasskeyRegistration } from './passkey-type.js';

@Resolver(() => Account)
export class PasskeyResolver {
  @FieldResolver(() => [Passkey], { description: 'What else signs in as you.' })
  passkeys(@Ctx() { services }: Context, @Root() { personId }: PersonCaller) {
    return services.passkeys.of(personId);
  }

  @Mutation(() => PasskeyRegistration)
  startPasskeyRegistration(@Ctx() context: Context) {
    return context.services.passkeys.start(asPerson(context));
  }

  @Mutation(() => Passkey)
  completePasskeyRegistration(
    @Ctx() context: Context,
    @Arg('input') input: CompletePasskeyRegistrationInput,
  ) {
    return context.services.passkeys.complete(context.em, asPerson(context), input);
  }

  @Mutation(() => Passkey, { description: 'From any session of yours.' })
  removePasskey(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return context.services.passkeys.remove(context.em, asPerson(context), id);
  }
}
