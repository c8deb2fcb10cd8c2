import { Field, Int, ObjectType } from 'type-graphql';
import type { OpenedBy as Opened } from '../../../consent/catalogue/open-data.js';
import type { Purpose as DeclaredPurpose } from '../../../consent/purposes/purpose.js';
import type { CatalogueItem } from '../../../schema/catalogue.js';
import { Purpose } from '../catalogue/purpose-type.js';
import { DataItem } from '../catalogue/type.js';
import { DeliveryEnum } from '../common/enums.js';

@ObjectType({ description: 'A purpose that opens an item.' })
export class OpenedBy {
  @Field(() => Purpose, { description: 'The purpose.' })
  purpose!: DeclaredPurpose;

  @Field(() => DeliveryEnum, { description: 'How it is given at most.' })
  delivery!: string;

  @Field({ description: 'Whether the purpose can’t be met without it.' })
  required!: boolean;
}

@ObjectType({
  description:
    'What the data asset center holds of an item (数据查看): whether it is there, how good it is, who else may ask for it, and by what purpose one may.',
})
export class OpenDataEntry {
  @Field(() => DataItem, { description: 'The item.' })
  item!: CatalogueItem;

  @Field(() => [OpenedBy], { description: 'The purposes that open it. Empty: none does.' })
  opens!: readonly Opened[];

  @Field(() => Int, {
    nullable: true,
    description:
      'Share of the people, or providers, with a value, in whole per cent. Null where it was not measured, where the value is computed, or where it would tell of few.',
  })
  completeness!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How old the newest record may be, in days. Null where nothing was imported yet.',
  })
  refreshDays!: number | null;

  @Field(() => [String], { description: 'Made-up values in the form of the real ones, at most three.' })
  examples!: readonly string[];

  @Field(() => Int, {
    nullable: true,
    description: 'Recipients whose agreement lets them ask for it, rounded to five. Null below ten.',
  })
  recipients!: number | null;
}
