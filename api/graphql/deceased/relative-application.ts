import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { applyAsRelative } from '../../../consent/deceased/apply-as-relative.js';
import { type AfterDeath, afterDeathOf, arrangeAfterDeath } from '../../../consent/deceased/arrangement.js';
import type { RecordRead } from '../../../consent/deceased/read-record.js';
import {
  type RelativeApplication as Application,
  applicationsOf,
  findApplication,
  type RelativeEvidence as Paper,
  pendingApplications,
} from '../../../consent/deceased/relative-application.js';
import { reviewRelativeApplication, reviewsOf } from '../../../consent/deceased/review-application.js';
import { disclosureSelection } from '../../../consent/records/document-selection.js';
import { assertActs } from '../../../consent/staff/accounts.js';
import { itemOf } from '../../../schema/catalogue.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { InsuredPerson } from '../../../schema/subject.js';
import type { PersonCaller } from '../../auth/caller.js';
import { Account } from '../account/account.js';
import { DataItem } from '../catalogue/catalogue.js';
import { asPerson, asStaff, type Context } from '../common/context.js';
import {
  AfterDeathEnum,
  EvidenceKindEnum,
  InterestEnum,
  RelationEnum,
  RelativeApplicationStatusEnum,
} from '../common/enums.js';
import { ApplyAsRelativeInput, ReviewRelativeApplicationInput } from './input.js';

@ObjectType()
class RelativeEvidence {
  @Field(() => EvidenceKindEnum)
  kind!: string;

  @Field({ description: 'SHA-256 (hex)' })
  digest!: string;
}

@ObjectType({ description: 'One of the two reviews of an application.' })
class RelativeReview {
  @Field()
  approved!: boolean;

  @Field(() => String, { nullable: true })
  reason!: string | null;

  @Field(() => DateTimeScalar)
  reviewedAt!: Date;
}

@ObjectType({
  description: 'A near relative’s (近亲属) application for the record of somebody who has died.',
})
class RelativeApplication {
  @Field(() => ID)
  id!: string;

  @Field(() => RelativeApplicationStatusEnum, {
    description: 'APPROVED takes two reviewers. Until then it looks the same whoever it names.',
  })
  status!: string;

  @Field(() => RelationEnum)
  relation!: string;

  @Field(() => InterestEnum)
  interest!: string;

  @Field(() => [DataItem])
  items!: DataItem[];

  @Field(() => [RelativeEvidence])
  evidence!: Paper[];

  @Field(() => [RelativeReview])
  reviews!: RelativeReview[];

  @Field(() => DateTimeScalar)
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  decidedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  validUntil!: Date | null;

  @Field(() => Int)
  maxUses!: number;

  @Field(() => Int)
  used!: number;
}

@ObjectType({ description: 'One reading of a dead person’s record: counted, and recorded in the ledger.' })
class DeceasedRecord {
  @Field(() => RelativeApplication)
  application!: RelativeApplication;

  @Field(() => Int, { description: 'k of N' })
  useNumber!: number;

  @Field(() => Int)
  usesRemaining!: number;

  @Field(() => DateTimeScalar)
  readAt!: Date;

  @Field(() => InsuredPerson)
  person!: InsuredPerson;
}

/** Of the account itself; declared here, for an account does not know of relatives. */
@Resolver(() => Account)
export class RelativesOfAccountResolver {
  @FieldResolver(() => AfterDeathEnum, {
    description: 'Whether near relatives may read the record after death.',
  })
  afterDeath(@Ctx() { em }: Context, @Root() { personId }: PersonCaller) {
    return afterDeathOf(queryOn(em), personId);
  }

  @FieldResolver(() => [RelativeApplication], { description: 'Made by this person, newest first.' })
  relativeApplications(@Ctx() { em }: Context, @Root() { personId }: PersonCaller) {
    return applicationsOf(queryOn(em), personId);
  }
}

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
  ): Promise<RecordRead> {
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

@Resolver(() => DeceasedRecord)
export class DeceasedRecordResolver {
  @FieldResolver()
  usesRemaining(@Root() { application, useNumber }: RecordRead) {
    return application.maxUses - useNumber;
  }

  @FieldResolver()
  person(@Root() { data }: RecordRead, @Info() info: GraphQLResolveInfo) {
    return new InsuredPerson(data.person.get(String(info.path.key)) ?? {});
  }
}
