import { Field, InputType } from 'type-graphql';

@InputType({ description: 'What the browser brings back from the city’s identity provider.' })
export class CompleteProviderSignInInput {
  @Field({ description: 'The value that the portal’s address has as `signIn`. Good once, for one minute.' })
  code!: string;

  @Field({ description: 'The secret whose SHA-256 (base64url) was the `challenge` of /oidc/start.' })
  verifier!: string;
}
