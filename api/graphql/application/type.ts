import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { Purpose } from '../catalogue/purpose-type.js';
import { DataItem } from '../catalogue/type.js';
import { DeliveryEnum, GrantModeEnum } from '../common/enums.js';
import { Institution } from '../member/type.js';
import { AgreementChange } from './change-type.js';
import { ApplicationStatusEnum } from './enums.js';

@ObjectType({ description: 'An item that an institution applies for.' })
class AppliedItem {
  @Field(() => DataItem, { description: 'The item.' })
  item!: DataItem;

  @Field(() => DeliveryEnum, { description: 'How it is to be given, at most.' })
  delivery!: string;

  @Field({ description: 'One sentence why it is needed. Empty while it has not been written.' })
  why!: string;
}

@ObjectType({
  description: 'The structured part of a personal information protection impact assessment (PIPL 55, 56).',
})
class ImpactAssessment {
  @Field(() => ID, { description: 'Its number, which the agreement names (R-19).' })
  id!: string;

  @Field({ description: 'Whether decisions are automated (PIPL 24).' })
  automatedDecision!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Where a person can have a human look at it (PIPL 24). Null: it has not been said.',
  })
  humanReview!: string | null;

  @Field({ description: 'What less was considered, and why it does not do.' })
  lessConsidered!: string;

  @Field({ description: 'The effect on rights, and the risks.' })
  risks!: string;

  @Field({ description: 'What is done about them.' })
  measures!: string;

  @Field({ description: 'How long what is got is kept, and who inside sees it.' })
  retention!: string;

  @Field(() => ID, { description: 'The document that has the assessment whole. Empty while there is none.' })
  document!: string;

  @Field(() => DateScalar, { description: 'The last day on which it is good.' })
  validUntil!: string;
}

@ObjectType({ description: 'A purpose that an institution applies for.' })
export class AppliedPurpose {
  @Field(() => Purpose, { description: 'The purpose.' })
  purpose!: Purpose;

  @Field(() => [AppliedItem], { description: 'The items, each with the reason for it.' })
  items!: AppliedItem[];

  @Field(() => [GrantModeEnum], { description: 'The modes of use.' })
  modes!: string[];

  @Field(() => ImpactAssessment, { description: 'The impact assessment of this purpose.' })
  impactAssessment!: ImpactAssessment;

  @Field(() => Int, { description: 'How many uses a year the institution expects.' })
  expectedUsesPerYear!: number;

  @Field(() => [AgreementChange], {
    description:
      'What is asked for beyond the least that serves the purpose: items that it does not require, more than VERIFY, more than one use.',
  })
  beyondMinimum!: AgreementChange[];
}

@ObjectType({
  description: 'A document of an application. GET /applications/{id}/documents/{kind} gives the file.',
})
export class ApplicationDocument {
  @Field(() => ID, { description: 'Identifier of the document. A new file of the same kind keeps it.' })
  id!: string;

  @Field(() => ID, { description: 'Kind of the document, for example BUSINESS_LICENCE.' })
  kind!: string;

  @Field({ description: 'SHA-256 of the file, hex.' })
  digest!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The last day on which it is valid. Null: it has no end, or none was given.',
  })
  validUntil!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was uploaded.' })
  uploadedAt!: Date;
}

@ObjectType({ description: 'A line of the security review: both sides see it.' })
class ReviewLine {
  @Field(() => ID, { description: 'Code of the question.' })
  code!: string;

  @Field({ description: 'The question, in Chinese.' })
  question!: string;

  @Field({ description: 'The question, in English.' })
  questionEn!: string;

  @Field(() => String, { nullable: true, description: 'The institution’s answer. Null: there is none yet.' })
  answer!: string | null;

  @Field(() => [ApplicationDocument], { description: 'Documents that show it.' })
  evidence!: ApplicationDocument[];

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the officer accepted it. Null: it has not been looked at, or not again.',
  })
  accepted!: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the officer found missing. Null: nothing, or it has not been looked at.',
  })
  note!: string | null;
}

@ObjectType({ description: 'Something that is missing of an application.' })
class ApplicationGap {
  @Field({ description: 'Where it is missing, for example documents.MLPS.' })
  field!: string;

  @Field({ description: 'What is to be done, in Chinese.' })
  message!: string;

  @Field({ description: 'What is to be done, in English.' })
  messageEn!: string;
}

@ObjectType({ description: 'Application of an institution (数据申请) for a data use agreement.' })
export class Application {
  @Field(() => ID, { description: 'Identifier of the application.' })
  id!: string;

  @Field(() => ApplicationStatusEnum, { description: 'Where it stands.' })
  status!: string;

  @Field(() => Institution, { description: 'The institution that applies.' })
  institution!: Institution;

  @Field(() => [AppliedPurpose], { description: 'What it applies for.' })
  purposes!: AppliedPurpose[];

  @Field(() => [ApplicationDocument], { description: 'The documents that were uploaded, by kind.' })
  documents!: ApplicationDocument[];

  @Field(() => [ReviewLine], { description: 'The security review, one line a question; both sides see it.' })
  review!: ReviewLine[];

  @Field(() => [ApplicationGap], {
    description: 'What is still missing, made from the rest. Empty: it can be handed in.',
  })
  missing!: ApplicationGap[];

  @Field(() => [AgreementChange], {
    description: 'What it would make: the agreement’s next version, as a difference to the newest.',
  })
  agreementDiff!: AgreementChange[];

  @Field(() => [String], {
    description: 'SHA-256 thumbprints (RFC 7638, hex) of the public keys that come with it.',
  })
  keyThumbprints!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'Everything that the officer found missing, a line each. Null unless it was returned.',
  })
  returnedFor!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was refused. Null unless it was.' })
  refusedFor!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was handed in last. Null: it has not been.',
  })
  submittedAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'By when officers are to decide: 20 days of the calendar after it was handed in. Null: it has not been.',
  })
  dueAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was approved, refused or withdrawn. Null: it was not.',
  })
  decidedAt!: Date | null;
}

export const ApplicationConnection = connectionOf('Application', () => Application);
