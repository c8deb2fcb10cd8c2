import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { givenDetail } from '../../../consent/authorization/details.js';
import type { OpenRedirect, RedirectOutcome } from '../../../consent/authorization/redirect.js';
import {
  bindSubject,
  type InteractionSubject as Choice,
  isBound,
  leaveRequest,
  subjectsOf,
} from '../../../consent/authorization/redirected-request.js';
import { queryOn } from '../../../consent/database/transaction.js';
import type { ConsentRequest as ConsentRequestEntity } from '../../../consent/grants/consent-request.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import { isOwner } from '../../../consent/people/subject.js';
import { findProduct } from '../../../consent/recipients/find-product.js';
import { itemOf } from '../../../schema/catalogue.js';
import { asPerson, type Context } from '../common/context.js';
import { ConsentInteraction, InteractionReturn, InteractionSubject } from './type.js';

/** A redirect, with the request that it is about and what that asks for. */
const shown = (open: OpenRedirect, asked: ConsentRequestEntity) => ({
  ...open,
  asked,
  purpose: asked.purpose,
  items: asked.items.map((entry) => ({ ...entry, item: itemOf(entry.item) })),
  mode: asked.mode,
  maxUses: asked.maxUses,
  validForDays: asked.validForDays,
  recordsFrom: asked.recordsFrom,
  recordsTo: asked.recordsTo,
  notice: asked.notice,
});
type Interaction = ReturnType<typeof shown>;

const personOf = ({ caller }: Context): string | null => (caller.kind === 'PERSON' ? caller.personId : null);

/** @returns null for whoever is not in the browser in which the redirect began, and once it is over */
async function openInteraction(context: Context, uid: string): Promise<Interaction | null> {
  const { services, client, loaders } = context;
  const open = await services.redirects.open(uid, (name) => client.cookieOf(name));
  const asked = open && (await loaders.request.load(open.requestId));
  return asked && shown(open, asked);
}

const refuseOver = (): never =>
  refuse('NOT_FOUND', {
    en: 'This is over, or began in another browser. Begin again in the institution’s app.',
    zh: '该流程已结束，或是在另一个浏览器中开始的。请回到机构的应用重新开始。',
  });

const openOrRefused = async (context: Context, uid: string): Promise<Interaction> =>
  (await openInteraction(context, uid)) ?? refuseOver();

/** What the recipient is told of the answer: what was given, or that nothing was. */
async function outcomeOf(context: Context, request: ConsentRequestEntity): Promise<RedirectOutcome> {
  const grant =
    request.decision === 'APPROVED' ? await context.loaders.grantOfRequest.load(request.id) : null;
  if (grant)
    return { requestId: request.id, given: givenDetail(grant, request.reference, request.productCode) };
  const description =
    request.decision === 'DENIED' ? 'The person denied it.' : 'The person has not answered.';
  return { error: 'access_denied', description };
}

@Resolver(() => ConsentInteraction)
export class InteractionResolver {
  @Query(() => ConsentInteraction, {
    nullable: true,
    description:
      'A redirect in progress, by the cookie of the browser in which it began. Null for everybody else, and once it is over.',
  })
  interaction(
    @Ctx() context: Context,
    @Arg('uid', () => ID, { description: 'As in the address of the page.' }) uid: string,
  ): Promise<Interaction | null> {
    return openInteraction(context, uid);
  }

  @Mutation(() => ConsentInteraction, {
    description:
      'Says for whom the signed-in person decides; once. NOT_FOUND for a subject that is not among theirs, FORBIDDEN where somebody else was quicker, RATE_LIMITED where this recipient has sent them here 3 times in 24 hours, CONSENT_REQUEST_CLOSED once it is decided.',
  })
  async bindInteraction(
    @Ctx() context: Context,
    @Arg('uid', () => ID, { description: 'The interaction.' }) uid: string,
    @Arg('subject', () => ID, { description: 'An id from interaction.subjects.' }) subject: string,
  ): Promise<Interaction> {
    const { personId } = asPerson(context);
    const { requestId } = await openOrRefused(context, uid);
    const { em, services } = context;
    await bindSubject(em, services.blindIndex, personId, { uid, requestId, subject });
    context.forget();
    return openOrRefused(context, uid);
  }

  @Mutation(() => InteractionReturn, {
    description:
      'Goes back to the recipient: with a code after approveConsentRequest, with access_denied after denyConsentRequest and for whoever leaves without an answer. The request of a signed-in person who leaves waits in their list for seven days.',
  })
  async finishInteraction(
    @Ctx() context: Context,
    @Arg('uid', () => ID, { description: 'The interaction.' }) uid: string,
  ): Promise<InteractionReturn> {
    const open = await openOrRefused(context, uid);
    const request = await leaveRequest(context.em, personOf(context), open.requestId);
    context.forget();
    const location = await context.services.redirects.finish(open, await outcomeOf(context, request));
    return location === null ? refuseOver() : { location };
  }

  @FieldResolver()
  recipient(@Ctx() { loaders }: Context, @Root() { asked }: Interaction) {
    return loaders.recipient.load(asked.recipientCode);
  }

  @FieldResolver()
  product(@Ctx() { em }: Context, @Root() { asked }: Interaction) {
    return asked.productCode === null ? null : findProduct(queryOn(em), asked.productCode);
  }

  @FieldResolver()
  async request(@Ctx() context: Context, @Root() { asked }: Interaction) {
    const personId = personOf(context);
    if (personId === null || !isBound(asked)) return null;
    return (await isOwner(queryOn(context.em), personId, asked)) ? asked : null;
  }

  @FieldResolver()
  async subjects(
    @Ctx() context: Context,
    @Root() { uid, asked }: Interaction,
  ): Promise<InteractionSubject[]> {
    const personId = personOf(context);
    if (personId === null) return [];
    const { em, services } = context;
    const choices = await subjectsOf(queryOn(em), services.blindIndex, personId, uid, asked);
    const labels = await services.labels.of(queryOn(em), personId);
    const providers = await context.loaders.represented.load(personId);
    const labelOf = ({ self, subject }: Choice): string | null => {
      if (self) return null;
      if (subject.personId) return labels.get(subject.personId) ?? null;
      return providers.find(({ providerId }) => providerId === subject.providerId)?.name ?? null;
    };
    return choices.map((choice) => ({ ...choice, label: labelOf(choice) }));
  }
}
