import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { Purpose } from '../catalogue/purpose-type.js';
import { DataItem } from '../catalogue/type.js';
import { ConsentRequestStatusEnum, DeliveryEnum, GrantModeEnum, StrengthEnum } from '../common/enums.js';
import { Grant } from '../grant/type.js';
import { Recipient } from '../recipient/type.js';

@ObjectType()
export class RequestedItem {
  @Field(() => DataItem)
  item!: DataItem;

  @Field(() => DeliveryEnum)
  delivery!: string;

  @Field()
  required!: boolean;
}

@ObjectType({ description: 'Consent request (授权申请): a recipient’s ask.' })
export class ConsentRequest {
  @Field(() => ID)
  id!: string;

  @Field(() => ConsentRequestStatusEnum)
  status!: string;

  @Field(() => Recipient)
  recipient!: Recipient;

  @Field(() => Purpose)
  purpose!: Purpose;

  @Field(() => [RequestedItem])
  items!: RequestedItem[];

  @Field(() => GrantModeEnum)
  mode!: string;

  @Field(() => Int, { nullable: true })
  maxUses!: number | null;

  @Field(() => Int)
  validForDays!: number;

  @Field(() => DateScalar, { nullable: true })
  recordsFrom!: string | null;

  @Field(() => DateScalar, { nullable: true })
  recordsTo!: string | null;

  @Field(() => String, { nullable: true, description: 'The recipient’s policy, claim or loan number.' })
  reference!: string | null;

  @Field({ description: 'What is shown to the person; the grant keeps its digest.' })
  notice!: string;

  @Field(() => StrengthEnum, { description: 'What the person must present to approve it as it stands.' })
  requiredStrength!: string;

  @Field(() => DateTimeScalar)
  createdAt!: Date;

  @Field(() => DateTimeScalar)
  expiresAt!: Date;

  @Field(() => Grant, { nullable: true })
  grant!: Grant | null;
}

export const ConsentRequestConnection = connectionOf('ConsentRequest', () => ConsentRequest);
export type ConsentRequestConnection = InstanceType<typeof ConsentRequestConnection>;
