import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { approveRequest } from '../../../consent/grants/approve-request.js';
import { cancelRequest } from '../../../consent/grants/cancel-request.js';
import type { ConsentRequest as ConsentRequestEntity } from '../../../consent/grants/consent-request.js';
import { denyRequest } from '../../../consent/grants/deny-request.js';
import { requestConsent } from '../../../consent/grants/request-consent.js';
import type { RequestedItem as RequestedItemEntity } from '../../../consent/grants/terms.js';
import { isOwner } from '../../../consent/people/subject.js';
import { findProduct } from '../../../consent/recipients/find-product.js';
import { itemOf } from '../../../schema/catalogue.js';
import { askingRecipient, asPerson, type Context } from '../common/context.js';
import { recipientSeenBy } from '../common/recipient-seen.js';
import { shownGrant } from '../grant/shown-grant.js';
import { Grant } from '../grant/type.js';
import { ApproveConsentRequestInput, RequestConsentInput, RequestedItemInput } from './input.js';
import { ConsentRequest } from './type.js';

/** An explicit null for an input field with a default means the default. */
const withDefaults = (items: RequestedItemInput[] | null | undefined) =>
  items?.map(({ item, delivery, required }) => ({
    item,
    delivery: delivery ?? 'RETURN',
    required: required ?? true,
  }));

@Resolver(() => ConsentRequest)
export class ConsentRequestResolver {
  @Query(() => ConsentRequest, {
    nullable: true,
    description:
      'One request. Null unless the caller is its recipient, a member of it (OWNER, HANDLER, AUDITOR), its person, or the representative of its provider.',
  })
  async consentRequest(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The request.' }) id: string,
  ) {
    const { caller, em, loaders } = context;
    if (caller.kind === 'ANONYMOUS') asPerson(context);
    const request = await loaders.request.load(id);
    if (!request) return null;
    if (recipientSeenBy(caller) === request.recipientCode) return request;
    return caller.kind === 'PERSON' && (await isOwner(queryOn(em), caller.personId, request))
      ? request
      : null;
  }

  @Mutation(() => ConsentRequest, {
    description:
      'A recipient asks for consent, or a HANDLER for it. RATE_LIMITED within 30 days after the same person denied the same purpose (R-05).',
  })
  requestConsent(
    @Ctx() context: Context,
    @Arg('input', { description: 'Subject, purpose, items and terms.' }) input: RequestConsentInput,
  ) {
    const recipientCode = askingRecipient(context);
    const ask = { ...input, items: withDefaults(input.items) ?? null };
    return requestConsent(context.em, context.services.blindIndex, recipientCode, ask);
  }

  @Mutation(() => ConsentRequest, {
    description:
      'The recipient, or a HANDLER for it, withdraws its own request. CONSENT_REQUEST_CLOSED unless it is PENDING.',
  })
  cancelConsentRequest(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The request.' }) id: string,
  ) {
    return cancelRequest(context.em, askingRecipient(context), id);
  }

  @Mutation(() => Grant, {
    description:
      'The person gives a grant: all that was asked for, or less. CONSENT_REQUEST_CLOSED unless the request is PENDING; STRENGTH_REQUIRED or AUTHENTICATION_FAILED where the proof does not suffice. A proof that was presented is spent even when the approval is refused.',
  })
  approveConsentRequest(
    @Ctx() context: Context,
    @Arg('input', { description: 'The request, what is given of it, and the proof.' })
    input: ApproveConsentRequestInput,
  ) {
    const { personId } = asPerson(context);
    const approval = { ...input, sensitiveConfirmed: input.sensitiveConfirmed ?? false };
    return approveRequest(context.em, context.services, personId, approval);
  }

  @Mutation(() => ConsentRequest, {
    description:
      'The person denies a request, without proof and without reason. CONSENT_REQUEST_CLOSED unless it is PENDING.',
  })
  denyConsentRequest(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The request.' }) id: string,
    @Arg('reason', () => String, {
      nullable: true,
      description: 'The person’s own note; at most 500 characters. Never needed.',
    })
    reason?: string,
  ) {
    return denyRequest(context.em, asPerson(context).personId, id, reason ?? null);
  }

  @FieldResolver()
  async status(@Ctx() context: Context, @Root() request: ConsentRequestEntity) {
    return request.statusAt(await context.now());
  }

  /**
   * a child’s guardian needs more strength. A recipient gets the strength that holds for an adult, so that the answer
   * does not disclose whether the person is insured.
   */
  @FieldResolver()
  async requiredStrength(@Ctx() context: Context, @Root() request: ConsentRequestEntity) {
    const { purpose, items, personId } = request;
    const mine = context.caller.kind === 'PERSON' && personId;
    const capacity = mine ? await context.loaders.capacity.load(personId) : null;
    const classification = await context.classification();
    return classification.requiredStrength(purpose, items, capacity === 'NONE');
  }

  @FieldResolver()
  product(@Ctx() { em }: Context, @Root() { productCode }: ConsentRequestEntity) {
    return productCode === null ? null : findProduct(queryOn(em), productCode);
  }

  @FieldResolver()
  recipient(@Ctx() { loaders }: Context, @Root() request: ConsentRequestEntity) {
    return loaders.recipient.load(request.recipientCode);
  }

  @FieldResolver()
  items(@Root() request: ConsentRequestEntity) {
    return request.items.map((entry: RequestedItemEntity) => ({ ...entry, item: itemOf(entry.item) }));
  }

  /** The recipient sees only what it named: which grant would end by its reference depends on whom the name matched. */
  @FieldResolver()
  async replaces(@Ctx() context: Context, @Root() { id, replaces }: ConsentRequestEntity) {
    const grantId =
      replaces ?? (recipientSeenBy(context.caller) !== null ? null : await context.loaders.replaced.load(id));
    return grantId && shownGrant(context, grantId);
  }

  @FieldResolver()
  grant(@Ctx() { loaders }: Context, @Root() request: ConsentRequestEntity) {
    return request.decision === 'APPROVED' ? loaders.grantOfRequest.load(request.id) : null;
  }
}
