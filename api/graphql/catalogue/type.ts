import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { CatalogueItem } from '../../../schema/catalogue.js';
import type { Category } from '../../../schema/category.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { StrengthEnum } from '../common/enums.js';

@ObjectType({ description: 'A code of a code table, with its label.' })
export class CodeLabel {
  @Field(() => ID, { description: 'The code, as it stands in the data.' })
  code!: string;

  @Field({ description: 'Its meaning in Chinese.' })
  labelZh!: string;

  @Field({ description: 'Its meaning in English.' })
  labelEn!: string;
}

@ObjectType({
  description: 'Item (信息项): one datum of a person or provider, the unit in which consent is given.',
})
export class DataItem {
  @Field(() => ID, {
    description:
      'Code of the item, for example PSN_CASH_PAY. Items are named by it in requests, grants and errors.',
  })
  code!: string;

  @Field(() => String, {
    description: 'Place of the item in this schema, for example Settlement.personalCashPay.',
  })
  field!: string;

  @Field(() => DataCategory, { description: 'The category that the item belongs to.' })
  category!: Category;

  @Field({ description: 'Name in Chinese.' })
  nameZh!: string;

  @Field({ description: 'Name in English.' })
  nameEn!: string;

  @Field({ description: 'What it is, in one plain sentence, in Chinese.' })
  plainZh!: string;

  @Field({ description: 'What it is, in one plain sentence, in English.' })
  plainEn!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'An invented value as MASKED gives it. The same as in clear where the item has no mask; null where it is never given so: numbers and flags that are hidden, and what is only compared.',
  })
  maskedExample!: string | null;

  @Field(() => Int, {
    description:
      'Level (分级) in the asked version of the catalogue: 1 general (一般), 2 important (重要), 3 sensitive (敏感).',
  })
  level!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Name in the national platform, for example psn_cash_pay. Null where the platform has no such field.',
  })
  sourceField!: string | null;

  @Field(() => StrengthEnum, {
    description: 'How strongly the person must be authenticated to give the item, or to see it in clear.',
  })
  minimumStrength!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Unit of an amount or count, for example CNY. Null where the item has none.',
  })
  unit!: string | null;

  @Field(() => [CodeLabel], {
    description:
      'The meaning of each code that the item’s value can be. Empty for an item without a code table.',
  })
  codes!: CodeLabel[];

  @Field({
    description:
      'Whether the value can also be a code of four to six digits that begins with one of codes: a province’s finer code, which means what the longest such code means.',
  })
  finerCodes!: boolean;
}

@ObjectType({ description: 'Category of the catalogue (分级分类清单), or group of a provider’s data.' })
export class DataCategory {
  @Field(() => ID, {
    description: 'Code of the category, for example SETTLEMENT; a provider’s group begins with PROVIDER:.',
  })
  code!: string;

  @Field({ description: 'Name in Chinese.' })
  nameZh!: string;

  @Field({ description: 'Name in English.' })
  nameEn!: string;

  @Field(() => [DataItem], { description: 'The items of the category.' })
  items!: CatalogueItem[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Up to which moment the data asset center shows its source, by the newest import of the category. Null: nothing was imported yet.',
  })
  dataAsOf!: Date | null;
}

@ObjectType({
  description:
    'Catalogue (分级分类清单): 11 categories and 74 items of insured people on 3 levels, and the data of providers.',
})
export class Catalogue {
  @Field(() => Int, { description: 'Number of the version, from 1. A published version never changes.' })
  version!: number;

  @Field(() => DateTimeScalar, { description: 'When the version was published.' })
  publishedAt!: Date;

  @Field(() => [DataCategory], { description: 'The 11 categories of an insured person’s data.' })
  categories!: readonly Category[];

  @Field(() => [DataItem], { description: 'The items of insured people, in the order of the categories.' })
  items!: readonly CatalogueItem[];

  @Field(() => [DataCategory], { description: 'The 8 groups of a provider’s own business data.' })
  providerCategories!: readonly Category[];
}
