import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({
  description: 'What waits for the signed-in person, in numbers. Nothing of the record is read for it.',
})
export class Counts {
  @Field(() => Int, {
    description:
      'Requests to decide on: to the person, to providers whom they represent, and to wards for whom they decide.',
  })
  toDecide!: number;

  @Field(() => Int, {
    description: 'Grants of wards that wait for this guardian’s confirmGrantForWard (R-11).',
  })
  awaitingMe!: number;

  @Field(() => Int, { description: 'Grants of which items wait for confirmGrantItems (R-07).' })
  toReconfirm!: number;

  @Field(() => Int, { description: 'Grants that can be used now.' })
  active!: number;

  @Field(() => Int, { description: 'Uses of grants since markSeen; all of them, if it was never called.' })
  newUses!: number;
}
