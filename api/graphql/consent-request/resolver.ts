import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { approveRequest } from '../../../consent/grants/approve-request.js';
import { cancelRequest } from '../../../consent/grants/cancel-request.js';
import type { ConsentRequest as ConsentRequestEntity } from '../../../consent/grants/consent-request.js';
import { denyRequest } from '../../../consent/grants/deny-request.js';
import { requestConsent } from '../../../consent/grants/request-consent.js';
import type { RequestedItem as RequestedItemEntity } from '../../../consent/grants/terms.js';
import { isOwner } from '../../../consent/people/subject.js';
import { itemOf } from '../../../schema/catalogue.js';
import { asPerson, asRecipient, type Context } from '../common/context.js';
import { Grant } from '../grant/type.js';
import { ApproveConsentRequestInput, RequestConsentInput, RequestedItemInput } from './input.js';
import { ConsentRequest } from './type.js';

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
    const classification = await context.classification();
    return classification.requiredStrength(purpose, items, capacity === 'NONE');
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
