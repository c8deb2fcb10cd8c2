import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { requiredStrength } from '../../../consent/catalogue/sensitivity.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { approveRequest } from '../../../consent/grants/approve-request.js';
import { cancelRequest } from '../../../consent/grants/cancel-request.js';
import type { ConsentRequest as ConsentRequestEntity } from '../../../consent/grants/consent-request.js';
import { denyRequest } from '../../../consent/grants/deny-request.js';
import { requestConsent } from '../../../consent/grants/request-consent.js';
import type { RequestedItem as RequestedItemEntity } from '../../../consent/grants/terms.js';
import type { Delivery } from '../../../consent/kernel/delivery.js';
import type { GrantMode } from '../../../consent/kernel/grant-mode.js';
import { strongest } from '../../../consent/kernel/strength.js';
import { isOwner } from '../../../consent/people/subject.js';
import { itemOf } from '../../../schema/catalogue.js';
import { connectionOf } from '../../../schema/connection.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { DataItem } from '../catalogue/catalogue.js';
import { Purpose } from '../catalogue/purpose.js';
import { asPerson, asRecipient, type Context } from '../common/context.js';
import { ConsentRequestStatusEnum, DeliveryEnum, GrantModeEnum, StrengthEnum } from '../common/enums.js';
import { NarrowingInput } from '../common/narrowing-input.js';
import { Grant } from '../grant/grant.js';
import { Recipient } from '../recipient/recipient.js';

@ObjectType()
export class RequestedItem {
  @Field(() => DataItem)
  item!: DataItem;

  @Field(() => DeliveryEnum)
  delivery!: string;

  @Field()
  required!: boolean;
}

@ObjectType({ description: 'Consent request (授权申请): a recipient’s ask.' })
export class ConsentRequest {
  @Field(() => ID)
  id!: string;

  @Field(() => ConsentRequestStatusEnum)
  status!: string;

  @Field(() => Recipient)
  recipient!: Recipient;

  @Field(() => Purpose)
  purpose!: Purpose;

  @Field(() => [RequestedItem])
  items!: RequestedItem[];

  @Field(() => GrantModeEnum)
  mode!: string;

  @Field(() => Int, { nullable: true })
  maxUses!: number | null;

  @Field(() => Int)
  validForDays!: number;

  @Field(() => DateScalar, { nullable: true })
  recordsFrom!: string | null;

  @Field(() => DateScalar, { nullable: true })
  recordsTo!: string | null;

  @Field(() => String, { nullable: true, description: 'The recipient’s policy, claim or loan number.' })
  reference!: string | null;

  @Field({ description: 'What is shown to the person; the grant keeps its digest.' })
  notice!: string;

  @Field(() => StrengthEnum, { description: 'What the person must present to approve it as it stands.' })
  requiredStrength!: string;

  @Field(() => DateTimeScalar)
  createdAt!: Date;

  @Field(() => DateTimeScalar)
  expiresAt!: Date;

  @Field(() => Grant, { nullable: true })
  grant!: Grant | null;
}

export const ConsentRequestConnection = connectionOf('ConsentRequest', () => ConsentRequest);
export type ConsentRequestConnection = InstanceType<typeof ConsentRequestConnection>;

@InputType()
export class PersonSubjectInput {
  @Field()
  certNo!: string;

  @Field()
  name!: string;
}

@InputType()
class ProviderSubjectInput {
  @Field(() => ID)
  code!: string;
}

@InputType({ description: 'Exactly one of person and provider.' })
class SubjectInput {
  @Field(() => PersonSubjectInput, { nullable: true })
  person?: PersonSubjectInput | null;

  @Field(() => ProviderSubjectInput, { nullable: true })
  provider?: ProviderSubjectInput | null;
}

@InputType()
class RequestedItemInput {
  @Field(() => ID)
  item!: string;

  @Field(() => DeliveryEnum, { nullable: true, defaultValue: 'RETURN' })
  delivery!: Delivery;

  @Field(() => Boolean, { nullable: true, defaultValue: true })
  required!: boolean;
}

@InputType()
class RequestConsentInput {
  @Field()
  subject!: SubjectInput;

  @Field(() => ID)
  purpose!: string;

  @Field(() => [RequestedItemInput], {
    nullable: true,
    description: 'Default: the purpose’s required items with their delivery.',
  })
  items?: RequestedItemInput[] | null;

  @Field(() => GrantModeEnum)
  mode!: GrantMode;

  @Field(() => Int, { nullable: true })
  maxUses?: number | null;

  @Field(() => Int)
  validForDays!: number;

  @Field(() => DateScalar, { nullable: true })
  recordsFrom?: string | null;

  @Field(() => DateScalar, { nullable: true })
  recordsTo?: string | null;

  @Field(() => String, { nullable: true })
  reference?: string | null;

  @Field()
  notice!: string;
}

@InputType()
class ApproveConsentRequestInput extends NarrowingInput {
  @Field(() => ID)
  id!: string;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Ids of this request’s specialDiseases that the person ticked, one by one; what is not ticked is left out and nothing tells.',
  })
  specialDiseases?: string[] | null;

  @Field(() => ID, { description: 'From completeAuthentication, for action APPROVE and this request.' })
  authentication!: string;
}

/** Nulls that a client writes out for an argument with a default mean the default. */
const withDefaults = (items: RequestedItemInput[] | null | undefined) =>
  items?.map(({ item, delivery, required }) => ({
    item,
    delivery: delivery ?? 'RETURN',
    required: required ?? true,
  }));

@Resolver(() => ConsentRequest)
export class ConsentRequestResolver {
  @Query(() => ConsentRequest, { nullable: true })
  async consentRequest(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    const { caller, em, loaders } = context;
    if (caller.kind === 'ANONYMOUS') asPerson(context);
    const request = await loaders.request.load(id);
    if (!request) return null;
    if (caller.kind === 'RECIPIENT') return request.recipientCode === caller.recipientCode ? request : null;
    return caller.kind === 'PERSON' && (await isOwner(queryOn(em), caller.personId, request))
      ? request
      : null;
  }

  @Mutation(() => ConsentRequest)
  requestConsent(@Ctx() context: Context, @Arg('input') input: RequestConsentInput) {
    const { recipientCode } = asRecipient(context);
    const ask = { ...input, items: withDefaults(input.items) ?? null };
    return requestConsent(context.em, context.services.blindIndex, recipientCode, ask);
  }

  @Mutation(() => ConsentRequest)
  cancelConsentRequest(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return cancelRequest(context.em, asRecipient(context).recipientCode, id);
  }

  @Mutation(() => Grant)
  approveConsentRequest(@Ctx() context: Context, @Arg('input') input: ApproveConsentRequestInput) {
    const { personId } = asPerson(context);
    const approval = { ...input, sensitiveConfirmed: input.sensitiveConfirmed ?? false };
    return approveRequest(context.em, context.services, personId, approval);
  }

  @Mutation(() => ConsentRequest)
  denyConsentRequest(
    @Ctx() context: Context,
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { nullable: true }) reason?: string,
  ) {
    return denyRequest(context.em, asPerson(context).personId, id, reason ?? null);
  }

  @FieldResolver()
  async status(@Ctx() context: Context, @Root() request: ConsentRequestEntity) {
    return request.statusAt(await context.now());
  }

  /** more of a child’s guardian. A recipient is told what it would be of anybody: nobody learns who is insured. */
  @FieldResolver()
  async requiredStrength(@Ctx() context: Context, @Root() request: ConsentRequestEntity) {
    const { purpose, items, personId } = request;
    const mine = context.caller.kind === 'PERSON' && personId;
    const capacity = mine ? await context.loaders.capacity.load(personId) : null;
    const levels = await context.levels();
    return strongest([requiredStrength(purpose, items, capacity === 'NONE'), levels.raisedStrength(items)]);
  }

  @FieldResolver()
  recipient(@Ctx() { loaders }: Context, @Root() request: ConsentRequestEntity) {
    return loaders.recipient.load(request.recipientCode);
  }

  @FieldResolver()
  items(@Root() request: ConsentRequestEntity) {
    return request.items.map((entry: RequestedItemEntity) => ({ ...entry, item: itemOf(entry.item) }));
  }

  @FieldResolver()
  grant(@Ctx() { loaders }: Context, @Root() request: ConsentRequestEntity) {
    return request.decision === 'APPROVED' ? loaders.grantOfRequest.load(request.id) : null;
  }
}
