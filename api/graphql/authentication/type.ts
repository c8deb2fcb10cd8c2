import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { StrengthEnum } from '../common/enums.js';

@ObjectType()
export class AuthenticationChallenge {
  @Field(() => ID)
  id!: string;

  @Field(() => StrengthEnum)
  method!: string;

  @Field(() => DateTimeScalar)
  expiresAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'e.g. the masked mobile a code was sent to, or the payload of the QR code to show',
  })
  hint!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'For a passkey: PublicKeyCredentialRequestOptions as JSON, for navigator.credentials.get.',
  })
  passkeyOptions!: string | null;
}

@ObjectType()
export class Authentication {
  @Field(() => ID, { description: 'Single-use; present it to the action it was made for.' })
  id!: string;

  @Field(() => StrengthEnum)
  strength!: string;

  @Field(() => DateTimeScalar)
  expiresAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'When the action was SIGN_IN: send it as `Authorization: Bearer`.',
  })
  accessToken!: string | null;
}
