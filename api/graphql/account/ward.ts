import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  InputType,
  Mutation,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { LISTS } from '../../../consent/database/keyset-list.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { confirmGrantForWard } from '../../../consent/grants/confirm-as-guardian.js';
import type { ConsentRequestStatus } from '../../../consent/grants/consent-request.js';
import type { GrantStatus } from '../../../consent/grants/grant.js';
import { type Ward as GuardedWard, wardsOf, wardsRecord } from '../../../consent/people/guardianship.js';
import { ownSelection } from '../../../consent/records/document-selection.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { InsuredPerson } from '../../../schema/subject.js';
import type { PersonCaller } from '../../auth/caller.js';
import { asPerson, type Context } from '../common/context.js';
import { ConsentRequestStatusEnum, GrantStatusEnum } from '../common/enums.js';
import { disclosureList } from '../common/loaders.js';
import { connection, PageArgs } from '../common/page-args.js';
import { ConsentRequestConnection } from '../consent-request/consent-request.js';
import { DisclosureConnection } from '../disclosure/disclosure.js';
import { Grant, GrantConnection } from '../grant/grant.js';
import { Account } from './account.js';

@ObjectType({ description: 'Ward (被监护人): somebody whom the signed-in person acts for as guardian.' })
class Ward {
  @Field({ description: 'Code table agnter_rlts' })
  relation!: string;

  @Field({ description: 'Where the guardianship is known from, e.g. HOUSEHOLD_REGISTER or COURT_DECISION' })
  source!: string;

  @Field(() => DateScalar)
  since!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it ends by itself: the 18th birthday, or a day on file.',
  })
  endsAt!: Date | null;

  @Field(() => InsuredPerson, {
    nullable: true,
    description:
      'null from the 14th birthday on. Every item of a child is treated as sensitive: unmasked at FACE only.',
  })
  person!: InsuredPerson | null;

  @Field(() => ConsentRequestConnection)
  consentRequests!: ConsentRequestConnection;

  @Field(() => GrantConnection)
  grants!: GrantConnection;

  @Field(() => DisclosureConnection)
  disclosures!: DisclosureConnection;
}

@InputType()
class ConfirmGrantForWardInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'The second, separate confirmation that sensitive items need.',
  })
  sensitiveConfirmed!: boolean;

  @Field(() => ID, { description: 'From completeAuthentication, for action APPROVE and this grant.' })
  authentication!: string;
}

const listOf = ({ personId }: GuardedWard) => ({ owner: { personId, providerIds: [] } });

/** Of the account itself; declared here, for an account does not know of wards. */
@Resolver(() => Account)
export class WardsResolver {
  @FieldResolver(() => [Ward], { description: 'Whom this person acts for as guardian today.' })
  wards(@Ctx() { em }: Context, @Root() { personId }: PersonCaller) {
    return wardsOf(queryOn(em), personId);
  }
}

@Resolver(() => Ward)
export class WardResolver {
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
    @Arg('status', () => ConsentRequestStatusEnum, { nullable: true }) status?: ConsentRequestStatus,
  ) {
    return connection(context, LISTS.requests, listOf(ward), { ...page, status: status ?? null }, (ids) =>
      Promise.all(ids.map((id) => context.loaders.request.load(id))),
    );
  }

  @FieldResolver()
  grants(
    @Ctx() context: Context,
    @Root() ward: GuardedWard,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('status', () => GrantStatusEnum, { nullable: true }) status?: GrantStatus,
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
      'A guardian’s word for a grant that awaits one: given by a ward of 14 to 17, or by a guardian who is one no more.',
  })
  confirmGrantForWard(@Ctx() context: Context, @Arg('input') input: ConfirmGrantForWardInput) {
    const { personId } = asPerson(context);
    const confirmation = { ...input, sensitiveConfirmed: input.sensitiveConfirmed ?? false };
    return confirmGrantForWard(context.em, context.services.authentications, personId, confirmation);
  }
}
