import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import { type Refusal, refuse } from '../../../consent/kernel/refusal.js';
import type { ApprovalPreview as JudgedPreview } from '../../../consent/preview/approval-preview.js';
import { ownSelection } from '../../../consent/records/document-selection.js';
import { itemOf } from '../../../schema/catalogue.js';
import { InsuredPerson, Provider } from '../../../schema/subject.js';
import { asPerson, type Context } from '../common/context.js';
import { grantedItems } from '../grant/type.js';
import { ApprovalPreview, ApprovalProblem, PreviewApprovalInput } from './preview-type.js';

/** A limit as text, whatever its type: a number, a day, a moment, a mode or several. */
const problemOf = ({ code, detail: { field, items, limit } }: Refusal): ApprovalProblem => ({
  code,
  field: typeof field === 'string' ? field : null,
  items: Array.isArray(items) ? items.map(String) : null,
  limit: limit === undefined || limit === null ? null : [limit].flat().join(', '),
});

@Resolver(() => ApprovalPreview)
export class ApprovalPreviewResolver {
  @Query(() => ApprovalPreview, {
    description:
      'What approveConsentRequest would give with this input, before anything is proven: terms, strength, and every problem at once. It spends nothing. NOT_FOUND unless the request is to the signed-in person, or theirs to decide.',
  })
  previewApproval(
    @Ctx() { caller, em, services }: Context,
    @Arg('input', { description: 'The request, and what would be given of it.' }) input: PreviewApprovalInput,
  ): Promise<JudgedPreview> {
    const { personId } = asPerson({ caller });
    return services.previews.judge(em, personId, { ...input, sensitiveConfirmed: true });
  }

  @FieldResolver()
  items(@Root() { value }: JudgedPreview) {
    return grantedItems(value.grant.items);
  }

  @FieldResolver()
  sensitive(@Root() { value: { grant, grantor, choices, classification } }: JudgedPreview) {
    const every = grantor.everyItemSensitive || choices.length > 0;
    return classification.sensitiveItems(grant.items, every).map(itemOf);
  }

  @FieldResolver()
  problems(@Root() { refusals }: JudgedPreview): ApprovalProblem[] {
    return refusals.map(problemOf);
  }

  @FieldResolver()
  mode(@Root() { value }: JudgedPreview) {
    return value.grant.mode;
  }

  @FieldResolver()
  maxUses(@Root() { value }: JudgedPreview) {
    return value.grant.maxUses;
  }

  @FieldResolver()
  maxUsesPerDay(@Root() { value }: JudgedPreview) {
    return value.grant.maxUsesPerDay;
  }

  @FieldResolver()
  validUntil(@Root() { value }: JudgedPreview) {
    return value.grant.validUntil;
  }

  @FieldResolver()
  recordsFrom(@Root() { value }: JudgedPreview) {
    return value.grant.recordsFrom;
  }

  @FieldResolver()
  recordsTo(@Root() { value }: JudgedPreview) {
    return value.grant.recordsTo;
  }

  @FieldResolver()
  requiredStrength(@Root() { value }: JudgedPreview) {
    return value.requiredStrength;
  }

  @FieldResolver(() => InsuredPerson, {
    nullable: true,
    description:
      'The rows that the recipient would get at a first use now, read under exactly these terms: selecting below it is a look at one’s own record, listed in accesses as a PREVIEW. Values that this session is too weak for are masked. ITEM_NOT_GRANTED for an item that would not be given, as in a redemption. Null while there is a problem, and for a provider’s request.',
  })
  async person(@Ctx() context: Context, @Root() preview: JudgedPreview, @Info() info: GraphQLResolveInfo) {
    const rows = await readBelow(context, preview, 'PERSON', info);
    return rows && new InsuredPerson(rows);
  }

  @FieldResolver(() => Provider, {
    nullable: true,
    description: 'The same for a provider’s request. Null for a person’s.',
  })
  async provider(@Ctx() context: Context, @Root() preview: JudgedPreview, @Info() info: GraphQLResolveInfo) {
    const rows = await readBelow(context, preview, 'PROVIDER', info);
    return rows && new Provider(rows);
  }
}

/** Operations that have read rows of a preview: each is a look of its own, so one operation takes one. */
const looked = new WeakSet<Context>();

function takeTheOneLook(context: Context): void {
  if (looked.has(context))
    refuse(
      'QUERY_TOO_EXPENSIVE',
      {
        en: 'An operation reads one preview. Select all of it below one person or provider.',
        zh: '一次操作只读取一份预览。请在同一个 person 或 provider 下选择全部内容。',
      },
      { limit: 1 },
    );
  looked.add(context);
}

async function readBelow(
  context: Context,
  preview: JudgedPreview,
  subject: 'PERSON' | 'PROVIDER',
  info: GraphQLResolveInfo,
) {
  if (preview.value.request.purpose.subject !== subject) return null;
  if (preview.refusals.length === 0) takeTheOneLook(context);
  const { services, em } = context;
  const data = await services.previews.read(em, asPerson(context), preview, ownSelection(info, subject));
  const rows = subject === 'PERSON' ? data?.person : data?.provider;
  return rows ? (rows.get(String(info.path.key)) ?? {}) : null;
}
