import { Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import type { ConsentRequest as ConsentRequestEntity } from '../../../consent/grants/consent-request.js';
import type { ProtectedRecord } from '../../../consent/subject-access/protected-records.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import type { Context } from '../common/context.js';
import { SpecialKindEnum } from '../common/enums.js';
import { ConsentRequest } from './consent-request.js';

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
class SpecialRecord {
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

@Resolver(() => ConsentRequest)
export class SpecialDiseasesResolver {
  @FieldResolver(() => [SpecialRecord], {
    nullable: true,
    description:
      'For the person alone, at FACE: the records of specially protected diseases that this request reaches. Null for anybody else.',
  })
  async specialDiseases(
    @Ctx() context: Context,
    @Root() request: ConsentRequestEntity,
  ): Promise<ProtectedRecord[] | null> {
    const { caller, services } = context;
    if (caller.kind !== 'PERSON' || caller.personId !== request.personId) return null;
    return services.protectedRecords.of(request, caller.personId, caller.strength, await context.now());
  }
}
