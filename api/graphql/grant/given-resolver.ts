import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import { type GrantorRole, roleOn } from '../../../consent/grants/grantor.js';
import { cityDay } from '../../../consent/kernel/city-time.js';
import type { Context } from '../common/context.js';
import { GrantorRoleEnum } from '../common/enums.js';
import { Grant } from './type.js';

/** The role that the ledger recorded when the grant was given. */
export async function givenAs({ loaders }: Context, grant: GrantEntity): Promise<GrantorRole> {
  const events = await loaders.grantEvents.load(grant.id);
  const given = events.find(({ entry }) => entry.kind === 'GRANT_GIVEN');
  return (given?.entry.role as GrantorRole | undefined) ?? roleOn(grant, grant.grantorId);
}

/** Fields of Grant about how it was given and is used. */
@Resolver(() => Grant)
export class GrantGivenResolver {
  @FieldResolver(() => GrantorRoleEnum, {
    description: 'In which role somebody gave it, as the artefact says too. Who it was is told to nobody.',
  })
  givenAs(@Ctx() context: Context, @Root() grant: GrantEntity): Promise<GrantorRole> {
    return givenAs(context, grant);
  }

  @FieldResolver(() => Int, { description: 'How many uses have been taken today, by the day of the city.' })
  async usesToday(@Ctx() context: Context, @Root() grant: GrantEntity): Promise<number> {
    return grant.usesOn(cityDay(await context.now()));
  }
}
