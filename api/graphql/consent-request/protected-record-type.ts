import { Field, ID, ObjectType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars/date.js';
import { SpecialKindEnum } from '../common/enums.js';

@ObjectType({ description: 'A disease that the law protects specially (R-12).' })
class SpecialCondition {
  @Field(() => ID)
  code!: string;

  @Field()
  nameZh!: string;

  @Field()
  nameEn!: string;
}

@ObjectType({
  description:
    'A record that tells of a specially protected disease. It is shared only if it is ticked; a visit goes with its bills and expense lines.',
})
export class SpecialRecord {
  @Field(() => ID, { description: 'To be ticked in approveConsentRequest.' })
  id!: string;

  @Field(() => SpecialKindEnum)
  kind!: string;

  @Field(() => SpecialCondition)
  condition!: SpecialCondition;

  @Field(() => DateScalar)
  date!: string;

  @Field(() => String, { nullable: true })
  institution!: string | null;

  @Field()
  description!: string;
}
