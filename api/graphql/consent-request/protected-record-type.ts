import { Field, ID, ObjectType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars/date.js';
import { SpecialKindEnum } from '../common/enums.js';

@ObjectType({ description: 'A disease that the law protects specially (R-12).' })
class SpecialCondition {
  @Field(() => ID, {
    description:
      'Code of the group of diseases, for example HIV. LINKED: the record belongs to a filing for such a disease.',
  })
  code!: string;

  @Field({ description: 'Name in Chinese.' })
  nameZh!: string;

  @Field({ description: 'Name in English.' })
  nameEn!: string;
}

@ObjectType({
  description:
    'A record that tells of a specially protected disease (R-12). It is shared only if the person ticks it; a visit goes with its bills and expense lines.',
})
export class SpecialRecord {
  @Field(() => ID, {
    description: 'Identifier of the record within this request, for approveConsentRequest.',
  })
  id!: string;

  @Field(() => SpecialKindEnum, { description: 'What the record is.' })
  kind!: string;

  @Field(() => SpecialCondition, { description: 'The disease that the record tells of.' })
  condition!: SpecialCondition;

  @Field(() => DateScalar, { description: 'First day of the record.' })
  date!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the institution. Null for filings and benefits.',
  })
  institution!: string | null;

  @Field({
    description: 'What the record says: diagnosis, chronic disease, charged items or kind of benefit.',
  })
  description!: string;

  @Field({
    description:
      'The same in English: codes, the kind of disease and labels. Names that the record has in Chinese are left out.',
  })
  descriptionEn!: string;
}
