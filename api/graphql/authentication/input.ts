import { Field, ID, InputType } from 'type-graphql';
import type { AuthenticationAction } from '../../../consent/authentication/action.js';
import type { Strength } from '../../../consent/kernel/strength.js';
import { AuthenticationActionEnum, StrengthEnum } from '../common/enums.js';

@InputType()
export class StartAuthenticationInput {
  @Field(() => StrengthEnum)
  method!: Strength;

  @Field(() => AuthenticationActionEnum)
  action!: AuthenticationAction;

  @Field(() => ID, { nullable: true, description: 'The request or grant the action is on.' })
  target?: string | null;

  @Field(() => String, { nullable: true, description: 'Only to sign in.' })
  certNo?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Answer SCAN by a passkey instead of the e-voucher. To sign in, no ID number is needed.',
  })
  passkey?: boolean;
}

@InputType()
export class CompleteAuthenticationInput {
  @Field(() => ID)
  challengeId!: string;

  @Field({
    description:
      'SMS: the code. SCAN: the e-voucher’s signed token, or the passkey’s PublicKeyCredential as JSON. FACE: the face service’s ticket.',
  })
  response!: string;
}
