import { Field, Int, ObjectType } from 'type-graphql';
import { DataItem } from '../catalogue/type.js';

@ObjectType({ description: 'An item of a grant that waits for the person’s new word: its level was raised.' })
export class SuspendedItem {
  @Field(() => DataItem)
  item!: DataItem;

  @Field(() => Int)
  level!: number;

  @Field(() => Int)
  catalogueVersion!: number;
}
