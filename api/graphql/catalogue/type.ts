import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { CatalogueItem } from '../../../schema/catalogue.js';
import type { Category } from '../../../schema/category.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { StrengthEnum } from '../common/enums.js';

@ObjectType({ description: 'A code of a code table, with its label in Chinese.' })
export class CodeLabel {
  @Field(() => ID)
  code!: string;

  @Field()
  labelZh!: string;
}

@ObjectType({ description: 'Item (信息项): one datum of a person or provider.' })
export class DataItem {
  @Field(() => ID)
  code!: string;

  @Field(() => String, { description: 'Where it is in the schema, e.g. Settlement.personalCashPay' })
  field!: string;

  @Field(() => DataCategory)
  category!: Category;

  @Field()
  nameZh!: string;

  @Field()
  nameEn!: string;

  @Field(() => Int, { description: '1 general, 2 important, 3 sensitive' })
  level!: number;

  @Field(() => String, { nullable: true, description: 'Name in the national platform, e.g. psn_cash_pay' })
  sourceField!: string | null;

  @Field(() => StrengthEnum)
  minimumStrength!: string;

  @Field(() => String, { nullable: true, description: 'Unit of an amount or count.' })
  unit!: string | null;

  @Field(() => [CodeLabel], { description: 'What its codes mean; empty for an item without a code table.' })
  codes!: CodeLabel[];
}

@ObjectType({ description: 'Category of the catalogue (分级分类清单), or group of a provider’s data.' })
export class DataCategory {
  @Field(() => ID)
  code!: string;

  @Field()
  nameZh!: string;

  @Field()
  nameEn!: string;

  @Field(() => [DataItem])
  items!: CatalogueItem[];
}

@ObjectType({ description: 'Catalogue (分级分类清单): 11 categories, 74 items, 3 levels.' })
export class Catalogue {
  @Field(() => Int)
  version!: number;

  @Field(() => DateTimeScalar)
  publishedAt!: Date;

  @Field(() => [DataCategory])
  categories!: readonly Category[];

  @Field(() => [DataItem])
  items!: readonly CatalogueItem[];

  @Field(() => [DataCategory], { description: 'The 8 groups of a provider’s own business data.' })
  providerCategories!: readonly Category[];
}
