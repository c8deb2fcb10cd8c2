import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ConsentRequest as ConsentRequestEntity } from '../../../consent/grants/consent-request.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import type { Context } from '../common/context.js';
import { ConsentRequest } from '../consent-request/type.js';
import { Grant } from '../grant/type.js';

/** fields of Grant and ConsentRequest about guardians. They are apart so that grants do not import guardianship. */
@Resolver(() => Grant)
export class AwaitingGuardianGrantResolver {
  @FieldResolver(() => Boolean, {
    description:
      'True while the grant is SUSPENDED because a guardian of the person must confirm it with confirmGrantForWard (R-11).',
  })
  awaitingGuardian(@Ctx() { loaders }: Context, @Root() grant: GrantEntity): Promise<boolean> {
    return loaders.awaitsGuardian.load(grant.id);
  }
}

@Resolver(() => ConsentRequest)
export class AwaitingGuardianRequestResolver {
  @FieldResolver(() => Boolean, {
    description:
      'True where the person approved the request and the grant waits for a guardian’s confirmGrantForWard (R-11).',
  })
  async awaitingGuardian(
    @Ctx() { loaders }: Context,
    @Root() request: ConsentRequestEntity,
  ): Promise<boolean> {
    const grant = request.decision === 'APPROVED' ? await loaders.grantOfRequest.load(request.id) : null;
    return grant !== null && (await loaders.awaitsGuardian.load(grant.id));
  }
}
