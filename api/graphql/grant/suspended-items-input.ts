import { Field, ID, InputType } from 'type-graphql';

/** Which items whose level was raised the person confirms. The same online and at the counter. */
@InputType()
export abstract class ConfirmedItemsInput {
  @Field(() => [ID], { nullable: true, description: 'Codes of the items to confirm. Null: all that wait.' })
  items?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'The second, separate confirmation that sensitive items need (PIPL 29).',
  })
  sensitiveConfirmed?: boolean | null;
}

@InputType({ description: 'The person’s confirmation of items whose level was raised.' })
export class ConfirmGrantItemsInput extends ConfirmedItemsInput {
  @Field(() => ID, { description: 'The grant.' })
  id!: string;

  @Field(() => ID, {
    description: 'The id that completeAuthentication gave for action APPROVE and this grant as target.',
  })
  authentication!: string;
}
