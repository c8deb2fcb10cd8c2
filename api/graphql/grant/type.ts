import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { ItemDelivery } from '../../../consent/kernel/delivery.js';
import { itemOf } from '../../../schema/catalogue.js';
import { connectionOf } from '../../../schema/connection.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { Purpose } from '../catalogue/purpose-type.js';
import { DataItem } from '../catalogue/type.js';
import { DeliveryEnum, GrantModeEnum, GrantStatusEnum } from '../common/enums.js';
import { Recipient } from '../recipient/type.js';

@ObjectType()
export class GrantedItem {
  @Field(() => DataItem)
  item!: DataItem;

  @Field(() => DeliveryEnum)
  delivery!: string;
}

export const grantedItems = (items: readonly ItemDelivery[]) =>
  items.map(({ item, delivery }) => ({ item: itemOf(item), delivery }));

@ObjectType({ description: 'Grant (授权): what the person gave. Its terms never change.' })
export class Grant {
  @Field(() => ID)
  id!: string;

  @Field(() => GrantStatusEnum)
  status!: string;

  @Field(() => GrantModeEnum)
  mode!: string;

  @Field(() => Recipient)
  recipient!: Recipient;

  @Field(() => Purpose)
  purpose!: Purpose;

  @Field(() => [GrantedItem])
  items!: GrantedItem[];

  @Field(() => DateScalar, { nullable: true })
  recordsFrom!: string | null;

  @Field(() => DateScalar, { nullable: true })
  recordsTo!: string | null;

  @Field(() => Int, { nullable: true })
  maxUses!: number | null;

  @Field(() => Int)
  used!: number;

  @Field(() => Int, { nullable: true, description: 'null for MULTI_USE' })
  usesRemaining!: number | null;

  @Field(() => DateTimeScalar)
  validFrom!: Date;

  @Field(() => DateTimeScalar)
  validUntil!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  revokedAt!: Date | null;

  @Field()
  noticeDigest!: string;

  @Field(() => Int)
  catalogueVersion!: number;
}

export const GrantConnection = connectionOf('Grant', () => Grant);
export type GrantConnection = InstanceType<typeof GrantConnection>;
