import { Field, ID, InputType } from 'type-graphql';

@InputType()
export class ConfirmGrantItemsInput {
  @Field(() => ID)
  id!: string;

  @Field(() => [ID], { nullable: true, description: 'Default: all that wait.' })
  items?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'The second, separate confirmation that sensitive items need.',
  })
  sensitiveConfirmed?: boolean | null;

  @Field(() => ID, { description: 'From completeAuthentication, for action APPROVE and this grant.' })
  authentication!: string;
}
