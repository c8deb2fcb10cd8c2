import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DeliveryEnum, GrantModeEnum, StrengthEnum } from '../common/enums.js';

@ObjectType()
class PurposeItem {
  @Field(() => ID)
  item!: string;

  @Field(() => DeliveryEnum)
  delivery!: string;
}

@ObjectType()
class PurposeMode {
  @Field(() => GrantModeEnum)
  mode!: string;

  @Field(() => Int, { nullable: true })
  maxUses!: number | null;

  @Field(() => Int, { nullable: true })
  maxUsesPerDay!: number | null;

  @Field(() => Int)
  maxValidityDays!: number;
}

@ObjectType({ description: 'Purpose (用途): why a recipient asks; fixes the most that may be asked.' })
export class Purpose {
  @Field(() => ID)
  code!: string;

  @Field()
  nameZh!: string;

  @Field()
  nameEn!: string;

  @Field(() => [PurposeItem])
  requiredItems!: PurposeItem[];

  @Field(() => [PurposeItem])
  optionalItems!: PurposeItem[];

  @Field(() => [PurposeMode])
  modes!: PurposeMode[];

  @Field(() => StrengthEnum)
  minimumStrength!: string;

  @Field(() => Int, {
    description:
      'Until this age of the person a guardian has a say; from 14 on the person acts and a guardian confirms.',
  })
  guardianUntilAge!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'How many months back records may reach; null: without limit.',
  })
  lookbackMonths!: number | null;
}
