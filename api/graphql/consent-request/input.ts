import { Field, ID, InputType, Int } from 'type-graphql';
import type { Delivery } from '../../../consent/kernel/delivery.js';
import type { GrantMode } from '../../../consent/kernel/grant-mode.js';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DeliveryEnum, GrantModeEnum } from '../common/enums.js';
import { NarrowingInput } from '../common/narrowing-input.js';

@InputType({ description: 'A person, by number and name. Both must match.' })
export class PersonSubjectInput {
  @Field({
    description:
      'ID number (证件号码). BAD_USER_INPUT where its check character or its birth date is wrong, which tells of nobody.',
  })
  certNo!: string;

  @Field({ description: 'Name as it stands in the register of insured people.' })
  name!: string;
}

@InputType({ description: 'A provider (定点医药机构), by its code.' })
class ProviderSubjectInput {
  @Field(() => ID, { description: 'National code of the institution (定点医药机构编号).' })
  code!: string;
}

@InputType({
  description: 'Whose data are asked for: exactly one of person and provider, otherwise BAD_USER_INPUT.',
})
class SubjectInput {
  @Field(() => PersonSubjectInput, { nullable: true, description: 'An insured person.' })
  person?: PersonSubjectInput | null;

  @Field(() => ProviderSubjectInput, {
    nullable: true,
    description: 'A provider, whose legal representative decides.',
  })
  provider?: ProviderSubjectInput | null;
}

@InputType({ description: 'An item to ask for.' })
export class RequestedItemInput {
  @Field(() => ID, { description: 'Code of the item.' })
  item!: string;

  @Field(() => DeliveryEnum, {
    nullable: true,
    defaultValue: 'RETURN',
    description: 'How it is to be given.',
  })
  delivery!: Delivery;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: 'False: the person may drop it. What the purpose calls optional is optional in any case.',
  })
  required!: boolean;
}

@InputType({
  description:
    'What a recipient asks for. Purpose and agreement set the limits: TERMS_NOT_ALLOWED and ITEM_NOT_ALLOWED name what is beyond them.',
})
export class RequestConsentInput {
  @Field({
    description:
      'Whose data are asked for. Somebody who is not insured looks the same: the request is PENDING, and never answered.',
  })
  subject!: SubjectInput;

  @Field(() => ID, {
    description: 'Code of the purpose. PURPOSE_NOT_ALLOWED unless the recipient’s agreement opens it.',
  })
  purpose!: string;

  @Field(() => [RequestedItemInput], {
    nullable: true,
    description:
      'The items to ask for, none twice, with all that the purpose requires and the agreement opens: REQUIRED_ITEM_MISSING names what is not there. Null: just those, with their delivery.',
  })
  items?: RequestedItemInput[] | null;

  @Field(() => GrantModeEnum, { description: 'How often the grant is to be used.' })
  mode!: GrantMode;

  @Field(() => Int, {
    nullable: true,
    description:
      'Most uses. At least 2 for LIMITED; to be left out for MULTI_USE; 1 or left out for ONE_TIME.',
  })
  maxUses?: number | null;

  @Field(() => Int, { description: 'Validity of the grant in days, at least 1.' })
  validForDays!: number;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'First day of the records that are asked for. Null: as far back as the purpose allows.',
  })
  recordsFrom?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day of the records that are asked for. Null: until the day of use.',
  })
  recordsTo?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The recipient’s own policy, claim or loan number; at most 200 characters.',
  })
  reference?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Code of the registered product under whose name it is asked. PRODUCT_NOT_ALLOWED unless it is the caller’s, for this purpose, and offered today.',
  })
  product?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'A grant of this recipient about the same number that ends, SUPERSEDED, when this request is granted. One with the same purpose and reference ends in any case. NOT_FOUND where it is not the caller’s, BAD_USER_INPUT where it has ended or is about another number.',
  })
  replaces?: string | null;

  @Field({ description: 'The recipient’s notice (告知书) to the person; at most 20,000 characters.' })
  notice!: string;

  @Field(() => String, {
    nullable: true,
    description: `Chosen by the client for this request, at most ${LIMITS.idempotencyKeyLength} characters. A retry with the same key and the same input within ${LIMITS.retryHours} hours is answered with the same request; IDEMPOTENCY_KEY_REUSED where the input differs or that time is over. Null: a retry is another request.`,
  })
  idempotencyKey?: string | null;
}

@InputType({
  description:
    'What the person gives of a request. They may narrow it and never widen it: TERMS_NOT_ALLOWED names the field that goes beyond the request.',
})
export class ApproveConsentRequestInput extends NarrowingInput {
  @Field(() => ID, { description: 'The request.' })
  id!: string;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Ids of this request’s specialDiseases that the person ticked, one by one. Records that are not ticked are left out, and nothing tells the recipient so. Ticking needs FACE.',
  })
  specialDiseases?: string[] | null;

  @Field(() => ID, {
    description: 'The id that completeAuthentication gave for action APPROVE and this request as target.',
  })
  authentication!: string;
}
