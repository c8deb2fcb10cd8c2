import { Field, ID, InputType, Int } from 'type-graphql';
import type { OfficerActKind } from '../../../consent/supervision/officer-acts.js';
import { OfficerActEnum } from '../common/enums.js';

@InputType()
class RaisedItemInput {
  @Field(() => ID)
  item!: string;

  @Field(() => Int)
  level!: number;
}

@InputType()
export class ProposeActInput {
  @Field(() => OfficerActEnum)
  kind!: OfficerActKind;

  @Field(() => ID, { nullable: true, description: 'Whom it is about; for every kind but PUBLISH_CATALOGUE.' })
  recipient?: string | null;

  @Field(() => [RaisedItemInput], { nullable: true, description: 'For PUBLISH_CATALOGUE.' })
  raises?: RaisedItemInput[] | null;

  @Field()
  reason!: string;
}
