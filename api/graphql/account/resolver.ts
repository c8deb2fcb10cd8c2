import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import { LISTS } from '../../../consent/database/keyset-list.js';
import { queryOn } from '../../../consent/database/transaction.js';
import type { ConsentRequestStatus } from '../../../consent/grants/consent-request.js';
import type { GrantStatus } from '../../../consent/grants/standing.js';
import { representedProviders } from '../../../consent/people/subject.js';
import { ownSelection } from '../../../consent/records/document-selection.js';
import { InsuredPerson, Provider } from '../../../schema/subject.js';
import type { PersonCaller } from '../../auth/caller.js';
import { asPerson, type Context } from '../common/context.js';
import { ConsentRequestStatusEnum, GrantStatusEnum } from '../common/enums.js';
import { disclosureList } from '../common/loaders.js';
import { connection, PageArgs } from '../common/page-args.js';
import { AboutInput } from './about-input.js';
import { concerned } from './concerned.js';
import { Account } from './type.js';

@Resolver(() => Account)
export class AccountResolver {
  @Query(() => Account, {
    description:
      'The signed-in person. UNAUTHENTICATED without a session, FORBIDDEN for a recipient or staff.',
  })
  me(@Ctx() context: Context): PersonCaller {
    return asPerson(context);
  }

  @FieldResolver()
  async person(
    @Ctx() { services }: Context,
    @Root() { personId, strength: ofSession }: PersonCaller,
    @Info() info: GraphQLResolveInfo,
    @Arg('authentication', () => ID, {
      nullable: true,
      description:
        'A proof for action VIEW, as strong as FACE and not used before: with it this one answer is in clear, whatever the session.',
    })
    authentication: string | null,
  ) {
    const strength = await services.authentications.viewStrength(
      { personId, strength: ofSession },
      authentication,
    );
    const owner = { personId, strength, providerId: null };
    const data = await services.ownAccess.read(owner, ownSelection(info, 'PERSON'));
    return new InsuredPerson(data.person.get(String(info.path.key)) ?? {});
  }

  @FieldResolver()
  async providers(
    @Ctx() { em, services }: Context,
    @Root() { personId, strength }: PersonCaller,
    @Info() info: GraphQLResolveInfo,
  ) {
    const selection = ownSelection(info, 'PROVIDER');
    const providerIds = await representedProviders(queryOn(em), personId);
    return Promise.all(
      providerIds.map(async (providerId) => {
        const data = await services.ownAccess.read({ personId, strength, providerId }, selection);
        return new Provider(data.provider.get(String(info.path.key)) ?? {});
      }),
    );
  }

  @FieldResolver()
  async consentRequests(
    @Ctx() context: Context,
    @Root() { personId }: PersonCaller,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('status', () => ConsentRequestStatusEnum, {
      nullable: true,
      description: 'Only requests in this status. Null: all.',
    })
    status?: ConsentRequestStatus | null,
    @Arg('about', () => AboutInput, {
      nullable: true,
      description:
        'Only what is about the person themselves, a ward or one provider. NOT_FOUND where the person does not act for them. Null: the person and every provider.',
    })
    about?: AboutInput | null,
  ) {
    const mine = await concerned(context, personId, about);
    return connection(context, LISTS.delivered, mine, { ...page, status: status ?? null }, (ids) =>
      Promise.all(ids.map((id) => context.loaders.request.load(id))),
    );
  }

  @FieldResolver()
  async grants(
    @Ctx() context: Context,
    @Root() { personId }: PersonCaller,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('status', () => GrantStatusEnum, {
      nullable: true,
      description: 'Only grants in this status. Null: all.',
    })
    status?: GrantStatus | null,
    @Arg('about', () => AboutInput, {
      nullable: true,
      description:
        'Only what is about the person themselves, a ward or one provider. NOT_FOUND where the person does not act for them. Null: the person and every provider.',
    })
    about?: AboutInput | null,
  ) {
    const mine = await concerned(context, personId, about);
    return connection(context, LISTS.grants, mine, { ...page, status: status ?? null }, (ids) =>
      Promise.all(ids.map((id) => context.loaders.grant.load(id))),
    );
  }

  @FieldResolver()
  async disclosures(
    @Ctx() context: Context,
    @Root() { personId }: PersonCaller,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('about', () => AboutInput, {
      nullable: true,
      description:
        'Only what is about the person themselves, a ward or one provider. NOT_FOUND where the person does not act for them. Null: the person and every provider.',
    })
    about?: AboutInput | null,
  ) {
    return connection(
      context,
      LISTS.disclosures,
      await concerned(context, personId, about),
      page,
      disclosureList(context),
    );
  }
}
