import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { keyThumbprint } from '../../../consent/crypto/key-thumbprint.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import {
  agreedBy,
  agreementDiff,
  beyondMinimum,
  impactNumber,
  withApplied,
} from '../../../consent/onboarding/agreement-diff.js';
import { standingTerms } from '../../../consent/onboarding/agreement-versions.js';
import {
  type ApplicationReader,
  type ApplicationStatus,
  type Application as Applied,
  type AppliedPurpose as AppliedTerms,
  findApplication,
  listApplications,
} from '../../../consent/onboarding/application.js';
import {
  editApplication,
  startApplication,
  submitApplication,
  withdrawApplication,
} from '../../../consent/onboarding/apply.js';
import { documentsOf } from '../../../consent/onboarding/documents.js';
import { gapsOf } from '../../../consent/onboarding/gaps.js';
import { reviewOf } from '../../../consent/onboarding/questions.js';
import { refuseApplication, returnApplication, takeApplication } from '../../../consent/onboarding/review.js';
import { purposeOf } from '../../../consent/purposes/registry.js';
import { assertActs } from '../../../consent/staff/accounts.js';
import { itemOf } from '../../../schema/catalogue.js';
import { asPerson, asStaff, type Context } from '../common/context.js';
import { PageArgs } from '../common/page-args.js';
import { ApplicationStatusEnum } from './enums.js';
import { EditApplicationInput, ReturnApplicationInput, StartApplicationInput } from './input.js';
import { Application, ApplicationConnection } from './type.js';

/** Whoever may see applications: a person their own, an officer all that were handed in. Null for everybody else. */
async function readerOf(context: Context): Promise<ApplicationReader | null> {
  const { caller } = context;
  if (caller.kind === 'ANONYMOUS' || caller.kind === 'PERSON')
    return { kind: 'PERSON', personId: asPerson(context).personId };
  if (caller.kind !== 'STAFF' || caller.role !== 'OFFICER') return null;
  await assertActs(queryOn(context.em), caller);
  return { kind: 'OFFICER' };
}

const ofId = (description: string) => ({ description });

@Resolver(() => Application)
export class ApplicationResolver {
  @Query(() => Application, {
    nullable: true,
    description:
      'An application, for whoever began it, and for officers once it was handed in. Null for anyone else.',
  })
  async application(@Ctx() context: Context, @Arg('id', () => ID, ofId('The application.')) id: string) {
    const reader = await readerOf(context);
    return reader && findApplication(queryOn(context.em), reader, id);
  }

  @Query(() => ApplicationConnection, {
    description:
      'Applications of institutions, newest first: a person’s own; for staff with the role OFFICER all that were handed in.',
  })
  async applications(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('status', () => ApplicationStatusEnum, { nullable: true, description: 'Only those. Null: all.' })
    status?: ApplicationStatus | null,
  ) {
    const reader =
      (await readerOf(context)) ??
      refuse('FORBIDDEN', {
        en: 'Only whoever began an application, or an OFFICER, may see it. Sign in as such.',
        zh: '只有申请人本人或角色为 OFFICER 的工作人员可以查看。请以相应身份登录。',
      });
    const search = { ...page, status };
    const { nodes, ...pageInfo } = await listApplications(
      queryOn(context.em),
      context.services.cursors,
      reader,
      search,
    );
    return { nodes, pageInfo };
  }

  @Mutation(() => Application, {
    description:
      'Begins an application for an institution. By a person signed in with FACE; STRENGTH_REQUIRED below it, FORBIDDEN beyond three that are open.',
  })
  startApplication(
    @Ctx() context: Context,
    @Arg('input', ofId('The institution.')) input: StartApplicationInput,
  ) {
    return startApplication(context.em, asPerson(context), input);
  }

  @Mutation(() => Application, {
    description:
      'Changes what an application says, by whoever began it, while it is DRAFT or RETURNED; APPLICATION_CLOSED otherwise.',
  })
  editApplication(
    @Ctx() context: Context,
    @Arg('input', ofId('What is to change.')) input: EditApplicationInput,
  ) {
    return editApplication(context.em, asPerson(context), input);
  }

  @Mutation(() => Application, {
    description: 'Hands an application in. APPLICATION_INCOMPLETE while anything is missing.',
  })
  submitApplication(@Ctx() context: Context, @Arg('id', () => ID, ofId('The application.')) id: string) {
    return submitApplication(context.em, asPerson(context), id);
  }

  @Mutation(() => Application, {
    description: 'Takes an application back, while it is DRAFT or SUBMITTED.',
  })
  withdrawApplication(@Ctx() context: Context, @Arg('id', () => ID, ofId('The application.')) id: string) {
    return withdrawApplication(context.em, asPerson(context), id);
  }

  @Mutation(() => Application, {
    description:
      'An officer takes an application that was handed in, or takes it over, and thereby answers for it. FORBIDDEN to the human who began it.',
  })
  takeApplication(@Ctx() context: Context, @Arg('id', () => ID, ofId('The application.')) id: string) {
    return takeApplication(context.em, asStaff(context, 'OFFICER'), id);
  }

  @Mutation(() => Application, {
    description:
      'The officer who took an application returns it, with everything that is missing at once. It can be returned once; FORBIDDEN after that.',
  })
  returnApplication(
    @Ctx() context: Context,
    @Arg('input', ofId('What is missing.')) input: ReturnApplicationInput,
  ) {
    return returnApplication(context.em, asStaff(context, 'OFFICER'), input);
  }

  @Mutation(() => Application, {
    description: 'The officer who took an application refuses it. Approving it takes two: proposeAct.',
  })
  refuseApplication(
    @Ctx() context: Context,
    @Arg('id', () => ID, ofId('The application.')) id: string,
    @Arg('reason', ofId('Why; at most 500 characters. The applicant reads it.')) reason: string,
  ) {
    return refuseApplication(context.em, asStaff(context, 'OFFICER'), id, reason);
  }

  @FieldResolver()
  institution(@Root() { uscc, name, kind, contact, recipientCode }: Applied) {
    return { uscc, name, kind, contact, recipientCode };
  }

  @FieldResolver()
  purposes(@Root() { id, purposes }: Applied) {
    return purposes.map((applied) => shownPurpose(id, applied));
  }

  @FieldResolver()
  documents(@Ctx() { em }: Context, @Root() { id }: Applied) {
    return documentsOf(queryOn(em), id);
  }

  @FieldResolver()
  async review(@Ctx() { em }: Context, @Root() application: Applied) {
    const documents = await documentsOf(queryOn(em), application.id);
    return reviewOf(application).map(({ code, zh, en, answer, accepted, note }) => ({
      code,
      question: zh,
      questionEn: en,
      answer: answer?.answer || null,
      evidence: documents.filter(({ id }) => answer?.evidence.includes(id)),
      accepted,
      note,
    }));
  }

  @FieldResolver()
  async missing(@Ctx() context: Context, @Root() application: Applied) {
    const tx = queryOn(context.em);
    const gaps = await gapsOf(tx, application, await documentsOf(tx, application.id), await context.now());
    return gaps.map(({ field, text }) => ({ field, message: text.zh, messageEn: text.en }));
  }

  @FieldResolver()
  async agreementDiff(@Ctx() { em }: Context, @Root() { id, recipientCode, purposes, status }: Applied) {
    // What was approved is the newest itself by now: officerActs has the difference that it made.
    if (status === 'APPROVED') return [];
    const before = recipientCode === null ? null : await standingTerms(queryOn(em), recipientCode);
    const after = withApplied(before?.purposes ?? [], agreedBy(id, purposes));
    return agreementDiff(before, { purposes: after });
  }

  @FieldResolver()
  keyThumbprints(@Root() { keys }: Applied) {
    return (keys ?? []).map((key) => keyThumbprint(key).toString('hex'));
  }

  @FieldResolver()
  returnedFor(@Root() { returned }: Applied) {
    return returned?.map(({ field, message }) => `${field}: ${message}`).join('\n') ?? null;
  }
}

const shownPurpose = (applicationId: string, applied: AppliedTerms) => ({
  purpose: purposeOf(applied.purpose),
  items: applied.items.map(({ item, delivery, why }) => ({ item: itemOf(item), delivery, why })),
  modes: applied.modes,
  expectedUsesPerYear: applied.expectedUsesPerYear,
  impactAssessment: { ...applied.impactAssessment, id: impactNumber(applicationId, applied.purpose) },
  beyondMinimum: beyondMinimum(applied),
});
