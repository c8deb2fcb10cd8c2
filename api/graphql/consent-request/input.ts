import { Field, ID, InputType, Int } from 'type-graphql';
import type { Delivery } from '../../../consent/kernel/delivery.js';
import type { GrantMode } from '../../../consent/kernel/grant-mode.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DeliveryEnum, GrantModeEnum } from '../common/enums.js';
import { NarrowingInput } from '../common/narrowing-input.js';

@InputType()
export class PersonSubjectInput {
  @Field()
  certNo!: string;

  @Field()
  name!: string;
}

@InputType()
class ProviderSubjectInput {
  @Field(() => ID)
  code!: string;
}

@InputType({ description: 'Exactly one of person and provider.' })
class SubjectInput {
  @Field(() => PersonSubjectInput, { nullable: true })
  person?: PersonSubjectInput | null;

  @Field(() => ProviderSubjectInput, { nullable: true })
  provider?: ProviderSubjectInput | null;
}

@InputType()
export class RequestedItemInput {
  @Field(() => ID)
  item!: string;

  @Field(() => DeliveryEnum, { nullable: true, defaultValue: 'RETURN' })
  delivery!: Delivery;

  @Field(() => Boolean, { nullable: true, defaultValue: true })
  required!: boolean;
}

@InputType()
export class RequestConsentInput {
  @Field()
  subject!: SubjectInput;

  @Field(() => ID)
  purpose!: string;

  @Field(() => [RequestedItemInput], {
    nullable: true,
    description: 'Default: the purpose’s required items with their delivery.',
  })
  items?: RequestedItemInput[] | null;

  @Field(() => GrantModeEnum)
  mode!: GrantMode;

  @Field(() => Int, { nullable: true })
  maxUses?: number | null;

  @Field(() => Int)
  validForDays!: number;

  @Field(() => DateScalar, { nullable: true })
  recordsFrom?: string | null;

  @Field(() => DateScalar, { nullable: true })
  recordsTo?: string | null;

  @Field(() => String, { nullable: true })
  reference?: string | null;

  @Field()
  notice!: string;
}

@InputType()
export class ApproveConsentRequestInput extends NarrowingInput {
  @Field(() => ID)
  id!: string;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Ids of this request’s specialDiseases that the person ticked, one by one; what is not ticked is left out and nothing tells.',
  })
  specialDiseases?: string[] | null;

  @Field(() => ID, { description: 'From completeAuthentication, for action APPROVE and this request.' })
  authentication!: string;
}
