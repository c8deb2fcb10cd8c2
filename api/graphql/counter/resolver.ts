import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type CounterApproval as Approval, findApproval } from '../../../consent/counter/approval.js';
import { approveAtCounter, confirmAtCounter } from '../../../consent/counter/approve-at-counter.js';
import { isCoveredByPower } from '../../../consent/counter/power-of-attorney.js';
import { revokeAtCounter } from '../../../consent/counter/revoke-at-counter.js';
import {
  closeCounterSession,
  findCounterSession,
  lockOpenSession,
  openCounterSession,
  type CounterSession as Session,
} from '../../../consent/counter/session.js';
import { LISTS, type ListFilter } from '../../../consent/database/keyset-list.js';
import { queryOn } from '../../../consent/database/transaction.js';
import type { ConsentRequest as RequestEntity } from '../../../consent/grants/consent-request.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import type { GrantStatus } from '../../../consent/grants/standing.js';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { type Capacity, wardsOf } from '../../../consent/people/guardianship.js';
import { assertActs } from '../../../consent/staff/accounts.js';
import { recordStaffLook } from '../../../consent/staff/looks.js';
import { asStaff, type Context } from '../common/context.js';
import { connection, ownedBy } from '../common/page-args.js';
import { Grant } from '../grant/type.js';
import { ApproveAtCounterInput, OpenCounterSessionInput } from './input.js';
import { CounterApproval, CounterSession } from './type.js';

/** Sends the person the message about an act at the counter. If the gateway is down, the message stays in the outbox. */
async function tellNow({ em, services }: Context, sessionId: string): Promise<void> {
  const session = await findCounterSession(queryOn(em), sessionId);
  if (session) await services.outbox.deliver(session.personId, 5);
}

/** A grant that is over can't be revoked any more; every other can. */
const REVOCABLE: readonly GrantStatus[] = ['ACTIVE', 'SUSPENDED', 'EXHAUSTED'];

/** the guardian decides on requests to a ward who can't act; from 14 on the ward does. */
const DECIDES_ALONE = (capacity: Capacity | null) => capacity === 'NONE';

/** Whose requests or grants a session serves: the person's own, and those of wards. An agent acts for no ward. */
async function servedIn(
  context: Context,
  { personId, power }: Session,
  serves: (ward: Capacity | null) => boolean,
): Promise<ListFilter> {
  const { owner } = await ownedBy(context, personId);
  if (power) return { owner };
  const wards = await wardsOf(queryOn(context.em), personId);
  const capacities = await context.loaders.capacity.loadMany(wards.map((ward) => ward.personId));
  const wardIds = wards.map((ward) => ward.personId).filter((_, at) => serves(capacities[at] as Capacity));
  return { owner: { ...owner!, wardIds } };
}

@Resolver(() => CounterSession)
export class CounterSessionResolver {
  @Query(() => CounterSession, {
    description:
      'The clerk’s own session while it is open. NOT_FOUND for a session of another clerk; FORBIDDEN once it has ended.',
  })
  async counterSession(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The session.' }) id: string,
  ) {
    const clerk = asStaff(context, 'CLERK');
    const database = queryOn(context.em);
    const session = await lockOpenSession(database, clerk, id, await context.now());
    await recordStaffLook(database, clerk, 'SESSION', session.id);
    return session;
  }

  @Mutation(() => CounterSession, {
    description:
      'A clerk opens a session on the person’s e-voucher scan or chip-read card, and closes whatever session they had left open. AUTHENTICATION_FAILED where the e-voucher or card is not good; FORBIDDEN where a guardian must come, or the clerk would serve themselves.',
  })
  openCounterSession(
    @Ctx() context: Context,
    @Arg('input', { description: 'Who came, and to which counter.' }) input: OpenCounterSessionInput,
  ) {
    const { counterIdentification, blindIndex } = context.services;
    const clerk = asStaff(context, 'CLERK');
    return openCounterSession(context.em, counterIdentification, blindIndex, clerk, input);
  }

  @Mutation(() => CounterSession, {
    description: 'The clerk closes their own session: nothing more is done or confirmed in it.',
  })
  closeCounterSession(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The session.' }) id: string,
  ) {
    return closeCounterSession(context.em, asStaff(context, 'CLERK'), id);
  }

  @FieldResolver()
  async requests(@Ctx() context: Context, @Root() session: Session) {
    const page = { first: LIMITS.pageSize, status: 'PENDING' };
    const of = await servedIn(context, session, DECIDES_ALONE);
    const { nodes } = await connection<RequestEntity>(context, LISTS.requests, of, page, (ids) =>
      Promise.all(ids.map((id) => context.loaders.request.load(id))),
    );
    return nodes.filter((request) => isCoveredByPower(session.power, request));
  }

  @FieldResolver()
  async grants(@Ctx() context: Context, @Root() session: Session) {
    const page = { first: LIMITS.pageSize, status: REVOCABLE };
    const of = await servedIn(context, session, () => true);
    const { nodes } = await connection<GrantEntity>(context, LISTS.grants, of, page, (ids) =>
      Promise.all(ids.map((id) => context.loaders.grant.load(id))),
    );
    return nodes.filter((grant) => isCoveredByPower(session.power, grant));
  }
}

@Resolver(() => CounterApproval)
export class CounterApprovalResolver {
  @Query(() => CounterApproval, {
    nullable: true,
    description: 'An approval, for a reviewer who is to confirm it. Null where there is none.',
  })
  async counterApproval(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The approval.' }) id: string,
  ) {
    const database = queryOn(context.em);
    const reviewer = asStaff(context, 'REVIEWER');
    await assertActs(database, reviewer);
    const approval = await findApproval(database, id);
    if (approval) await recordStaffLook(database, reviewer, 'APPROVAL', approval.id);
    return approval;
  }

  @Mutation(() => CounterApproval, {
    description:
      'The person’s own approval at the counter, with its evidence. Below level 3 it takes effect at once and counts as SCAN; otherwise it waits for confirmAtCounter.',
  })
  async approveAtCounter(
    @Ctx() context: Context,
    @Arg('input', { description: 'The request, what is given of it, and the evidence.' })
    input: ApproveAtCounterInput,
  ) {
    const clerk = asStaff(context, 'CLERK');
    const sensitiveConfirmed = input.sensitiveConfirmed ?? false;
    const approval = await approveAtCounter(context.em, context.services.grantRecorder, clerk, {
      ...input,
      sensitiveConfirmed,
    });
    await tellNow(context, approval.sessionId);
    return approval;
  }

  @Mutation(() => CounterApproval, {
    description:
      'A reviewer confirms an approval while the session is open; with it the grant takes effect and counts as FACE. FORBIDDEN for the clerk, the person and their agent.',
  })
  async confirmAtCounter(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The approval.' }) id: string,
  ) {
    const approval = await confirmAtCounter(
      context.em,
      context.services.grantRecorder,
      asStaff(context, 'REVIEWER'),
      id,
    );
    await tellNow(context, approval.sessionId);
    return approval;
  }

  @Mutation(() => Grant, {
    description: 'A clerk revokes a grant for the person who is there, in one step (R-06).',
  })
  async revokeAtCounter(
    @Ctx() context: Context,
    @Arg('sessionId', () => ID, { description: 'The clerk’s open session.' }) sessionId: string,
    @Arg('grantId', () => ID, { description: 'The grant.' }) grantId: string,
    @Arg('reason', () => String, {
      nullable: true,
      description: 'The person’s own note; at most 500 characters.',
    })
    reason?: string,
  ) {
    const clerk = asStaff(context, 'CLERK');
    const grant = await revokeAtCounter(context.em, clerk, { sessionId, grantId, reason: reason ?? null });
    await tellNow(context, sessionId);
    return grant;
  }

  @FieldResolver()
  request(@Ctx() { loaders }: Context, @Root() { terms }: Approval) {
    return loaders.request.load(terms.id);
  }

  @FieldResolver()
  grant(@Ctx() { loaders }: Context, @Root() { grantId }: Approval) {
    return grantId ? loaders.grant.load(grantId) : null;
  }
}
