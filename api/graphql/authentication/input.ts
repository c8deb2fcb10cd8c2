import { Field, ID, InputType } from 'type-graphql';
import type { AuthenticationAction } from '../../../consent/authentication/action.js';
import type { Strength } from '../../../consent/kernel/strength.js';
import { AuthenticationActionEnum, StrengthEnum } from '../common/enums.js';

@InputType({ description: 'What a person wants to prove who they are for, and by which means.' })
export class StartAuthenticationInput {
  @Field(() => StrengthEnum, {
    description: 'The means: SMS, SCAN or FACE. NONE is refused with BAD_USER_INPUT.',
  })
  method!: Strength;

  @Field(() => AuthenticationActionEnum, {
    description: 'The action that the proof is for. It is good for no other.',
  })
  action!: AuthenticationAction;

  @Field(() => ID, {
    nullable: true,
    description:
      'Id of the consent request or grant that the action is on. Needed for APPROVE and REVOKE; ignored for SIGN_IN.',
  })
  target?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'ID number (证件号码) of the person who signs in, for SIGN_IN only. May be left out with SCAN, which tells who the person is. A number that nobody has is answered like any other.',
  })
  certNo?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'True: a passkey answers in place of the e-voucher. Only with method SCAN.',
  })
  passkey?: boolean;
}

@InputType({ description: 'The answer to a challenge.' })
export class CompleteAuthenticationInput {
  @Field(() => ID, { description: 'The id that startAuthentication gave.' })
  challengeId!: string;

  @Field({
    description:
      'SMS: the six-digit code. SCAN: the signed token of the e-voucher (医保电子凭证), or the passkey’s PublicKeyCredential as JSON. FACE: the ticket of the face service. Empty: the ticket that the service handed over itself, once challengeState is READY.',
  })
  response!: string;
}
