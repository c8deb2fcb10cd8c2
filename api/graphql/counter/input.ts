import { Field, ID, InputType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars/date.js';
import { NarrowingInput } from '../common/narrowing-input.js';

@InputType({ description: 'Exactly one of evoucher and card.' })
class CounterIdentityInput {
  @Field(() => String, { nullable: true, description: 'The token that scanning the e-voucher gave.' })
  evoucher?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The ticket of the chip that was read at this counter.',
  })
  card?: string | null;
}

@InputType({ description: 'Who comes in the person’s place, under a power of attorney (授权委托书).' })
class CounterAgentInput {
  @Field()
  identity!: CounterIdentityInput;

  @Field()
  matter!: string;

  @Field(() => [ID], { description: 'The recipients that it names.' })
  recipients!: string[];

  @Field(() => [ID], { description: 'The purposes that it names.' })
  purposes!: string[];

  @Field(() => DateScalar)
  validFrom!: string;

  @Field(() => DateScalar)
  validUntil!: string;

  @Field({ description: 'SHA-256 (hex) of the paper.' })
  document!: string;
}

@InputType()
export class OpenCounterSessionInput {
  @Field()
  identity!: CounterIdentityInput;

  @Field(() => ID)
  counter!: string;

  @Field(() => CounterAgentInput, { nullable: true })
  agent?: CounterAgentInput | null;
}

@InputType({
  description: 'SHA-256 (hex) of the papers, of the signature, and of the notice as it was shown.',
})
class CounterEvidenceInput {
  @Field(() => [String])
  documents!: string[];

  @Field()
  signature!: string;

  @Field()
  notice!: string;
}

@InputType()
export class ApproveAtCounterInput extends NarrowingInput {
  @Field(() => ID)
  sessionId!: string;

  @Field(() => ID, { description: 'The consent request.' })
  id!: string;

  @Field()
  evidence!: CounterEvidenceInput;
}
