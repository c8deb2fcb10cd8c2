import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ConsentRequest as ConsentRequestEntity } from '../../../consent/grants/consent-request.js';
import type { ProtectedRecord } from '../../../consent/subject-access/protected-records.js';
import type { Context } from '../common/context.js';
import { SpecialRecord } from './protected-record-type.js';
import { ConsentRequest } from './type.js';

@Resolver(() => ConsentRequest)
export class ProtectedRecordResolver {
  @FieldResolver(() => [SpecialRecord], {
    nullable: true,
    description:
      'The records of specially protected diseases that this request reaches, for the person alone. STRENGTH_REQUIRED unless the session has FACE. Null for every other caller.',
  })
  async specialDiseases(
    @Ctx() context: Context,
    @Root() request: ConsentRequestEntity,
  ): Promise<ProtectedRecord[] | null> {
    const { caller, services } = context;
    if (caller.kind !== 'PERSON' || caller.personId !== request.personId) return null;
    return services.protectedRecords.list(request, caller.personId, caller.strength, await context.now());
  }
}
