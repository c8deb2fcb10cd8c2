import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { type Ward as GuardedWard, isGuardianOf } from '../../../consent/people/guardianship.js';
import {
  type TimelineEntry,
  type TimelineOf,
  type TimelinePage,
  timelineOf,
} from '../../../consent/subject-access/timeline.js';
import { findItem } from '../../../schema/catalogue.js';
import type { PersonCaller } from '../../auth/caller.js';
import { concerned } from '../account/concerned.js';
import { Account } from '../account/type.js';
import { Ward } from '../account/ward-type.js';
import { asPerson, type Context } from '../common/context.js';
import { recordedAnswer } from '../disclosure/answer.js';
import { grantedItems } from '../grant/type.js';
import { AccountTimelineArgs, TimelineArgs } from './args.js';
import { TimelineConnection, TimelineEvent } from './type.js';

async function timeline({ em, services }: Context, of: TimelineOf, page: TimelinePage) {
  const { entries, ...pageInfo } = await timelineOf(queryOn(em), services.cursors, of, page);
  return { nodes: entries, pageInfo };
}

/** The ward's list, for this guardian. */
async function ofWard({ em }: Context, guardianId: string, personId: string): Promise<TimelineOf> {
  const decidesAlone = await isGuardianOf(queryOn(em), guardianId, personId, 14);
  return { personId, withoutOwnAffairs: !decidesAlone };
}

@Resolver(() => Account)
export class AccountTimelineResolver {
  @FieldResolver(() => TimelineConnection, {
    description:
      'All that happened, as one list, newest first: requests, grants, uses, refused attempts, looks, exports, passkeys and sessions at a counter. Complete, because the platform makes it of what it records itself. Reading it is no look at the record.',
  })
  async timeline(
    @Ctx() context: Context,
    @Root() { personId }: PersonCaller,
    @Args(() => AccountTimelineArgs) { provider, about, ...page }: AccountTimelineArgs,
  ) {
    const whom = provider == null ? about : { kind: 'PROVIDER' as const, provider };
    if (!whom || whom.kind === 'SELF') return timeline(context, { personId, readerId: personId }, page);
    const { owner } = await concerned(context, personId, whom);
    const [providerId] = owner!.providerIds;
    return timeline(
      context,
      providerId === undefined ? await ofWard(context, personId, owner!.personId!) : { providerId },
      page,
    );
  }
}

@Resolver(() => Ward)
export class WardTimelineResolver {
  @FieldResolver(() => TimelineConnection, {
    description:
      'All that happened to the ward’s data, requests and grants, as one list, newest first. What a ward from 14 to 17 does alone is left out: looks, exports, passkeys, sessions at a counter (R-11).',
  })
  async timeline(
    @Ctx() context: Context,
    @Root() { personId }: GuardedWard,
    @Args(() => TimelineArgs) page: TimelineArgs,
  ) {
    return timeline(context, await ofWard(context, asPerson(context).personId, personId), page);
  }
}

@Resolver(() => TimelineEvent)
export class TimelineEventResolver {
  @FieldResolver()
  recipient(@Ctx() { loaders }: Context, @Root() { recipientCode }: TimelineEntry) {
    return recipientCode === null ? null : loaders.recipient.load(recipientCode);
  }

  @FieldResolver()
  request(@Ctx() { loaders }: Context, @Root() { requestId }: TimelineEntry) {
    return requestId === null ? null : loaders.request.load(requestId);
  }

  @FieldResolver()
  grant(@Ctx() { loaders }: Context, @Root() { grantId }: TimelineEntry) {
    return grantId === null ? null : loaders.grant.load(grantId);
  }

  @FieldResolver()
  async disclosure(@Ctx() { loaders }: Context, @Root() { disclosureId }: TimelineEntry) {
    const record = disclosureId === null ? null : await loaders.disclosure.load(disclosureId);
    return record && recordedAnswer(record);
  }

  @FieldResolver()
  items(@Root() { items }: TimelineEntry) {
    return grantedItems(items);
  }

  @FieldResolver()
  refusedItems(@Root() { refusedItems }: TimelineEntry) {
    return refusedItems.map(findItem).filter((item) => item !== undefined);
  }

  @FieldResolver()
  refusal(@Root() { kind, reason }: TimelineEntry) {
    return kind === 'REFUSAL' ? reason : null;
  }

  @FieldResolver()
  why(@Root() { kind, reason }: TimelineEntry) {
    return kind === 'REFUSAL' ? null : reason;
  }
}
