import { Field, ID, InputType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars/date.js';
import { NarrowingInput } from '../common/narrowing-input.js';
import { ConfirmedItemsInput } from '../grant/suspended-items-input.js';

@InputType({ description: 'Who came: exactly one of evoucher and card.' })
class CounterIdentityInput {
  @Field(() => String, {
    nullable: true,
    description: 'The token that scanning the e-voucher (医保电子凭证) gave.',
  })
  evoucher?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The ticket of the chip that was read at this counter.',
  })
  card?: string | null;
}

@InputType({ description: 'Who comes in the person’s place, under a power of attorney (授权委托书).' })
class CounterAgentInput {
  @Field({ description: 'The agent’s own e-voucher or card.' })
  identity!: CounterIdentityInput;

  @Field({ description: 'The matter that the power of attorney names; at most 500 characters.' })
  matter!: string;

  @Field(() => [ID], { description: 'Codes of the recipients that it names, 1 to 50.' })
  recipients!: string[];

  @Field(() => [ID], { description: 'Codes of the purposes that it names, 1 to 50.' })
  purposes!: string[];

  @Field(() => DateScalar, { description: 'First day on which it is in force.' })
  validFrom!: string;

  @Field(() => DateScalar, { description: 'Last day on which it is in force.' })
  validUntil!: string;

  @Field({ description: 'SHA-256 of the paper, 64 hexadecimal digits.' })
  document!: string;
}

@InputType({ description: 'Who came to which counter.' })
export class OpenCounterSessionInput {
  @Field({ description: 'The person’s e-voucher or card.' })
  identity!: CounterIdentityInput;

  @Field(() => ID, { description: 'Code of the counter, for example YT-01-05.' })
  counter!: string;

  @Field(() => CounterAgentInput, {
    nullable: true,
    description: 'Who came in the person’s place. Null: the person came in person.',
  })
  agent?: CounterAgentInput | null;
}

@InputType({
  description: 'Evidence of an approval at the counter: digests only, the papers stay with the agency.',
})
class CounterEvidenceInput {
  @Field(() => [String], {
    description: 'SHA-256 of each paper that was scanned, 64 hexadecimal digits each.',
  })
  documents!: string[];

  @Field({ description: 'SHA-256 of the signature on paper or pad, 64 hexadecimal digits.' })
  signature!: string;

  @Field({
    description:
      'SHA-256 of the request’s notice as it was shown, 64 hexadecimal digits. BAD_USER_INPUT where it is not the request’s.',
  })
  notice!: string;
}

@InputType({ description: 'What the person gives of a request at the counter, and the evidence of it.' })
export class ApproveAtCounterInput extends NarrowingInput {
  @Field(() => ID, { description: 'The clerk’s open session.' })
  sessionId!: string;

  @Field(() => ID, { description: 'The consent request.' })
  id!: string;

  @Field({ description: 'Digests of papers, signature and notice.' })
  evidence!: CounterEvidenceInput;
}

@InputType({
  description: 'Items whose level was raised, as the person confirms them at the counter (R-07).',
})
export class ConfirmItemsAtCounterInput extends ConfirmedItemsInput {
  @Field(() => ID, { description: 'The clerk’s open session.' })
  sessionId!: string;

  @Field(() => ID, { description: 'The grant.' })
  grantId!: string;

  @Field({ description: 'Digests of papers, signature and the notice of the grant’s request.' })
  evidence!: CounterEvidenceInput;
}
