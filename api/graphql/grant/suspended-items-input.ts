import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'The person’s confirmation of items whose level was raised.' })
export class ConfirmGrantItemsInput {
  @Field(() => ID, { description: 'The grant.' })
  id!: string;

  @Field(() => [ID], { nullable: true, description: 'Codes of the items to confirm. Null: all that wait.' })
  items?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'The second, separate confirmation that sensitive items need (PIPL 29).',
  })
  sensitiveConfirmed?: boolean | null;

  @Field(() => ID, {
    description: 'The id that completeAuthentication gave for action APPROVE and this grant as target.',
  })
  authentication!: string;
}
