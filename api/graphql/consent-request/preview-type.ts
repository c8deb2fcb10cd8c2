import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { DataItem } from '../catalogue/type.js';
import { GrantModeEnum, StrengthEnum } from '../common/enums.js';
import { NarrowedTermsInput } from '../common/narrowing-input.js';
import { GrantedItem } from '../grant/type.js';

@InputType({
  description:
    'What the person would give of a request, as in ApproveConsentRequestInput but without a proof.',
})
export class PreviewApprovalInput extends NarrowedTermsInput {
  @Field(() => ID, { description: 'The request.' })
  id!: string;

  @Field(() => [ID], { description: 'Codes of the items that would be given.' })
  items!: string[];

  @Field(() => [ID], {
    nullable: true,
    description: 'Ids of this request’s specialDiseases that the person ticked.',
  })
  specialDiseases?: string[] | null;
}

@ObjectType({ description: 'One reason for which approveConsentRequest would refuse.' })
export class ApprovalProblem {
  @Field({ description: 'The code with which it would refuse.' })
  code!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The field of the input that is wrong; null if it is no one field.',
  })
  field!: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Codes of the items concerned; null if it is not about items.',
  })
  items!: readonly string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'The most that the field allows; null if it has no such limit.',
  })
  limit!: string | null;
}

@ObjectType({
  description:
    'What an approval would give. Nothing is given, spent or sent for it. Where there is a problem, the term concerned stands as it was asked for.',
})
export class ApprovalPreview {
  @Field(() => [GrantedItem], { description: 'The items that the recipient would get, and how.' })
  items!: GrantedItem[];

  @Field(() => [DataItem], {
    description: 'Those that need the second, separate confirmation, sensitiveConfirmed (PIPL 29).',
  })
  sensitive!: DataItem[];

  @Field(() => [ApprovalProblem], {
    description:
      'Everything for which approveConsentRequest would refuse, with a proof of requiredStrength and the separate confirmation. Empty: it would succeed. The first is what it would refuse with.',
  })
  problems!: ApprovalProblem[];

  @Field(() => GrantModeEnum, { description: 'How often the grant could be used.' })
  mode!: string;

  @Field(() => Int, { nullable: true, description: 'Most uses. 1 for ONE_TIME, null for MULTI_USE.' })
  maxUses!: number | null;

  @Field(() => Int, { nullable: true, description: 'Most uses in a day. Null: no daily limit.' })
  maxUsesPerDay!: number | null;

  @Field(() => DateTimeScalar, { description: 'When the grant would end.' })
  validUntil!: Date;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'First day of the records. Null: as far back as the purpose allows.',
  })
  recordsFrom!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day of the records. Null: until the day of use.',
  })
  recordsTo!: string | null;

  @Field(() => StrengthEnum, {
    description:
      'How strongly the proof must be made for exactly these items. Less than of the whole request, or the same.',
  })
  requiredStrength!: string;
}
