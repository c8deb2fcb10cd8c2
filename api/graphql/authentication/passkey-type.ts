import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';

@ObjectType({ description: 'Passkey (通行密钥): registered in a FACE session, then as good as SCAN.' })
export class Passkey {
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
export class PasskeyRegistration {
  @Field(() => ID)
  id!: string;

  @Field(() => String, {
    description: 'PublicKeyCredentialCreationOptions as JSON, for navigator.credentials.create.',
  })
  options!: string;

  @Field(() => DateTimeScalar)
  expiresAt!: Date;
}
