import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Resolver, Root } from 'type-graphql';
import type { ConsentRequest as ConsentRequestEntity } from '../../../consent/grants/consent-request.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import { ownSelection } from '../../../consent/records/document-selection.js';
import { Provider } from '../../../schema/subject.js';
import type { PersonCaller } from '../../auth/caller.js';
import type { Context } from '../common/context.js';
import { ConsentRequest } from '../consent-request/type.js';
import { Grant } from '../grant/type.js';
import { About, RepresentedProvider } from './about-type.js';
import { aboutOf, representedByCode, wardById } from './acting.js';
import { Account } from './type.js';
import { Ward } from './ward-type.js';

const DESCRIPTION =
  'Whom it is about. Null for everybody who does not decide on it: a recipient, an employee.';

@Resolver(() => ConsentRequest)
export class AboutRequestResolver {
  @FieldResolver(() => About, { nullable: true, description: DESCRIPTION })
  about(@Ctx() context: Context, @Root() request: ConsentRequestEntity) {
    return aboutOf(context, request);
  }
}

@Resolver(() => Grant)
export class AboutGrantResolver {
  @FieldResolver(() => About, { nullable: true, description: DESCRIPTION })
  about(@Ctx() context: Context, @Root() grant: GrantEntity) {
    return aboutOf(context, grant);
  }
}

/** Fields of Account for whom this person acts. They are apart so that Account imports neither guardianship nor providers. */
@Resolver(() => Account)
export class ActingForResolver {
  @FieldResolver(() => [RepresentedProvider], {
    description:
      'The providers that this person legally represents, by name. Unlike `providers`, it reads no record and is not recorded.',
  })
  represented(@Ctx() { loaders }: Context, @Root() { personId }: PersonCaller) {
    return loaders.represented.load(personId);
  }

  @FieldResolver(() => Ward, {
    nullable: true,
    description: 'One of the wards. Null for anybody for whom this person does not act today.',
  })
  ward(
    @Ctx() context: Context,
    @Root() { personId }: PersonCaller,
    @Arg('id', () => ID, { description: 'The ward, by Ward.id.' }) id: string,
  ) {
    return wardById(context, personId, id);
  }

  @FieldResolver(() => Provider, {
    nullable: true,
    description:
      'The record of one of the providers that this person legally represents. Null for any other. The look is recorded.',
  })
  async provider(
    @Ctx() context: Context,
    @Root() { personId, strength }: PersonCaller,
    @Info() info: GraphQLResolveInfo,
    @Arg('code', () => ID, { description: 'Code of the provider.' }) code: string,
  ) {
    const found = await representedByCode(context, personId, code);
    if (!found) return null;
    const owner = { personId, strength, providerId: found.providerId };
    const data = await context.services.ownAccess.read(owner, ownSelection(info, 'PROVIDER'));
    return new Provider(data.provider.get(String(info.path.key)) ?? {});
  }
}
