import { Field, ID, InputType } from 'type-graphql';

@InputType()
export class ConfirmGrantForWardInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'The second, separate confirmation that sensitive items need.',
  })
  sensitiveConfirmed!: boolean;

  @Field(() => ID, { description: 'From completeAuthentication, for action APPROVE and this grant.' })
  authentication!: string;
}
