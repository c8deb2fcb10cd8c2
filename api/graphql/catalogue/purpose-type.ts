import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DeliveryEnum, GrantModeEnum, StrengthEnum } from '../common/enums.js';

@ObjectType({ description: 'An item that a purpose allows.' })
export class PurposeItem {
  @Field(() => ID, { description: 'Code of the item.' })
  item!: string;

  @Field(() => DeliveryEnum, {
    description:
      'How the purpose would have it given. RETURN allows the weaker deliveries; MASKED and VERIFY allow only themselves.',
  })
  delivery!: string;
}

@ObjectType({ description: 'A mode of use that a purpose allows, with its limits.' })
class PurposeMode {
  @Field(() => GrantModeEnum, { description: 'The mode.' })
  mode!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Most uses of one grant. Null for MULTI_USE, which has no total.',
  })
  maxUses!: number | null;

  @Field(() => Int, { nullable: true, description: 'Most uses of one grant in a day. Null: no daily limit.' })
  maxUsesPerDay!: number | null;

  @Field(() => Int, { description: 'Longest validity of a grant, in days.' })
  maxValidityDays!: number;
}

@ObjectType({ description: 'Purpose (用途): why a recipient asks. It fixes the most that may be asked.' })
export class Purpose {
  @Field(() => ID, { description: 'Code of the purpose, for requestConsent.' })
  code!: string;

  @Field({ description: 'Name in Chinese.' })
  nameZh!: string;

  @Field({ description: 'Name in English.' })
  nameEn!: string;

  @Field(() => [PurposeItem], {
    description:
      'Items without which the purpose cannot be met; the person cannot drop them where the request asks for them as required.',
  })
  requiredItems!: PurposeItem[];

  @Field(() => [PurposeItem], {
    description: 'Items that may be asked for and that the person may always drop.',
  })
  optionalItems!: PurposeItem[];

  @Field(() => [PurposeMode], { description: 'The modes of use that the purpose allows.' })
  modes!: PurposeMode[];

  @Field(() => StrengthEnum, {
    description:
      'The least strength with which a request for this purpose can be approved. Items can ask for more.',
  })
  minimumStrength!: string;

  @Field(() => Int, {
    description:
      'Until this age of the person, in years, a guardian has a say. Under 14 the guardian decides; where it is 18, a guardian confirms what a person of 14 to 17 gives.',
  })
  guardianUntilAge!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many months back records may reach, counted at each use. 0: only what is in force. Null: no limit.',
  })
  lookbackMonths!: number | null;
}
