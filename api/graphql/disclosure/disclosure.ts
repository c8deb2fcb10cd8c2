import { createHash } from 'node:crypto';
import { type GraphQLResolveInfo, type OperationDefinitionNode, print } from 'graphql';
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { validate as isUuid } from 'uuid';
import { LISTS } from '../../../consent/database/keyset-list.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { DisclosureRecord } from '../../../consent/gate/disclosure.js';
import type { Grant as GrantEntity } from '../../../consent/grants/grant.js';
import type { ItemDelivery } from '../../../consent/kernel/delivery.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import { isOwner } from '../../../consent/people/subject.js';
import { disclosureSelection } from '../../../consent/records/document-selection.js';
import type { DisclosedData } from '../../../consent/records/read-plan.js';
import { connectionOf } from '../../../schema/connection.js';
import { DateTimeScalar } from '../../../schema/scalars/date-time.js';
import { DecimalScalar } from '../../../schema/scalars/decimal.js';
import { InsuredPerson, Provider } from '../../../schema/subject.js';
import { asPerson, asRecipient, type Context } from '../common/context.js';
import { disclosureList } from '../common/loaders.js';
import { connection, PageArgs } from '../common/page-args.js';
import { Grant, GrantedItem, grantedItems } from '../grant/grant.js';

@ObjectType()
class ItemMatch {
  @Field(() => ID)
  item!: string;

  @Field()
  match!: boolean;
}

@InputType({ description: 'A value the recipient holds, to be compared and not told.' })
class ItemAssertion {
  @Field(() => ID)
  item!: string;

  @Field(() => String, { nullable: true })
  equals?: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  atLeast?: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  atMost?: string | null;
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

@InputType()
class RedeemGrantInput {
  @Field(() => ID)
  grantId!: string;

  @Field()
  idempotencyKey!: string;
}

/** A disclosure as resolvers pass it on: its record, and what it released, if this answer releases anything. */
interface DisclosureAnswer {
  readonly id: string;
  readonly grantId: string;
  readonly useNumber: number;
  readonly disclosedAt: Date;
  readonly items: readonly ItemDelivery[];
  readonly usesRemaining?: number | null;
  readonly replayed?: boolean;
  readonly data?: DisclosedData;
  readonly entryId?: string;
}

const printed = new WeakMap<OperationDefinitionNode, string>();

/** Operation and fragments in one spelling, so that white space and comments make no difference. */
function printedOperation({ operation, fragments }: GraphQLResolveInfo): string {
  const known = printed.get(operation);
  if (known !== undefined) return known;
  const text = [
    operation,
    ...Object.keys(fragments)
      .sort()
      .map((name) => fragments[name]!),
  ]
    .map(print)
    .join('\n');
  printed.set(operation, text);
  return text;
}

/**
 * SHA-256 of what a retry must repeat: operation, variables, and which of its fields this is. For two fields of one
 * operation may name one key, and the second would read what the first one's entry does not say.
 */
const operationDigest = (info: GraphQLResolveInfo): Buffer =>
  createHash('sha256')
    .update(printedOperation(info))
    .update(`\0${info.path.key}\0`)
    .update(JSON.stringify(info.variableValues))
    .digest();

@Resolver(() => Disclosure)
export class DisclosureResolver {
  @Mutation(() => Disclosure, {
    description:
      'Use a grant once. The selection below person/provider, and verify’s arguments, are the items asked for.',
  })
  async redeemGrant(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input') input: RedeemGrantInput,
  ): Promise<DisclosureAnswer> {
    const { recipientCode } = asRecipient(context);
    const { person, provider, matches, ...record } = await context.services.gate.redeem({
      ...input,
      recipientCode,
      operationDigest: operationDigest(info),
      selection: disclosureSelection(info),
      arrivedAt: context.arrivedAt,
    });
    context.services.metrics.disclosed(record.replayed);
    return { ...record, data: { person, provider, matches } };
  }

  @Query(() => Disclosure, {
    nullable: true,
    description: 'Reading again what a redemption opened: same items, 15 minutes, not counted, recorded.',
  })
  async disclosure(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('id', () => ID) id: string,
  ): Promise<DisclosureAnswer | null> {
    const { caller, em, services } = context;
    if (caller.kind === 'ANONYMOUS') asPerson(context);
    const record = isUuid(id) ? await em.findOne(DisclosureRecord, { id }) : null;
    if (!record) return null;
    const selection = disclosureSelection(info);
    if (caller.kind === 'RECIPIENT') {
      if (record.recipientCode !== caller.recipientCode) return null;
      if (selection.needs.length === 0) return record;
      return {
        ...plain(record),
        ...(await services.rereading.reread(caller.recipientCode, record, selection)),
      };
    }
    if (caller.kind !== 'PERSON' || !(await isOwner(queryOn(em), caller.personId, record))) return null;
    if (selection.needs.length > 0) refuse('FORBIDDEN', 'Read your own data below `me`.');
    return record;
  }

  @FieldResolver()
  async grant(@Ctx() { loaders }: Context, @Root() disclosure: DisclosureAnswer) {
    return loaders.grant.load(disclosure.grantId);
  }

  @FieldResolver()
  async usesRemaining(
    @Ctx() context: Context,
    @Root() { grantId, useNumber, usesRemaining }: DisclosureAnswer,
  ) {
    if (usesRemaining !== undefined) return usesRemaining;
    const grant = await context.loaders.grant.load(grantId);
    return grant?.maxUses == null ? null : grant.maxUses - useNumber;
  }

  @FieldResolver()
  items(@Root() disclosure: DisclosureAnswer) {
    return grantedItems(disclosure.items);
  }

  @FieldResolver()
  replayed(@Root() disclosure: DisclosureAnswer) {
    return disclosure.replayed ?? false;
  }

  @FieldResolver()
  person(@Root() { data }: DisclosureAnswer, @Info() info: GraphQLResolveInfo) {
    const answers = data?.person.get(String(info.path.key));
    return answers ? new InsuredPerson(answers) : null;
  }

  @FieldResolver()
  provider(@Root() { data }: DisclosureAnswer, @Info() info: GraphQLResolveInfo) {
    const answers = data?.provider.get(String(info.path.key));
    return answers ? new Provider(answers) : null;
  }

  @FieldResolver()
  verify(
    @Root() { data }: DisclosureAnswer,
    @Arg('assertions', () => [ItemAssertion]) assertions: ItemAssertion[],
  ) {
    return data ? assertions.map(({ item }) => data.matches.find((match) => match.item === item)!) : null;
  }
}

/** Of the grant itself; declared here, for a grant does not know of disclosures. */
@Resolver(() => Grant)
export class GrantDisclosuresResolver {
  @FieldResolver(() => DisclosureConnection)
  disclosures(@Ctx() context: Context, @Root() grant: GrantEntity, @Args(() => PageArgs) page: PageArgs) {
    const { caller } = context;
    if (caller.kind === 'STAFF' && caller.role !== 'OFFICER')
      refuse('FORBIDDEN', 'The counter does not see who read what.');
    return connection(context, LISTS.disclosures, { grantId: grant.id }, page, disclosureList(context));
  }
}

const plain = ({ id, grantId, useNumber, disclosedAt, items }: DisclosureRecord): DisclosureAnswer => ({
  id,
  grantId,
  useNumber,
  disclosedAt,
  items,
});
