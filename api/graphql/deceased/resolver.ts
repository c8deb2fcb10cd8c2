import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { applyAsRelative } from '../../../consent/deceased/apply-as-relative.js';
import { type AfterDeath, arrangeAfterDeath } from '../../../consent/deceased/arrangement.js';
import type { RelativeRead } from '../../../consent/deceased/read-record.js';
import {
  type RelativeApplication as Application,
  findApplication,
  pendingApplications,
} from '../../../consent/deceased/relative-application.js';
import { reviewRelativeApplication, reviewsOf } from '../../../consent/deceased/review-application.js';
import { disclosureSelection } from '../../../consent/records/document-selection.js';
import { assertActs } from '../../../consent/staff/accounts.js';
import { itemOf } from '../../../schema/catalogue.js';
import { asPerson, asStaff, type Context } from '../common/context.js';
import { AfterDeathEnum } from '../common/enums.js';
import { ApplyAsRelativeInput, ReviewRelativeApplicationInput } from './input.js';
import { DeceasedRecord } from './record-type.js';
import { RelativeApplication } from './type.js';

@Resolver(() => RelativeApplication)
export class RelativeApplicationResolver {
  @Query(() => [RelativeApplication], { description: 'For reviewers: what waits, oldest first.' })
  async pendingRelativeApplications(@Ctx() context: Context) {
    const database = queryOn(context.em);
    await assertActs(database, asStaff(context, 'REVIEWER'));
    return pendingApplications(database);
  }

  @Query(() => RelativeApplication, {
    nullable: true,
    description: 'For the applicant and for reviewers; null for anyone else.',
  })
  async relativeApplication(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    const { caller, em } = context;
    const database = queryOn(em);
    if (caller.kind === 'STAFF') await assertActs(database, asStaff(context, 'REVIEWER'));
    else asPerson(context);
    const application = await findApplication(database, id);
    return caller.kind === 'STAFF' || application?.applicantId === asPerson(context).personId
      ? application
      : null;
  }

  @Mutation(() => AfterDeathEnum, {
    description: 'What holds after this person’s death; CLOSED: near relatives read nothing. Takes FACE.',
  })
  arrangeAfterDeath(
    @Ctx() context: Context,
    @Arg('arrangement', () => AfterDeathEnum) arrangement: AfterDeath,
  ) {
    return arrangeAfterDeath(queryOn(context.em), asPerson(context), arrangement);
  }

  @Mutation(() => RelativeApplication, { description: 'A near relative applies. Takes FACE.' })
  applyAsRelative(@Ctx() context: Context, @Arg('input') input: ApplyAsRelativeInput) {
    return applyAsRelative(context.em, context.services.blindIndex, asPerson(context), input);
  }

  @Mutation(() => RelativeApplication, {
    description: 'By a REVIEWER. Two different people approve; one who refuses closes it.',
  })
  reviewRelativeApplication(@Ctx() context: Context, @Arg('input') input: ReviewRelativeApplicationInput) {
    const reviewer = asStaff(context, 'REVIEWER');
    return reviewRelativeApplication(context.em, context.services.blindIndex, reviewer, input);
  }

  @Mutation(() => DeceasedRecord, {
    description: 'Reads once, within scope and term. The selection below person is what is read. Takes FACE.',
  })
  readDeceasedRecord(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('applicationId', () => ID) applicationId: string,
  ): Promise<RelativeRead> {
    return context.services.relativeAccess.read(asPerson(context), applicationId, disclosureSelection(info));
  }

  @FieldResolver()
  items(@Root() { items }: Application) {
    return items.map(({ item }) => itemOf(item));
  }

  @FieldResolver()
  reviews(@Ctx() { em }: Context, @Root() { id }: Application) {
    return reviewsOf(queryOn(em), id);
  }
}
