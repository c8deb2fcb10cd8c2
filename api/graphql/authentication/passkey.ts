import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import type { PersonCaller } from '../../auth/caller.js';
import { Account } from '../account/account.js';
import { asPerson, type Context } from '../common/context.js';

@ObjectType({ description: 'Passkey (通行密钥): registered in a FACE session, then as good as SCAN.' })
class Passkey {
  @Field(() => ID)
  id!: string;

  @Field()
  name!: string;

  @Field(() => DateTimeScalar)
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  lastUsedAt!: Date | null;

  @Field({ description: 'Whether the maker of the device keeps a copy.' })
  backedUp!: boolean;
}

@ObjectType()
class PasskeyRegistration {
  @Field(() => ID)
  id!: string;

  @Field(() => String, {
    description: 'PublicKeyCredentialCreationOptions as JSON, for navigator.credentials.create.',
  })
  options!: string;

  @Field(() => DateTimeScalar)
  expiresAt!: Date;
}

@InputType()
class CompletePasskeyRegistrationInput {
  @Field(() => ID)
  registrationId!: string;

  @Field({ description: 'The PublicKeyCredential that was created, as JSON.' })
  response!: string;

  @Field(() => String, {
    nullable: true,
    description: 'To tell it from others, e.g. the name of the device.',
  })
  name?: string | null;
}

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
