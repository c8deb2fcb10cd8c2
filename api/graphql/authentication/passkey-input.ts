import { Field, ID, InputType } from 'type-graphql';

@InputType()
export class CompletePasskeyRegistrationInput {
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
