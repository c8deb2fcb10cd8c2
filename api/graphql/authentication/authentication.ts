import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { AuthenticationAction } from '../../../consent/authentication/action.js';
import type { Asker } from '../../../consent/authentication/authentication-service.js';
import type { Strength } from '../../../consent/kernel/strength.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import type { Context } from '../common/context.js';
import { AuthenticationActionEnum, StrengthEnum } from '../common/enums.js';

@InputType()
class StartAuthenticationInput {
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
class CompleteAuthenticationInput {
  @Field(() => ID)
  challengeId!: string;

  @Field({
    description:
      'SMS: the code. SCAN: the e-voucher’s signed token, or the passkey’s PublicKeyCredential as JSON. FACE: the face service’s ticket.',
  })
  response!: string;
}

@ObjectType()
class AuthenticationChallenge {
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

const askerOf = ({ caller, address }: Context): Asker => ({
  ...(caller.kind === 'PERSON' ? caller : { personId: null, strength: 'NONE' as const }),
  address,
});

@Resolver()
export class AuthenticationResolver {
  @Mutation(() => AuthenticationChallenge)
  startAuthentication(@Ctx() context: Context, @Arg('input') input: StartAuthenticationInput) {
    return context.services.authentications.start(askerOf(context), input);
  }

  @Mutation(() => Authentication)
  async completeAuthentication(
    @Ctx() context: Context,
    @Arg('input') input: CompleteAuthenticationInput,
  ): Promise<Authentication> {
    const { authentications, personTokens } = context.services;
    const { id, personId, strength, expiresAt, action } = await authentications.complete(
      askerOf(context),
      input,
    );
    const accessToken = action === 'SIGN_IN' ? await personTokens.issue({ personId, strength }) : null;
    return { id, strength, expiresAt, accessToken };
  }
}
