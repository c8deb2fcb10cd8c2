import { Field, ID, InputType, Int } from 'type-graphql';
import type { Delivery } from '../../../consent/kernel/delivery.js';
import type { GrantMode } from '../../../consent/kernel/grant-mode.js';
import type { RecipientKind } from '../../../consent/recipients/recipient.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DeliveryEnum, GrantModeEnum, RecipientKindEnum } from '../common/enums.js';

@InputType({ description: 'An institution for which an application is begun.' })
export class StartApplicationInput {
  @Field(() => ID, { description: 'Its uniform social credit code (统一社会信用代码).' })
  uscc!: string;

  @Field({ description: 'Its name; at most 200 characters.' })
  name!: string;

  @Field(() => RecipientKindEnum, { description: 'What kind of institution it is.' })
  kind!: RecipientKind;

  @Field(() => ID, {
    nullable: true,
    description: 'The institution’s own code as a recipient, when it asks for more. Null: it is none yet.',
  })
  recipient?: string | null;
}

@InputType({ description: 'An item that is applied for.' })
class AppliedItemInput {
  @Field(() => ID, { description: 'Code of the item.' })
  item!: string;

  @Field(() => DeliveryEnum, { description: 'How it is to be given, at most.' })
  delivery!: Delivery;

  @Field({
    description:
      'One sentence why it is needed; at most 300 characters. It can’t be in the agreement without.',
  })
  why!: string;
}

@InputType({ description: 'The structured part of an impact assessment (PIPL 55, 56).' })
class ImpactAssessmentInput {
  @Field({ description: 'Whether decisions are automated (PIPL 24).' })
  automatedDecision!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Where a person can have a human look at it. Needed where decisions are automated.',
  })
  humanReview?: string | null;

  @Field({ description: 'What less was considered, and why it does not do.' })
  lessConsidered!: string;

  @Field({ description: 'The effect on rights, and the risks.' })
  risks!: string;

  @Field({ description: 'What is done about them.' })
  measures!: string;

  @Field({ description: 'How long what is got is kept, and who inside sees it.' })
  retention!: string;

  @Field(() => ID, {
    description: 'Id of the document of kind IMPACT_ASSESSMENT-{purpose}. Empty while there is none.',
  })
  document!: string;

  @Field(() => DateScalar, { description: 'The last day on which it is good: within a year.' })
  validUntil!: string;
}

@InputType({ description: 'A purpose that is applied for.' })
class AppliedPurposeInput {
  @Field(() => ID, { description: 'Code of the purpose.' })
  purpose!: string;

  @Field(() => [AppliedItemInput], {
    description: 'The items, each once, with all that the purpose requires.',
  })
  items!: AppliedItemInput[];

  @Field(() => [GrantModeEnum], { description: 'The modes of use.' })
  modes!: GrantMode[];

  @Field(() => Int, { description: 'How many uses a year are expected.' })
  expectedUsesPerYear!: number;

  @Field(() => ImpactAssessmentInput, { description: 'The impact assessment of this purpose.' })
  impactAssessment!: ImpactAssessmentInput;
}

@InputType({ description: 'An answer to a question of the security review.' })
class ReviewAnswerInput {
  @Field(() => ID, { description: 'Code of the question.' })
  code!: string;

  @Field({ description: 'The answer; at most 2,000 characters.' })
  answer!: string;

  @Field(() => [ID], { nullable: true, description: 'Ids of documents of this application that show it.' })
  evidence?: string[] | null;
}

@InputType({ description: 'What is to change of an application. What is left out stays as it is.' })
export class EditApplicationInput {
  @Field(() => ID, { description: 'The application.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'How a person reaches the institution (R-03).' })
  contact?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The public keys with which a new institution will sign, as a JWK set (RFC 7517) in JSON. An empty text takes them out.',
  })
  jwks?: string | null;

  @Field(() => [AppliedPurposeInput], {
    nullable: true,
    description: 'Every purpose that is applied for.',
  })
  purposes?: AppliedPurposeInput[] | null;

  @Field(() => [ReviewAnswerInput], { nullable: true, description: 'Every answer of the security review.' })
  answers?: ReviewAnswerInput[] | null;
}

@InputType({ description: 'Something that is missing.' })
class ReturnedLineInput {
  @Field({
    description: 'Where it is missing, in the words of `missing` and as answers.{code} for a question.',
  })
  field!: string;

  @Field({ description: 'What is to be done; at most 500 characters.' })
  message!: string;
}

@InputType({ description: 'What an officer finds missing of an application.' })
export class ReturnApplicationInput {
  @Field(() => ID, { description: 'The application.' })
  id!: string;

  @Field(() => [ReturnedLineInput], { description: 'Everything that is missing, at once; 1 to 100 lines.' })
  lines!: ReturnedLineInput[];
}
