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
import { recordStaffLook } from '../../../consent/staff/looks.js';
import { itemOf } from '../../../schema/catalogue.js';
import { asPerson, asStaff, type Context } from '../common/context.js';
import { AfterDeathEnum } from '../common/enums.js';
import { ApplyAsRelativeInput, ReviewRelativeApplicationInput } from './input.js';
import { DeceasedRecord } from './record-type.js';
import { RelativeApplication } from './type.js';

@Resolver(() => RelativeApplication)
export class RelativeApplicationResolver {
  @Query(() => [RelativeApplication], {
    description:
      'Applications that wait for a reviewer, oldest first, at most 100. For staff with the role REVIEWER.',
  })
  async pendingRelativeApplications(@Ctx() context: Context) {
    const database = queryOn(context.em);
    await assertActs(database, asStaff(context, 'REVIEWER'));
    return pendingApplications(database);
  }

  @Query(() => RelativeApplication, {
    nullable: true,
    description: 'One application. Null unless the caller is its applicant or a reviewer.',
  })
  async relativeApplication(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The application.' }) id: string,
  ) {
    const { caller, em } = context;
    const database = queryOn(em);
    if (caller.kind === 'STAFF') await assertActs(database, asStaff(context, 'REVIEWER'));
    else asPerson(context);
    const application = await findApplication(database, id);
    if (caller.kind === 'STAFF' && application)
      await recordStaffLook(database, caller, 'APPLICATION', application.id);
    return caller.kind === 'STAFF' || application?.applicantId === asPerson(context).personId
      ? application
      : null;
  }

  @Mutation(() => AfterDeathEnum, {
    description:
      'Decides whether near relatives may read the record after this person’s death. STRENGTH_REQUIRED unless the session has FACE, and without a fresh proof.',
  })
  async arrangeAfterDeath(
    @Ctx() context: Context,
    @Arg('arrangement', () => AfterDeathEnum, { description: 'OPEN or CLOSED.' }) arrangement: AfterDeath,
    @Arg('authentication', () => ID, {
      nullable: true,
      description:
        'A proof for action ARRANGE, as strong as FACE and not used before. STRENGTH_REQUIRED without one.',
    })
    authentication: string | null,
  ) {
    const person = asPerson(context);
    await context.services.authentications.demandProof(person, 'ARRANGE', authentication);
    return arrangeAfterDeath(queryOn(context.em), person, arrangement);
  }

  @Mutation(() => RelativeApplication, {
    description:
      'A near relative applies. STRENGTH_REQUIRED unless the session has FACE; FORBIDDEN for a minor, or with too many applications undecided.',
  })
  applyAsRelative(
    @Ctx() context: Context,
    @Arg('input', { description: 'Who has died, the kinship, and the papers.' }) input: ApplyAsRelativeInput,
  ) {
    return applyAsRelative(context.em, context.services.blindIndex, asPerson(context), input);
  }

  @Mutation(() => RelativeApplication, {
    description:
      'A reviewer decides. Two different people must approve; one who refuses closes the application. FORBIDDEN where it is decided already, or the reviewer has reviewed it or belongs to the family.',
  })
  reviewRelativeApplication(
    @Ctx() context: Context,
    @Arg('input', { description: 'The application and the decision.' }) input: ReviewRelativeApplicationInput,
  ) {
    const reviewer = asStaff(context, 'REVIEWER');
    return reviewRelativeApplication(context.em, context.services.blindIndex, reviewer, input);
  }

  @Mutation(() => DeceasedRecord, {
    description:
      'Reads the record once. The selection below person is what is read. STRENGTH_REQUIRED unless the session has FACE; GRANT_EXPIRED after the term, GRANT_EXHAUSTED after the last reading, ITEM_NOT_GRANTED for an item that was not approved. A refusal counts nothing.',
  })
  readDeceasedRecord(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('applicationId', () => ID, { description: 'The application, APPROVED.' }) applicationId: string,
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
