import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { InsuredPerson, Provider } from '../../../schema/subject.js';
import { Grant, GrantedItem } from '../grant/type.js';

@ObjectType()
class ItemMatch {
  @Field(() => ID)
  item!: string;

  @Field()
  match!: boolean;
}

@ObjectType({ description: 'Disclosure (提供): the result of one redemption.' })
export class Disclosure {
  @Field(() => ID)
  id!: string;

  @Field(() => Grant)
  grant!: Grant;

  @Field(() => Int, { description: 'k of N' })
  useNumber!: number;

  @Field(() => Int, { nullable: true })
  usesRemaining!: number | null;

  @Field(() => DateTimeScalar)
  disclosedAt!: Date;

  @Field(() => [GrantedItem], { description: 'Exactly what was asked for and given.' })
  items!: GrantedItem[];

  @Field({ description: 'True when this answers a retry of the same idempotency key.' })
  replayed!: boolean;

  @Field(() => InsuredPerson, {
    nullable: true,
    description: 'Only in the answer to redeemGrant and disclosure; never in a list of past disclosures.',
  })
  person!: InsuredPerson | null;

  @Field(() => Provider, { nullable: true })
  provider!: Provider | null;

  @Field(() => [ItemMatch], { nullable: true })
  verify!: ItemMatch[] | null;
}

export const DisclosureConnection = connectionOf('Disclosure', () => Disclosure);
export type DisclosureConnection = InstanceType<typeof DisclosureConnection>;
