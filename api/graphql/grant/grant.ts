import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { queryOn } from '../../../consent/database/transaction.js';
import { type Grant as GrantEntity, grantStatus } from '../../../consent/grants/grant.js';
import { revokeGrant } from '../../../consent/grants/revoke-grant.js';
import type { ItemDelivery } from '../../../consent/kernel/delivery.js';
import { isOwner } from '../../../consent/people/subject.js';
import { assertActs } from '../../../consent/staff/accounts.js';
import { itemOf } from '../../../schema/catalogue.js';
import { connectionOf } from '../../../schema/connection.js';
import { DateScalar } from '../../../schema/scalars/date.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { DataItem } from '../catalogue/catalogue.js';
import { Purpose } from '../catalogue/purpose.js';
import { asPerson, type Context } from '../common/context.js';
import { DeliveryEnum, GrantModeEnum, GrantStatusEnum } from '../common/enums.js';
import { Recipient } from '../recipient/recipient.js';

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

@Resolver(() => Grant)
export class GrantResolver {
  @Query(() => Grant, {
    nullable: true,
    description: 'For the grant’s own person, its recipient, or an officer; null for anyone else.',
  })
  async grant(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    const { caller, em, loaders } = context;
    if (caller.kind === 'ANONYMOUS') asPerson(context);
    const grant = await loaders.grant.load(id);
    if (!grant) return null;
    if (caller.kind === 'STAFF' && caller.role === 'OFFICER') {
      await assertActs(queryOn(em), caller);
      return grant;
    }
    if (caller.kind === 'RECIPIENT') return grant.recipientCode === caller.recipientCode ? grant : null;
    return caller.kind === 'PERSON' && (await isOwner(queryOn(em), caller.personId, grant)) ? grant : null;
  }

  @Mutation(() => Grant)
  revokeGrant(
    @Ctx() context: Context,
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { nullable: true }) reason?: string,
  ) {
    return revokeGrant(context.em, asPerson(context).personId, id, reason ?? null);
  }

  @FieldResolver()
  async status(@Ctx() context: Context, @Root() grant: GrantEntity) {
    return grantStatus(grant, await context.now());
  }

  @FieldResolver()
  recipient(@Ctx() { loaders }: Context, @Root() grant: GrantEntity) {
    return loaders.recipient.load(grant.recipientCode);
  }

  @FieldResolver()
  items(@Root() grant: GrantEntity) {
    return grantedItems(grant.items);
  }
}
