import { Field, ID, InputType } from 'type-graphql';
import type { ProductKind } from '../../../consent/recipients/product.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { ProductKindEnum } from '../common/enums.js';

@InputType({ description: 'A product that an institution would offer.' })
export class DraftProductInput {
  @Field(() => ID, {
    description: 'Code of the product: a capital letter and up to 39 more, digits, - and _.',
  })
  code!: string;

  @Field({ description: 'Name under which it is offered; at most 200 characters.' })
  name!: string;

  @Field(() => ProductKindEnum, { description: 'What kind of product it is.' })
  kind!: ProductKind;

  @Field({ description: 'Number under which the financial regulator filed it.' })
  filingNo!: string;

  @Field(() => [ID], { description: 'Codes of the purposes for which consent is to be asked under it.' })
  purposes!: string[];

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The last day on which it is offered. Null: it has no end.',
  })
  validUntil?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The institution’s own code as a recipient. Null: the only one for which the caller acts.',
  })
  recipient?: string | null;
}
