import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';

@ObjectType({
  description: 'Passkey (通行密钥): registered in a FACE session; from then on it counts as SCAN.',
})
export class Passkey {
  @Field(() => ID, { description: 'Identifier of the passkey, for removePasskey.' })
  id!: string;

  @Field({ description: 'Name that the person gave it, to tell it from others.' })
  name!: string;

  @Field(() => DateTimeScalar, { description: 'When it was registered.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it last signed in or confirmed something. Null: never.',
  })
  lastUsedAt!: Date | null;

  @Field({ description: 'Whether the maker of the device keeps a copy of it.' })
  backedUp!: boolean;
}

@ObjectType({ description: 'A registration that waits for the browser’s answer.' })
export class PasskeyRegistration {
  @Field(() => ID, { description: 'Identifier of the registration, for completePasskeyRegistration.' })
  id!: string;

  @Field(() => String, {
    description: 'PublicKeyCredentialCreationOptions as JSON, for navigator.credentials.create.',
  })
  options!: string;

  @Field(() => DateTimeScalar, { description: 'The registration can be completed until then: five minutes.' })
  expiresAt!: Date;
}
