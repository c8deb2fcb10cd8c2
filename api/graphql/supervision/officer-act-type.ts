import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { DataItem } from '../catalogue/type.js';
import { OfficerActEnum } from '../common/enums.js';
import { Recipient } from '../recipient/type.js';

@ObjectType({ description: 'An item whose level a catalogue version raises.' })
class RaisedItem {
  @Field(() => DataItem)
  item!: DataItem;

  @Field(() => Int)
  level!: number;
}

@ObjectType({
  description: 'What two officers (医保局) do together: one proposes, another confirms within a day.',
})
export class OfficerAct {
  @Field(() => ID)
  id!: string;

  @Field(() => OfficerActEnum)
  kind!: string;

  @Field(() => Recipient, { nullable: true })
  recipient!: Recipient | null;

  @Field(() => [RaisedItem], { nullable: true })
  raises!: RaisedItem[] | null;

  @Field()
  reason!: string;

  @Field(() => ID)
  proposedBy!: string;

  @Field(() => DateTimeScalar)
  proposedAt!: Date;

  @Field(() => ID, { nullable: true })
  confirmedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it took effect; null: not yet.' })
  confirmedAt!: Date | null;
}
