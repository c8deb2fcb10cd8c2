import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { type Classification, readCatalogueVersions } from '../../../consent/catalogue/classification.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import { maskedExample } from '../../../consent/records/masked-example.js';
import {
  type CatalogueItem,
  itemsOfCategory,
  personCategories,
  personItems,
  providerCategories,
} from '../../../schema/catalogue.js';
import { type Category, categoryCode } from '../../../schema/category.js';
import type { Context } from '../common/context.js';
import { Catalogue, CodeLabel, DataCategory, DataItem } from './type.js';
import { shownCategory, shownItem, Versioned } from './versioned.js';

@Resolver(() => Catalogue)
export class CatalogueResolver {
  @Query(() => Catalogue, {
    description:
      'The classification list. Public: no token is needed. NOT_FOUND for a version that does not exist.',
  })
  async catalogue(
    @Ctx() { em }: Context,
    @Arg('version', () => Int, {
      nullable: true,
      description: 'Number of the version. Null: the one in force.',
    })
    version?: number,
  ): Promise<Classification> {
    const versions = await readCatalogueVersions(queryOn(em));
    const inForce = versions.at(-1)!;
    return (
      (version == null ? inForce : versions.find((one) => one.version === version)) ??
      refuse('NOT_FOUND', {
        en: `There is no catalogue version ${version}; the current one is ${inForce.version}.`,
        zh: `没有第 ${version} 版目录，现行版本为第 ${inForce.version} 版。`,
      })
    );
  }

  @FieldResolver()
  categories(@Root() levels: Classification) {
    return personCategories.map((category) => shownCategory(category, levels));
  }

  @FieldResolver()
  providerCategories(@Root() levels: Classification) {
    return providerCategories.map((category) => shownCategory(category, levels));
  }

  @FieldResolver()
  items(
    @Root() levels: Classification,
    @Arg('level', () => Int, {
      nullable: true,
      description: 'Only items of this level: 1, 2 or 3. Null: all.',
    })
    level?: number,
  ) {
    const items = personItems.map((item) => shownItem(item, levels));
    return level == null ? items : items.filter(({ code }) => levels.levelOf(code) === level);
  }
}

@Resolver(() => DataCategory)
export class DataCategoryResolver {
  @FieldResolver()
  code(@Root() category: Category): string {
    return categoryCode(category);
  }

  @FieldResolver()
  dataAsOf(@Root() { table }: Category, @Ctx() { loaders }: Context) {
    return loaders.dataAsOf.load(table);
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

  // Returns a plain value if the classification is known, because a promise for each item of a list is slow.
  @FieldResolver()
  level(@Ctx() context: Context, @Root() { code, levels }: CatalogueItem & Versioned) {
    return levels ? levels.levelOf(code) : context.classification().then((inForce) => inForce.levelOf(code));
  }

  @FieldResolver()
  minimumStrength(@Ctx() context: Context, @Root() { code, levels }: CatalogueItem & Versioned) {
    return levels
      ? levels.strengthOf(code)
      : context.classification().then((inForce) => inForce.strengthOf(code));
  }

  @FieldResolver()
  maskedExample(@Root() item: CatalogueItem): string | null {
    return maskedExample(item);
  }

  @FieldResolver()
  codes(@Root() { kind }: CatalogueItem): CodeLabel[] {
    return [...(kind.codes?.labels ?? [])].map(([code, labelZh]) => ({
      code,
      labelZh,
      labelEn: kind.codes!.labelsEn.get(code)!,
    }));
  }

  @FieldResolver()
  finerCodes(@Root() { kind }: CatalogueItem): boolean {
    return kind.codes?.options.childCodes ?? false;
  }
}
