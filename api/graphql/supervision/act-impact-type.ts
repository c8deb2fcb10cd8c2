import { Field, Int, ObjectType } from 'type-graphql';
import { LIMITS } from '../../../consent/kernel/limits.js';

@ObjectType({
  description: `What an act would touch if it took effect now. A number below ${LIMITS.smallNumber} is not told, because it could tell who it is; none at all is 0.`,
})
export class ActImpact {
  @Field(() => Int, {
    nullable: true,
    description: `Grants that have not ended. Null: 1 to ${LIMITS.smallNumber - 1}.`,
  })
  grants!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: `People and providers whose grants they are. Null: 1 to ${LIMITS.smallNumber - 1}.`,
  })
  people!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Items that these grants give, or that are raised. Null where another number is not told.',
  })
  items!: number | null;
}
