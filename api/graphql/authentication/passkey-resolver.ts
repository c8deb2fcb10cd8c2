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
      'Starts the registration of a passkey. STRENGTH_REQUIRED unless the session has FACE, and without a fresh proof; BAD_USER_INPUT for an eleventh passkey.',
  })
  async startPasskeyRegistration(
    @Ctx() context: Context,
    @Arg('authentication', () => ID, {
      nullable: true,
      description:
        'A proof for action ADD_PASSKEY, as strong as FACE and not used before. STRENGTH_REQUIRED without one.',
    })
    authentication: string | null,
  ) {
    const person = asPerson(context);
    const { authentications, passkeys } = context.services;
    await authentications.demandProof(person, 'ADD_PASSKEY', authentication);
    return passkeys.start(person);
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
