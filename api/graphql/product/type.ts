import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { Purpose } from '../catalogue/purpose-type.js';
import { ProductKindEnum } from '../common/enums.js';
import { Recipient } from '../recipient/type.js';

@ObjectType({
  description: 'A registered product (商保产品, 信贷产品), whose name people see in requests and claims.',
})
export class Product {
  @Field(() => ID, { description: 'Code of the product.' })
  code!: string;

  @Field({ description: 'Name under which it is offered.' })
  name!: string;

  @Field(() => ProductKindEnum, { description: 'What kind of product it is.' })
  kind!: string;

  @Field(() => Recipient, { description: 'Who offers it.' })
  recipient!: Recipient;

  @Field({ description: 'Number under which the financial regulator filed it.' })
  filingNo!: string;

  @Field(() => [Purpose], { description: 'The purposes for which consent may be asked under it.' })
  purposes!: Purpose[];

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The last day on which it is offered. Null: it has no end.',
  })
  validUntil!: string | null;
}

export const ProductConnection = connectionOf('Product', () => Product);
