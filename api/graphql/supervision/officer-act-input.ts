import { Field, ID, InputType, Int } from 'type-graphql';
import type { OfficerActKind } from '../../../consent/supervision/officer-acts.js';
import { OfficerActEnum } from '../common/staff-enums.js';

@InputType({ description: 'An item whose level is to be raised.' })
class RaisedItemInput {
  @Field(() => ID, { description: 'Code of the item.' })
  item!: string;

  @Field(() => Int, { description: 'The new level: 2 or 3, and higher than the one in force.' })
  level!: number;
}

@InputType({ description: 'What an officer proposes.' })
export class ProposeActInput {
  @Field(() => OfficerActEnum, { description: 'What is to be done.' })
  kind!: OfficerActKind;

  @Field(() => ID, {
    nullable: true,
    description: 'Code of the recipient that it is about. Needed for every kind but PUBLISH_CATALOGUE.',
  })
  recipient?: string | null;

  @Field(() => [RaisedItemInput], {
    nullable: true,
    description:
      'The items whose level is raised, 1 to 200. Needed for PUBLISH_CATALOGUE, and for no other kind.',
  })
  raises?: RaisedItemInput[] | null;

  @Field({ description: 'Why; at most 500 characters.' })
  reason!: string;
}
