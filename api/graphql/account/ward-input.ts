import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'A guardian’s confirmation of a ward’s grant.' })
export class ConfirmGrantForWardInput {
  @Field(() => ID, { description: 'The grant that waits for a guardian.' })
  id!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'The second, separate confirmation that sensitive items need (PIPL 29).',
  })
  sensitiveConfirmed!: boolean;

  @Field(() => ID, {
    description: 'The id that completeAuthentication gave for action APPROVE and this grant as target.',
  })
  authentication!: string;
}
