import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { approvalsOf } from '../../../consent/counter/approval.js';
import { isCoveredByPower } from '../../../consent/counter/power-of-attorney.js';
import {
  closeCounterSession,
  isOpen,
  lockOpenSession,
  openCounterSession,
  type CounterSession as Session,
  sessionsOfDay,
} from '../../../consent/counter/session.js';
import { LISTS, type ListFilter } from '../../../consent/database/keyset-list.js';
import { queryOn } from '../../../consent/database/transaction.js';
import type { ConsentRequest as RequestEntity } from '../../../consent/grants/consent-request.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import type { GrantStatus } from '../../../consent/grants/standing.js';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { type Capacity, wardsOf } from '../../../consent/people/guardianship.js';
import { recordStaffLook } from '../../../consent/staff/looks.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { asStaff, type Context } from '../common/context.js';
import { connection, ownedBy } from '../common/page-args.js';
import { CounterApproval } from './approval-type.js';
import { OpenCounterSessionInput } from './input.js';
import { CounterSession } from './type.js';

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

  @Query(() => [CounterSession], {
    description:
      'The clerk’s own sessions of one day, newest first, at most 200. They tell when and where, and nothing of whom they served: requests and grants are empty unless the session is open.',
  })
  async counterSessions(
    @Ctx() context: Context,
    @Arg('day', () => DateScalar, { description: 'A day of the city.' }) day: string,
  ) {
    return sessionsOfDay(queryOn(context.em), asStaff(context, 'CLERK'), day);
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
    if (!isOpen(session, await context.now())) return [];
    const page = { first: LIMITS.pageSize, status: 'PENDING' };
    const of = await servedIn(context, session, DECIDES_ALONE);
    const { nodes } = await connection<RequestEntity>(context, LISTS.requests, of, page, (ids) =>
      Promise.all(ids.map((id) => context.loaders.request.load(id))),
    );
    return nodes.filter((request) => isCoveredByPower(session.power, request));
  }

  @FieldResolver()
  async grants(@Ctx() context: Context, @Root() session: Session) {
    if (!isOpen(session, await context.now())) return [];
    const page = { first: LIMITS.pageSize, status: REVOCABLE };
    const of = await servedIn(context, session, () => true);
    const { nodes } = await connection<GrantEntity>(context, LISTS.grants, of, page, (ids) =>
      Promise.all(ids.map((id) => context.loaders.grant.load(id))),
    );
    return nodes.filter((grant) => isCoveredByPower(session.power, grant));
  }

  @FieldResolver(() => [CounterApproval], {
    description:
      'What the person signed in this session, newest first, at most 50. Empty unless the session is open.',
  })
  async approvals(@Ctx() context: Context, @Root() session: Session) {
    return isOpen(session, await context.now()) ? approvalsOf(queryOn(context.em), session.id) : [];
  }
}
