import { Field, ID, ObjectType } from 'type-graphql';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { EnvironmentEnum, KeyUseEnum } from '../common/software-enums.js';

@ObjectType({ description: 'A public key of the software of an institution (密钥).' })
export class RecipientKey {
  @Field(() => ID, { description: 'What the key is called within its software.' })
  kid!: string;

  @Field(() => KeyUseEnum, { description: 'What the key is for.' })
  use!: string;

  @Field({ description: 'The algorithm by which it is used: EdDSA, ES256, PS256, or ECDH-ES.' })
  algorithm!: string;

  @Field({ description: 'RFC 7638, SHA-256, base64url.' })
  thumbprint!: string;

  @Field(() => DateTimeScalar, { description: 'When it was added.' })
  addedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: `Since when it is good. Null: it waits for another member (confirmKey), ${LIMITS.keyWaitsDays} days at most.`,
  })
  confirmedAt!: Date | null;

  @Field(() => DateTimeScalar, {
    description: `When it ends: ${LIMITS.keyDays} days after it was added. KEY_EXPIRING tells of it before.`,
  })
  expiresAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was retired, for good; null: it was not.',
  })
  retiredAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When a token was asked for with it last, to the hour; null: never.',
  })
  lastUsedAt!: Date | null;
}

@ObjectType({
  description: 'One system of an institution that calls the platform (接入系统): an OAuth client.',
})
export class Software {
  @Field(() => ID, { description: 'Identifier of the software.' })
  id!: string;

  @Field(() => ID, { description: 'Its client_id at /oauth/token.' })
  clientId!: string;

  @Field({ description: 'What the institution calls it.' })
  name!: string;

  @Field(() => EnvironmentEnum, { description: 'Where it runs.' })
  environment!: string;

  @Field(() => [String], { description: `Where people come back to; at most ${LIMITS.redirectUris}.` })
  redirectUris!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: 'Where it publishes its keys itself; null: they are registered here.',
  })
  jwksUri!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was registered.' })
  registeredAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When another member confirmed software that publishes its keys (confirmSoftware); null: nobody has, or nobody needs to.',
  })
  confirmedAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was retired, for good; null: it was not.',
  })
  retiredAt!: Date | null;
}
