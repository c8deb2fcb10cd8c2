import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { Purpose } from '../catalogue/purpose-type.js';
import { DataItem } from '../catalogue/type.js';
import { ConsentChannelEnum } from '../common/channel-enum.js';
import { ConsentRequestStatusEnum, DeliveryEnum, GrantModeEnum, StrengthEnum } from '../common/enums.js';
import { Grant } from '../grant/type.js';
import { Product } from '../product/type.js';
import { Recipient } from '../recipient/type.js';

@ObjectType({ description: 'An item that a request asks for.' })
export class RequestedItem {
  @Field(() => DataItem, { description: 'The item.' })
  item!: DataItem;

  @Field(() => DeliveryEnum, { description: 'How the recipient asks to be given it.' })
  delivery!: string;

  @Field({ description: 'False: the person may drop it and approve the rest.' })
  required!: boolean;
}

@ObjectType({
  description:
    'Consent request (授权申请): a recipient asks a person, or a provider’s legal representative, for a grant.',
})
export class ConsentRequest {
  @Field(() => ID, { description: 'Identifier of the request.' })
  id!: string;

  @Field(() => ConsentRequestStatusEnum, {
    description: 'Where the request stands now. Every status but PENDING is final.',
  })
  status!: string;

  @Field(() => ConsentChannelEnum, { description: 'How it came.' })
  channel!: string;

  @Field(() => Product, {
    nullable: true,
    description: 'The registered product under whose name it asks. Null where it named none.',
  })
  product!: Product | null;

  @Field(() => Recipient, { description: 'The recipient that asks.' })
  recipient!: Recipient;

  @Field(() => Purpose, { description: 'What it asks for.' })
  purpose!: Purpose;

  @Field(() => [RequestedItem], { description: 'The items that it asks for.' })
  items!: RequestedItem[];

  @Field(() => GrantModeEnum, {
    description: 'How often it asks to use the grant. The person may choose a narrower mode.',
  })
  mode!: string;

  @Field(() => Int, { nullable: true, description: 'Most uses. 1 for ONE_TIME, null for MULTI_USE.' })
  maxUses!: number | null;

  @Field(() => Int, { description: 'Validity of the grant in days, counted from the approval.' })
  validForDays!: number;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'First day of the records that are asked for. Null: as far back as the purpose allows.',
  })
  recordsFrom!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day of the records that are asked for. Null: until the day of use.',
  })
  recordsTo!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The recipient’s own policy, claim or loan number. Null where it gave none.',
  })
  reference!: string | null;

  @Field(() => Grant, {
    nullable: true,
    description:
      'The grant that ends when this request is granted: the one that the recipient named, or, for the person, the standing one with the same purpose and reference. Null where none does, or where the request is decided and none was named.',
  })
  replaces!: Grant | null;

  @Field({
    description: 'The recipient’s notice (告知书), as it is shown to the person. The grant keeps its digest.',
  })
  notice!: string;

  @Field(() => StrengthEnum, {
    description:
      'How strongly the person must be authenticated to approve the request as it stands. Dropping items can lower it.',
  })
  requiredStrength!: string;

  @Field(() => DateTimeScalar, { description: 'When the recipient made the request.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, {
    description:
      'A request that is PENDING is EXPIRED from then on: seven days after it was made, or ten minutes where it came by redirect and was not kept.',
  })
  expiresAt!: Date;

  @Field(() => Grant, {
    nullable: true,
    description: 'The grant that approving it gave. Null unless the request is APPROVED.',
  })
  grant!: Grant | null;
}

export const ConsentRequestConnection = connectionOf('ConsentRequest', () => ConsentRequest);
export type ConsentRequestConnection = InstanceType<typeof ConsentRequestConnection>;
