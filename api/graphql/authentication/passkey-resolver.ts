import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { PersonCaller } from '../../auth/caller.js';
import { Account } from '../account/type.js';
import { asPerson, type Context } from '../common/context.js';
import { CompletePasskeyRegistrationInput } from './passkey-input.js';
import { Passkey, PasskeyRegistration } from './passkey-type.js';

@Resolver(() => Account)
export class PasskeyResolver {
  @FieldResolver(() => [Passkey], { description: 'The passkeys (通行密钥) that sign in as this person.' })
  passkeys(@Ctx() { services }: Context, @Root() { personId }: PersonCaller) {
    return services.passkeys.of(personId);
  }

  @Mutation(() => PasskeyRegistration, {
    description:
      'Starts the registration of a passkey. STRENGTH_REQUIRED unless the session has FACE; BAD_USER_INPUT for an eleventh passkey.',
  })
  startPasskeyRegistration(@Ctx() context: Context) {
    return context.services.passkeys.start(asPerson(context));
  }

  @Mutation(() => Passkey, {
    description: 'Registers the passkey that the browser created. The person is told by SMS.',
  })
  completePasskeyRegistration(
    @Ctx() context: Context,
    @Arg('input', { description: 'The registration and the browser’s answer.' })
    input: CompletePasskeyRegistrationInput,
  ) {
    return context.services.passkeys.complete(context.em, asPerson(context), input);
  }

  @Mutation(() => Passkey, {
    description:
      'Removes a passkey, from a session of any strength. The person is told by SMS. NOT_FOUND for a passkey of somebody else.',
  })
  removePasskey(@Ctx() context: Context, @Arg('id', () => ID, { description: 'The passkey.' }) id: string) {
    return context.services.passkeys.remove(context.em, asPerson(context), id);
  }
}
