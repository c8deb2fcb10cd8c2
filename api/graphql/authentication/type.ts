import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { StrengthEnum } from '../common/enums.js';

@ObjectType({ description: 'A challenge that waits for its answer.' })
export class AuthenticationChallenge {
  @Field(() => ID, { description: 'Identifier of the challenge, for completeAuthentication.' })
  id!: string;

  @Field(() => StrengthEnum, { description: 'The means that the challenge asks for.' })
  method!: string;

  @Field(() => DateTimeScalar, { description: 'The challenge can be answered until then: five minutes.' })
  expiresAt!: Date;

  @Field(() => String, {
    nullable: true,
    description:
      'What to show to the person, for example the masked mobile number to which a code was sent, or the payload of the QR code. Null where there is nothing to show.',
  })
  hint!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'PublicKeyCredentialRequestOptions as JSON, for navigator.credentials.get. Null unless a passkey is asked for.',
  })
  passkeyOptions!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Address of the city’s own app, where the person shows the face or e-voucher for this challenge; a page opens it on a phone and shows it as a QR code elsewhere. The service then hands its ticket over to the platform: see challengeState. Null for other means, and where the operator has not set it.',
  })
  handoffUrl!: string | null;
}

@ObjectType({ description: 'A proof of who a person is, and for SIGN_IN the session.' })
export class Authentication {
  @Field(() => ID, {
    description: 'The proof. It is good once, for the action and target that it was made for.',
  })
  id!: string;

  @Field(() => StrengthEnum, {
    description: 'How strongly the person was authenticated. For SIGN_IN: strength of the session.',
  })
  strength!: string;

  @Field(() => DateTimeScalar, {
    description:
      'The proof can be presented until then. An access token lasts 30 minutes, whatever stands here.',
  })
  expiresAt!: Date;

  @Field(() => String, {
    nullable: true,
    description:
      'Token of the session, to be sent as `Authorization: Bearer`. Null unless the action was SIGN_IN.',
  })
  accessToken!: string | null;
}
