import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { InsuredPerson, Provider } from '../../../schema/subject.js';
import { Grant, GrantedItem } from '../grant/type.js';

@ObjectType({ description: 'Whether a value that the recipient holds is the one on record.' })
class ItemMatch {
  @Field(() => ID, { description: 'Code of the item.' })
  item!: string;

  @Field({
    description:
      'True where the assertion holds. The assertions of one verify about one category are judged of one record, the one of which most of them hold; of several such, the newest. False also where no value is on record.',
  })
  match!: boolean;

  @Field(() => [ID], {
    description:
      'The items whose assertions hold of one and the same record with this one, itself among them. Empty where this one does not hold. Items of different categories never stand together: a person has each of them, not one record.',
  })
  together!: readonly string[];
}

@ObjectType({ description: 'Disclosure (提供): the result of one redemption.' })
export class Disclosure {
  @Field(() => ID, { description: 'Identifier of the disclosure.' })
  id!: string;

  @Field(() => Grant, { description: 'The grant that was used.' })
  grant!: Grant;

  @Field(() => Int, { description: 'Which use of the grant this is, counted from 1 without gaps.' })
  useNumber!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'How many uses were left after this one. Null for MULTI_USE.',
  })
  usesRemaining!: number | null;

  @Field(() => DateTimeScalar, { description: 'When the use was recorded.' })
  disclosedAt!: Date;

  @Field(() => [GrantedItem], { description: 'Exactly the items that were asked for and given.' })
  items!: GrantedItem[];

  @Field(() => String, {
    nullable: true,
    description:
      'Who asked, by staff number at the recipient: whole for the recipient, its AUDITORs and officers; its last characters for everybody else who sees the use. Null where nobody was said.',
  })
  operator!: string | null;

  @Field({
    description: 'True where this answers a retry with the same idempotency key. No further use was taken.',
  })
  replayed!: boolean;

  @Field(() => InsuredPerson, {
    nullable: true,
    description:
      'The person’s data that were selected. Only in the answer to redeemGrant and disclosure; null in a list of past disclosures, and for a provider’s grant.',
  })
  person!: InsuredPerson | null;

  @Field(() => Provider, {
    nullable: true,
    description:
      'The provider’s data that were selected. Only in the answer to redeemGrant and disclosure; null in a list of past disclosures, and for a person’s grant.',
  })
  provider!: Provider | null;

  @Field(() => [ItemMatch], {
    nullable: true,
    description:
      'Compares values that the recipient holds, for items with delivery VERIFY or RETURN. In the order of the assertions. Assertions about one category are judged of one record: to ask about each by itself, use verify several times under aliases. Null in a list of past disclosures.',
  })
  verify!: ItemMatch[] | null;
}

export const DisclosureConnection = connectionOf('Disclosure', () => Disclosure);
export type DisclosureConnection = InstanceType<typeof DisclosureConnection>;
