import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import { LISTS } from '../../../consent/database/keyset-list.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { confirmGrantForWard } from '../../../consent/grants/confirm-as-guardian.js';
import type { ConsentRequestStatus } from '../../../consent/grants/consent-request.js';
import type { GrantStatus } from '../../../consent/grants/standing.js';
import { type Ward as GuardedWard, wardsRecord } from '../../../consent/people/guardianship.js';
import { ownSelection } from '../../../consent/records/document-selection.js';
import type { GuardianshipDays } from '../../../consent/subject-access/guardianship-days.js';
import { InsuredPerson } from '../../../schema/subject.js';
import type { PersonCaller } from '../../auth/caller.js';
import { asPerson, type Context } from '../common/context.js';
import { ConsentRequestStatusEnum, GrantStatusEnum } from '../common/enums.js';
import { disclosureList } from '../common/loaders.js';
import { connection, PageArgs } from '../common/page-args.js';
import { Grant } from '../grant/type.js';
import { labelOf } from './acting.js';
import { Account } from './type.js';
import { ConfirmGrantForWardInput } from './ward-input.js';
import { Ward } from './ward-type.js';

const listOf = ({ personId }: GuardedWard) => ({ owner: { personId, providerIds: [] } });

/** The field of Account that lists the wards. It is apart so that Account does not import guardianship. */
@Resolver(() => Account)
export class WardsResolver {
  @FieldResolver(() => [Ward], {
    description: 'The people for whom this person acts as guardian (监护人) today.',
  })
  wards(@Ctx() { loaders }: Context, @Root() { personId }: PersonCaller) {
    return loaders.wards.load(personId);
  }
}

/** The days of all wards of the caller. Reading them is recorded, once in an operation however often it asks. */
const daysRead = new WeakMap<Context, Promise<(wardId: string) => GuardianshipDays>>();

function daysOf(context: Context): Promise<(wardId: string) => GuardianshipDays> {
  const { personId, strength } = asPerson(context);
  const reading = daysRead.get(context) ?? context.services.guardianships.read(personId, strength);
  daysRead.set(context, reading);
  return reading;
}

@Resolver(() => Ward)
export class WardResolver {
  @FieldResolver()
  id(@Ctx() context: Context, @Root() { personId }: GuardedWard) {
    return context.services.labels.wardId(asPerson(context).personId, personId);
  }

  @FieldResolver()
  label(@Ctx() context: Context, @Root() { personId }: GuardedWard) {
    return labelOf(context, asPerson(context).personId, personId);
  }

  @FieldResolver()
  async capacity(@Ctx() { loaders }: Context, @Root() { personId }: GuardedWard) {
    return (await loaders.capacity.load(personId)) === 'LIMITED' ? 'LIMITED' : 'NONE';
  }

  @FieldResolver()
  async since(@Ctx() context: Context, @Root() { personId }: GuardedWard) {
    return (await daysOf(context))(personId).since;
  }

  @FieldResolver()
  async endsAt(@Ctx() context: Context, @Root() { personId }: GuardedWard) {
    return (await daysOf(context))(personId).endsAt;
  }

  @FieldResolver()
  async person(@Ctx() context: Context, @Root() ward: GuardedWard, @Info() info: GraphQLResolveInfo) {
    const { personId, strength } = asPerson(context);
    const record = await wardsRecord(queryOn(context.em), personId, ward, await context.now());
    if (!record) return null;
    const owner = { personId, strength, providerId: null, ward: record };
    const data = await context.services.ownAccess.read(owner, ownSelection(info, 'PERSON'));
    return new InsuredPerson(data.person.get(String(info.path.key)) ?? {});
  }

  @FieldResolver()
  consentRequests(
    @Ctx() context: Context,
    @Root() ward: GuardedWard,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('status', () => ConsentRequestStatusEnum, {
      nullable: true,
      description: 'Only requests in this status. Null: all.',
    })
    status?: ConsentRequestStatus,
  ) {
    return connection(context, LISTS.delivered, listOf(ward), { ...page, status: status ?? null }, (ids) =>
      Promise.all(ids.map((id) => context.loaders.request.load(id))),
    );
  }

  @FieldResolver()
  grants(
    @Ctx() context: Context,
    @Root() ward: GuardedWard,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('status', () => GrantStatusEnum, {
      nullable: true,
      description: 'Only grants in this status. Null: all.',
    })
    status?: GrantStatus,
  ) {
    return connection(context, LISTS.grants, listOf(ward), { ...page, status: status ?? null }, (ids) =>
      Promise.all(ids.map((id) => context.loaders.grant.load(id))),
    );
  }

  @FieldResolver()
  disclosures(@Ctx() context: Context, @Root() ward: GuardedWard, @Args(() => PageArgs) page: PageArgs) {
    return connection(context, LISTS.disclosures, listOf(ward), page, disclosureList(context));
  }

  @Mutation(() => Grant, {
    description:
      'A guardian confirms a grant that waits for one: a ward of 14 to 17 gave it, or a guardian whose guardianship has ended (R-11). One guardian suffices. NOT_FOUND unless it is a ward’s grant; STRENGTH_REQUIRED where the proof is too weak; SENSITIVE_CONFIRMATION_REQUIRED.',
  })
  confirmGrantForWard(
    @Ctx() context: Context,
    @Arg('input', { description: 'The grant and the guardian’s proof.' }) input: ConfirmGrantForWardInput,
  ) {
    const { personId } = asPerson(context);
    const confirmation = { ...input, sensitiveConfirmed: input.sensitiveConfirmed ?? false };
    return confirmGrantForWard(context.em, context.services.authentications, personId, confirmation);
  }
}
