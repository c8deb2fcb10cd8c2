import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { confirmItemsAtCounter } from '../../../consent/counter/confirm-items-at-counter.js';
import { denyAtCounter } from '../../../consent/counter/deny-at-counter.js';
import { revokeAtCounter } from '../../../consent/counter/revoke-at-counter.js';
import { asStaff, type Context } from '../common/context.js';
import { ConsentRequest } from '../consent-request/type.js';
import { Grant } from '../grant/type.js';
import { ConfirmItemsAtCounterInput } from './input.js';
import { tellNow } from './tell-now.js';

/** What a clerk does in a session besides approving: to take back and to say no, in one step, and to confirm items again. */
@Resolver()
export class CounterSessionActsResolver {
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

  @Mutation(() => ConsentRequest, {
    description:
      'A clerk denies a request for the person who is there, in one step (R-04). The recipient may not ask for the same purpose again for 30 days.',
  })
  async denyAtCounter(
    @Ctx() context: Context,
    @Arg('sessionId', () => ID, { description: 'The clerk’s open session.' }) sessionId: string,
    @Arg('id', () => ID, { description: 'The consent request.' }) id: string,
    @Arg('reason', () => String, {
      nullable: true,
      description: 'The person’s own note; at most 500 characters.',
    })
    reason?: string,
  ) {
    const clerk = asStaff(context, 'CLERK');
    const request = await denyAtCounter(context.em, clerk, { sessionId, id, reason: reason ?? null });
    await tellNow(context, sessionId);
    return request;
  }

  @Mutation(() => Grant, {
    description:
      'The person who is there confirms items whose level was raised (R-07). Up to level 2 it holds at once; otherwise it waits for confirmAtCounter, and suspendedItems lists them until then.',
  })
  async confirmItemsAtCounter(
    @Ctx() context: Context,
    @Arg('input', { description: 'The grant, the items and the evidence.' })
    input: ConfirmItemsAtCounterInput,
  ) {
    const sensitiveConfirmed = input.sensitiveConfirmed ?? false;
    const clerk = asStaff(context, 'CLERK');
    const grant = await confirmItemsAtCounter(context.em, clerk, { ...input, sensitiveConfirmed });
    await tellNow(context, input.sessionId);
    return grant;
  }
}
