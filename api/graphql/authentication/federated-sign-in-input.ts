import { Field, InputType } from 'type-graphql';

@InputType()
export class CompleteProviderSignInInput {
  @Field({ description: 'What the address of the portal had as `signIn`.' })
  code!: string;

  @Field({ description: 'Whose SHA-256 was the `challenge` of /oidc/start.' })
  verifier!: string;
}
