import { Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Purpose as DeclaredPurpose } from '../../../consent/purposes/purpose.js';
import { purposes } from '../../../consent/purposes/registry.js';
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

@Resolver(() => Purpose)
export class PurposeResolver {
  @Query(() => [Purpose], { description: 'Public.' })
  purposes(): readonly DeclaredPurpose[] {
    return purposes;
  }

  @FieldResolver()
  requiredItems(@Root() purpose: DeclaredPurpose) {
    return purpose.required;
  }

  @FieldResolver()
  optionalItems(@Root() purpose: DeclaredPurpose) {
    return purpose.optional;
  }
}
