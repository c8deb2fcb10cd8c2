import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ConsentRequest as ConsentRequestEntity } from '../../../consent/grants/consent-request.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import type { Context } from '../common/context.js';
import { ConsentRequest } from '../consent-request/type.js';
import { Grant } from '../grant/type.js';

/** declared here, for neither grants nor requests know of guardians. */
@Resolver(() => Grant)
export class AwaitingGuardianGrantResolver {
  @FieldResolver(() => Boolean, {
    description: 'It is SUSPENDED until a guardian of the person confirms it: confirmGrantForWard.',
  })
  awaitingGuardian(@Ctx() { loaders }: Context, @Root() grant: GrantEntity): Promise<boolean> {
    return loaders.awaitsGuardian.load(grant.id);
  }
}

@Resolver(() => ConsentRequest)
export class AwaitingGuardianRequestResolver {
  @FieldResolver(() => Boolean, {
    description: 'The person approved it; the grant begins when a guardian of theirs confirms it.',
  })
  async awaitingGuardian(
    @Ctx() { loaders }: Context,
    @Root() request: ConsentRequestEntity,
  ): Promise<boolean> {
    const grant = request.decision === 'APPROVED' ? await loaders.grantOfRequest.load(request.id) : null;
    return grant !== null && (await loaders.awaitsGuardian.load(grant.id));
  }
}
