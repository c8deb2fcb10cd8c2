import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'The browser’s answer to a registration.' })
export class CompletePasskeyRegistrationInput {
  @Field(() => ID, { description: 'The id that startPasskeyRegistration gave.' })
  registrationId!: string;

  @Field({ description: 'The PublicKeyCredential that was created, as JSON.' })
  response!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'To tell it from others, for example the name of the device; at most 60 characters. Null: 通行密钥.',
  })
  name?: string | null;
}
