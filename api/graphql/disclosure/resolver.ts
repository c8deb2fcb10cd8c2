import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import { validate as isUuid } from 'uuid';
import { queryOn } from '../../../consent/database/transaction.js';
import { DisclosureRecord } from '../../../consent/gate/disclosure.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import { isOwner } from '../../../consent/people/subject.js';
import { disclosureSelection } from '../../../consent/records/document-selection.js';
import { InsuredPerson, Provider } from '../../../schema/subject.js';
import { asPerson, asRecipient, type Context } from '../common/context.js';
import { grantedItems } from '../grant/type.js';
import { type DisclosureAnswer, recordedAnswer } from './answer.js';
import { ItemAssertion, RedeemGrantInput } from './input.js';
import { operationDigest } from './operation-digest.js';
import { Disclosure } from './type.js';

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
        ...recordedAnswer(record),
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
