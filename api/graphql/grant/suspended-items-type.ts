import { Field, Int, ObjectType } from 'type-graphql';
import { DataItem } from '../catalogue/type.js';

@ObjectType({
  description:
    'An item of a grant whose level a later catalogue version raised. It is refused until the person confirms it (R-07).',
})
export class SuspendedItem {
  @Field(() => DataItem, { description: 'The item.' })
  item!: DataItem;

  @Field(() => Int, { description: 'The level that it was raised to.' })
  level!: number;

  @Field(() => Int, { description: 'Version of the catalogue that raised it.' })
  catalogueVersion!: number;
}
