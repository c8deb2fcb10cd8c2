import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import { validate as isUuid } from 'uuid';
import { queryOn } from '../../../consent/database/transaction.js';
import { DisclosureRecord } from '../../../consent/gate/disclosure.js';
import { maskedOperator } from '../../../consent/gate/operator.js';
import { REREAD_MINUTES } from '../../../consent/kernel/limits.js';
import { refuse } from '../../../consent/kernel/refusal.js';
import { isOwner } from '../../../consent/people/subject.js';
import { disclosureSelection } from '../../../consent/records/document-selection.js';
import { InsuredPerson, Provider } from '../../../schema/subject.js';
import type { Caller } from '../../auth/caller.js';
import { asPerson, asRecipient, type Context } from '../common/context.js';
import { recipientSeenBy } from '../common/recipient-seen.js';
import { grantedItems } from '../grant/type.js';
import { type DisclosureAnswer, recordedAnswer } from './answer.js';
import { ItemAssertion, RedeemGrantInput } from './input.js';
import { operationDigest } from './operation-digest.js';
import { Disclosure } from './type.js';

const seesWholeOperator = (caller: Caller): boolean =>
  caller.kind === 'RECIPIENT' ||
  caller.kind === 'STAFF' ||
  (caller.kind === 'MEMBER' && caller.member?.roles.includes('AUDITOR') === true);

const noDataForMembers = (): never =>
  refuse('FORBIDDEN', {
    en: 'A member sees that data was used, not the data. Your institution’s own systems read it.',
    zh: '机构人员能看到使用记录，看不到数据。数据由贵机构自己的系统读取。',
  });

@Resolver(() => Disclosure)
export class DisclosureResolver {
  @Mutation(() => Disclosure, {
    description:
      'Uses a grant once. The selection below person or provider, and the items in verify, are what is asked for: ITEM_NOT_GRANTED where one is not in the grant, NOTHING_SELECTED where there is none, TERMS_NOT_ALLOWED for days that the grant may not read. GRANT_REVOKED, GRANT_EXPIRED, GRANT_EXHAUSTED, GRANT_SUSPENDED, GRANT_SUPERSEDED and GRANT_DAILY_LIMIT tell why the grant cannot be used. A refusal takes no use.',
  })
  async redeemGrant(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('input', { description: 'The grant and the key of this use.' }) input: RedeemGrantInput,
  ): Promise<DisclosureAnswer> {
    const { recipientCode, unspent } = asRecipient(context, input.grantId);
    context.services.logLag.assertKeepsUp();
    const { person, provider, matches, ...record } = await context.services.gate.redeem({
      ...input,
      // Of a document with several operations the proof was spent before.
      ...(unspent?.isTaken === false && { proof: unspent }),
      recipientCode,
      operationDigest: operationDigest(info),
      selection: disclosureSelection(info),
      document: context.document,
      arrivedAt: context.arrivedAt,
    });
    context.services.metrics.disclosed(record.replayed);
    return { ...record, operator: input.operator ?? null, data: { person, provider, matches } };
  }

  @Query(() => Disclosure, {
    nullable: true,
    description: `Its recipient reads again what a redemption opened: the same items, for ${REREAD_MINUTES} minutes, not counted but recorded; ITEM_NOT_GRANTED for any other item. Its person, and members of the recipient (OWNER, HANDLER, AUDITOR), see the entry without the data. Null for every other caller.`,
  })
  async disclosure(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('id', () => ID, { description: 'The disclosure.' }) id: string,
  ): Promise<DisclosureAnswer | null> {
    const { caller, em, services } = context;
    if (caller.kind === 'ANONYMOUS') asPerson(context);
    const record = isUuid(id) ? await em.findOne(DisclosureRecord, { id }) : null;
    if (!record) return null;
    const selection = disclosureSelection(info);
    if (caller.kind === 'MEMBER') {
      if (record.recipientCode !== recipientSeenBy(caller)) return null;
      return selection.needs.length === 0 ? record : noDataForMembers();
    }
    if (caller.kind === 'RECIPIENT') {
      const { recipientCode } = asRecipient(context, record.grantId);
      if (record.recipientCode !== recipientCode) return null;
      if (selection.needs.length === 0) return record;
      services.logLag.assertKeepsUp();
      return {
        ...recordedAnswer(record),
        ...(await services.rereading.reread(recipientCode, record, selection, context.document)),
      };
    }
    if (caller.kind !== 'PERSON' || !(await isOwner(queryOn(em), caller.personId, record))) return null;
    if (selection.needs.length > 0)
      refuse('FORBIDDEN', { en: 'Read your own data below `me`.', zh: '请在 `me` 下读取本人的数据。' });
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
  operator(@Ctx() { caller }: Context, @Root() { operator }: DisclosureAnswer) {
    return operator == null || seesWholeOperator(caller) ? (operator ?? null) : maskedOperator(operator);
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
    @Arg('assertions', () => [ItemAssertion], { description: 'The values to compare.' })
    assertions: ItemAssertion[],
  ) {
    return data ? assertions.map(({ item }) => data.matches.find((match) => match.item === item)!) : null;
  }
}
