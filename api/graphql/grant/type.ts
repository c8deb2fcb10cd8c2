import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { ItemDelivery } from '../../../consent/kernel/delivery.js';
import { itemOf } from '../../../schema/catalogue.js';
import { connectionOf } from '../../../schema/connection.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { Purpose } from '../catalogue/purpose-type.js';
import { DataItem } from '../catalogue/type.js';
import { DeliveryEnum, GrantModeEnum, GrantStatusEnum, StrengthEnum } from '../common/enums.js';
import { Recipient } from '../recipient/type.js';

@ObjectType({ description: 'An item that is given, and how.' })
export class GrantedItem {
  @Field(() => DataItem, { description: 'The item.' })
  item!: DataItem;

  @Field(() => DeliveryEnum, { description: 'How it is given.' })
  delivery!: string;
}

export const grantedItems = (items: readonly ItemDelivery[]) =>
  items.map(({ item, delivery }) => ({ item: itemOf(item), delivery }));

@ObjectType({
  description:
    'Grant (授权): what the person gave to a recipient. Its terms never change; amending it is a new grant.',
})
export class Grant {
  @Field(() => ID, { description: 'Identifier of the grant.' })
  id!: string;

  @Field(() => GrantStatusEnum, { description: 'Whether the grant can be used now, and if not, why.' })
  status!: string;

  @Field(() => GrantModeEnum, { description: 'How often it can be used.' })
  mode!: string;

  @Field(() => Recipient, { description: 'To whom it is given.' })
  recipient!: Recipient;

  @Field(() => Purpose, { description: 'What it is given for.' })
  purpose!: Purpose;

  @Field(() => [GrantedItem], { description: 'The items that it opens.' })
  items!: GrantedItem[];

  @Field(() => DateScalar, {
    nullable: true,
    description: 'First day of the records that it opens. Null: as far back as the purpose allows.',
  })
  recordsFrom!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day of the records that it opens. Null: until the day of use.',
  })
  recordsTo!: string | null;

  @Field(() => Int, { nullable: true, description: 'Most uses. 1 for ONE_TIME, null for MULTI_USE.' })
  maxUses!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Most uses in a day. Null: no daily limit.',
  })
  maxUsesPerDay!: number | null;

  @Field(() => Int, { description: 'How many uses have been taken.' })
  used!: number;

  @Field(() => Int, { nullable: true, description: 'How many uses are left. Null for MULTI_USE.' })
  usesRemaining!: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the last use was taken. Null: it was never used.',
  })
  lastUsedAt!: Date | null;

  @Field(() => StrengthEnum, {
    description:
      'How strongly whoever gave it was authenticated. At the counter, a second employee counts as FACE.',
  })
  strength!: string;

  @Field(() => DateTimeScalar, { description: 'When it begins.' })
  validFrom!: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends: from this moment on it is EXPIRED.' })
  validUntil!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked. Null: it was not.' })
  revokedAt!: Date | null;

  @Field(() => Grant, {
    nullable: true,
    description: 'The newer grant that took its place. Null unless it is SUPERSEDED.',
  })
  supersededBy!: Grant | null;

  @Field({ description: 'SHA-256 of the notice that the person was shown, 64 hexadecimal digits.' })
  noticeDigest!: string;

  @Field(() => Int, { description: 'Version of the catalogue under which it was given.' })
  catalogueVersion!: number;
}

export const GrantConnection = connectionOf('Grant', () => Grant);
export type GrantConnection = InstanceType<typeof GrantConnection>;
