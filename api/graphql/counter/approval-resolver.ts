import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import {
  type CounterApproval as Approval,
  approvalState,
  findApproval,
  waitingApprovals,
} from '../../../consent/counter/approval.js';
import { approveAtCounter, confirmAtCounter } from '../../../consent/counter/approve-at-counter.js';
import { returnAtCounter } from '../../../consent/counter/review.js';
import { checkCounterCode } from '../../../consent/counter/session.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { assertActs } from '../../../consent/staff/accounts.js';
import { recordStaffLook } from '../../../consent/staff/looks.js';
import { itemOf } from '../../../schema/catalogue.js';
import { asStaff, type Context } from '../common/context.js';
import { CounterApproval, type CounterTerms } from './approval-type.js';
import { ApproveAtCounterInput } from './input.js';
import { tellNow } from './tell-now.js';

/** Approvals of which the look of the reviewer is in the ledger already, or who answer them. */
const recorded = new WeakSet<Approval>();

/** What an approval says of the person is read after the reviewer's look is recorded. The queue alone says nothing of them. */
async function recordLook(context: Context, approval: Approval): Promise<void> {
  const { caller } = context;
  if (caller.kind !== 'STAFF' || caller.role !== 'REVIEWER' || recorded.has(approval)) return;
  recorded.add(approval);
  await recordStaffLook(queryOn(context.em), caller, 'APPROVAL', approval.id);
}

@Resolver(() => CounterApproval)
export class CounterApprovalResolver {
  @Query(() => CounterApproval, {
    nullable: true,
    description:
      'An approval, for a reviewer who is to confirm it, and for the clerk in whose session it was signed. Null where there is none.',
  })
  async counterApproval(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The approval.' }) id: string,
  ) {
    const database = queryOn(context.em);
    const { caller } = context;
    const clerk = caller.kind === 'STAFF' && caller.role === 'CLERK';
    const staff = asStaff(context, clerk ? 'CLERK' : 'REVIEWER');
    await assertActs(database, staff);
    const approval = await findApproval(database, id);
    if (!approval || (clerk && approval.session.clerk !== staff.staffCode)) return null;
    await recordLook(context, approval);
    return approval;
  }

  @Query(() => [CounterApproval], {
    description:
      'The approvals that wait for a reviewer at a counter, or in a hall, oldest first, at most 50. None of which the reviewer is clerk, person or agent.',
  })
  async pendingCounterApprovals(
    @Ctx() context: Context,
    @Arg('counter', () => ID, {
      description: 'Code of the counter, as YT-01-05, or of its hall, as YT-01.',
    })
    counter: string,
  ) {
    const database = queryOn(context.em);
    const reviewer = asStaff(context, 'REVIEWER');
    await assertActs(database, reviewer);
    return waitingApprovals(database, checkCounterCode(counter), reviewer.staffCode);
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
    await tellNow(context, approval.session.id);
    return approval;
  }

  @Mutation(() => CounterApproval, {
    description:
      'A reviewer confirms an approval while the session is open; with it the grant takes effect and counts as FACE. FORBIDDEN for the clerk, the person and their agent, and once it was returned.',
  })
  async confirmAtCounter(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The approval.' }) id: string,
  ) {
    const { em, services } = context;
    const approval = await confirmAtCounter(em, services.grantRecorder, asStaff(context, 'REVIEWER'), id);
    await tellNow(context, approval.session.id);
    recorded.add(approval);
    return approval;
  }

  @Mutation(() => CounterApproval, {
    description:
      'A reviewer does not confirm an approval, and says why. It takes no effect, and the request stays open. FORBIDDEN for the clerk, the person and their agent, after the session, and once it is in force.',
  })
  async returnAtCounter(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The approval.' }) id: string,
    @Arg('reason', { description: 'What the clerk is to do otherwise; at most 500 characters.' })
    reason: string,
  ) {
    const approval = await returnAtCounter(context.em, asStaff(context, 'REVIEWER'), id, reason);
    recorded.add(approval);
    return approval;
  }

  @FieldResolver()
  async state(@Ctx() context: Context, @Root() approval: Approval) {
    return approvalState(approval, await context.now());
  }

  @FieldResolver()
  clerk(@Root() { session }: Approval) {
    return session.clerk;
  }

  @FieldResolver()
  sessionId(@Root() { session }: Approval) {
    return session.id;
  }

  @FieldResolver()
  counter(@Root() { session }: Approval) {
    return session.counter;
  }

  @FieldResolver()
  power(@Root() { session }: Approval) {
    return session.power;
  }

  @FieldResolver()
  expiresAt(@Root() { session }: Approval) {
    return session.expiresAt;
  }

  @FieldResolver()
  async terms(@Ctx() context: Context, @Root() approval: Approval): Promise<CounterTerms> {
    const { terms } = approval;
    // The items of a grant that are confirmed again stay under its own terms.
    const asked = (await this.confirms(context, approval)) ?? (await this.request(context, approval))!;
    const mode = terms.mode ?? asked.mode;
    const given = (await this.request(context, approval))!.items.filter(
      ({ item }) => terms.items?.includes(item) ?? true,
    );
    return {
      items: given.map((entry) => ({
        ...entry,
        item: itemOf(entry.item),
      })) as unknown as CounterTerms['items'],
      mode,
      maxUses: mode === 'ONE_TIME' ? 1 : (terms.maxUses ?? asked.maxUses),
      validUntil: terms.validUntil ?? null,
      recordsFrom: terms.recordsFrom ?? asked.recordsFrom,
      recordsTo: terms.recordsTo ?? asked.recordsTo,
      sensitiveConfirmed: terms.sensitiveConfirmed,
    };
  }

  @FieldResolver()
  async request(@Ctx() context: Context, @Root() approval: Approval) {
    await recordLook(context, approval);
    return context.loaders.request.load(approval.terms.id);
  }

  @FieldResolver()
  async confirms(@Ctx() context: Context, @Root() approval: Approval) {
    if (!approval.confirms) return null;
    await recordLook(context, approval);
    return context.loaders.grant.load(approval.confirms);
  }

  @FieldResolver()
  async grant(@Ctx() context: Context, @Root() approval: Approval) {
    if (!approval.grantId) return null;
    await recordLook(context, approval);
    return context.loaders.grant.load(approval.grantId);
  }
}
