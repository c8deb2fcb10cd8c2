import { Field, ID, InputType } from 'type-graphql';
import { LIMITS } from '../../../consent/kernel/limits.js';

@InputType({ description: 'A system of the institution.' })
export class RegisterSoftwareInput {
  @Field({ description: `What the institution calls it; at most ${LIMITS.softwareNameLength} characters.` })
  name!: string;

  @Field(() => [String], {
    defaultValue: [],
    description: `Where people come back to: https, on hosts that the agreement names; at most ${LIMITS.redirectUris}.`,
  })
  redirectUris!: string[];

  @Field(() => String, {
    nullable: true,
    description:
      'Where the software publishes its keys itself, on a host that the agreement names; another member must confirm it. Null: keys are registered here.',
  })
  jwksUri?: string | null;
}

@InputType({ description: 'A public key, and the proof that the institution holds its private half.' })
export class RegisterKeyInput {
  @Field(() => ID, { description: 'Whose key it is.' })
  software!: string;

  @Field({ description: 'Public JWK, as JSON. With `use` "enc" it is for sealing, otherwise for signing.' })
  jwk!: string;

  @Field({
    description:
      'Compact JWS with that key over the challenge of keyChallenge; for a sealing key, the challenge decrypted.',
  })
  proof!: string;
}
