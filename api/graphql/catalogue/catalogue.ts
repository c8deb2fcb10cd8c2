import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { type Levels, readCatalogueVersions } from '../../../consent/catalogue/classification.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import {
  type CatalogueItem,
  itemsOfCategory,
  personCategories,
  personItems,
  providerCategories,
} from '../../../schema/catalogue.js';
import type { Category } from '../../../schema/category.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import type { Context } from '../common/context.js';
import { StrengthEnum } from '../common/enums.js';

@ObjectType({ description: 'A code of a code table, with its label in Chinese.' })
class CodeLabel {
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

/** What is shown under one version of the catalogue; without levels: under the one in force. */
interface Versioned {
  readonly levels?: Levels;
}

const shownItem = (item: CatalogueItem, levels: Levels | undefined): CatalogueItem & Versioned => ({
  ...item,
  category: shownCategory(item.category, levels),
  levels,
});

const shownCategory = (category: Category, levels: Levels | undefined): Category & Versioned => ({
  ...category,
  levels,
});

@Resolver(() => Catalogue)
export class CatalogueResolver {
  @Query(() => Catalogue, { description: 'The classification list. Public.' })
  async catalogue(
    @Ctx() { em }: Context,
    @Arg('version', () => Int, { nullable: true }) version?: number,
  ): Promise<Levels> {
    const versions = await readCatalogueVersions(queryOn(em));
    const inForce = versions.at(-1)!;
    return (
      (version == null ? inForce : versions.find((one) => one.version === version)) ??
      refuse('NOT_FOUND', `There is no catalogue version ${version}; the current one is ${inForce.version}.`)
    );
  }

  @FieldResolver()
  categories(@Root() levels: Levels) {
    return personCategories.map((category) => shownCategory(category, levels));
  }

  @FieldResolver()
  providerCategories(@Root() levels: Levels) {
    return providerCategories.map((category) => shownCategory(category, levels));
  }

  @FieldResolver()
  items(@Root() levels: Levels, @Arg('level', () => Int, { nullable: true }) level?: number) {
    const items = personItems.map((item) => shownItem(item, levels));
    return level == null ? items : items.filter(({ code }) => levels.levelOf(code) === level);
  }
}

@Resolver(() => DataCategory)
export class DataCategoryResolver {
  @FieldResolver()
  code(@Root() category: Category): string {
    return category.subject === 'PERSON' ? category.code : `PROVIDER:${category.code}`;
  }

  @FieldResolver()
  items(@Root() { subject, code, levels }: Category & Versioned) {
    return itemsOfCategory(subject, code).map((item) => shownItem(item, levels));
  }
}

@Resolver(() => DataItem)
export class DataItemResolver {
  @FieldResolver()
  field(@Root() item: CatalogueItem): string {
    return item.path;
  }

  @FieldResolver()
  sourceField(@Root() item: CatalogueItem): string | null {
    return item.source;
  }

  @FieldResolver()
  async level(@Ctx() context: Context, @Root() { code, levels }: CatalogueItem & Versioned) {
    return (levels ?? (await context.levels())).levelOf(code);
  }

  @FieldResolver()
  async minimumStrength(@Ctx() context: Context, @Root() { code, levels }: CatalogueItem & Versioned) {
    return (levels ?? (await context.levels())).strengthOf(code);
  }

  @FieldResolver()
  codes(@Root() { kind }: CatalogueItem): CodeLabel[] {
    return [...(kind.codes?.labels ?? [])].map(([code, labelZh]) => ({ code, labelZh }));
  }
}
