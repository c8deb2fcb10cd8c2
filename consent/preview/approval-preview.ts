import type { EntityManager } from '@mikro-orm/postgresql';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import { arrayLiteral } from '../database/pg-array.js';
import type { Statement } from '../database/statement.js';
import { queryOn } from '../database/transaction.js';
import { decideItems, type Permit } from '../gate/decide.js';
import type { ApprovedTerms } from '../grants/build-grant.js';
import type { Grant } from '../grants/grant.js';
import { type JudgedApproval, judgeApproval } from '../grants/judge-approval.js';
import { readOwnRequest } from '../grants/lock-own.js';
import { choiceNames, type ProtectedRecordIds } from '../grants/protected-record-choice.js';
import { cityDay } from '../kernel/city-time.js';
import type { Judged } from '../kernel/findings.js';
import { Refusal } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';
import { readablePeriod } from '../purposes/lookback.js';
import { findAgreement } from '../recipients/find-recipient.js';
import { periodRefusal } from '../records/read-period.js';
import { type DisclosedData, ReadPlan } from '../records/read-plan.js';
import type { Selection } from '../records/selection.js';
import { shownAs } from '../subject-access/own-record.js';
import { type RecordPools, recordThenRead } from '../subject-access/record-then-read.js';

/** Who looks: whoever decides on the request, as strongly as their session is authenticated. */
export interface Decider {
  readonly personId: string;
  readonly strength: Strength;
}

/** An approval that was not given: what would be given, and everything for which it would be refused. */
export type ApprovalPreview = Judged<JudgedApproval>;

/**
 * Shows what an approval would give before anything is proven or given. Terms are judged by the approval's own judge; items
 * and period by the gate's; and rows are read by the same plan and masks as a redemption's, under an entry of the person's
 * own access that says that it was a preview.
 */
export class ApprovalPreviews {
  constructor(
    private readonly pools: RecordPools,
    private readonly cursors: OpaqueCursors,
    private readonly encryption: FieldEncryption,
    private readonly protectedRecordIds: ProtectedRecordIds,
  ) {}

  /** Reads nothing of the record. @throws Refusal NOT_FOUND unless this person may answer the request */
  async judge(em: EntityManager, personId: string, approval: ApprovedTerms): Promise<ApprovalPreview> {
    const database = queryOn(em);
    const request = await readOwnRequest(database, personId, approval.id);
    return judgeApproval(database, this.protectedRecordIds, personId, request, approval);
  }

  /**
   * The rows that the recipient would get by this selection, at a first use now. Masked where this session is too weak to see
   * one's own in clear.
   * @returns null while something about the approval is refused: then nothing would be given
   * @throws Refusal as a redemption with this selection would be refused
   */
  async read(
    em: EntityManager,
    { personId, strength }: Decider,
    { value, refusals }: ApprovalPreview,
    selection: Selection,
  ): Promise<DisclosedData | null> {
    if (refusals.length > 0) return null;
    const { grant, choices, grantor } = value;
    const permit = await this.permit(em, value, selection);
    const ofWard = grantor.role === 'GUARDIAN';
    if (choices.length > 0 && strength !== 'FACE') throw tooWeak();
    const items = permit.items.map(({ item, delivery }) => {
      const shown = shownAs(item, strength, ofWard);
      return { item, delivery: delivery === 'MASKED' ? delivery : shown };
    });
    const filtered = selection.needs.filter(({ use }) => use === 'FILTERED');
    if (filtered.some(({ item }) => shownAs(item, strength, ofWard) !== 'RETURN')) throw tooWeak();
    const plan = new ReadPlan(
      selection,
      items,
      this.cursors.within(`preview ${grant.requestId} ${personId}`),
    );
    const open = openPreview(personId, grant, items, choiceNames(choices), strength);
    const { results, cipher } = await recordThenRead(this.pools, this.encryption, open, (entryId) =>
      plan.queries.map((query) => query.under(entryId)),
    );
    return plan.toAnswer(results, cipher);
  }

  /** @throws Refusal as the gate would refuse the selection */
  private async permit(
    em: EntityManager,
    { grant, now }: JudgedApproval,
    selection: Selection,
  ): Promise<Permit> {
    const agreement = await findAgreement(queryOn(em), grant.recipientCode);
    const facts = {
      grant: grantFacts(grant),
      purpose: grant.purpose,
      agreement,
      recipientSuspendedAt: null,
      suspendedItems: [],
      standing: null,
      now,
    };
    const verdict = decideItems(selection.needs, facts);
    if (verdict instanceof Refusal) throw verdict;
    const outside = periodRefusal(selection, readablePeriod(grant, grant.purpose, now), cityDay(now));
    if (outside) throw outside;
    return verdict;
  }
}

/** A grant that has never been used. */
const grantFacts = (grant: Grant) => ({
  id: grant.id,
  recipientCode: grant.recipientCode,
  mode: grant.mode,
  items: grant.items,
  maxUses: grant.maxUses,
  maxUsesPerDay: grant.maxUsesPerDay,
  lastUsedAt: null,
  recordsFrom: grant.recordsFrom,
  recordsTo: grant.recordsTo,
  validFrom: grant.validFrom,
  validUntil: grant.validUntil,
  revokedAt: null,
  suspendedAt: null,
  supersededAt: null,
});

/** Records the look and opens the rows (migrations/code/access/preview.sql). */
const openPreview = (
  personId: string,
  { requestId, recordsFrom, recordsTo }: Grant,
  items: Permit['items'],
  chosen: readonly string[],
  strength: Strength,
): Statement => ({
  name: 'open_preview',
  text: 'SELECT * FROM assent.open_preview($1, $2, $3, $4, $5, $6::varchar[], $7)',
  values: [
    personId,
    requestId,
    JSON.stringify(items),
    recordsFrom,
    recordsTo,
    arrayLiteral(chosen),
    strength,
  ],
});

const tooWeak = () =>
  new Refusal(
    'STRENGTH_REQUIRED',
    {
      en: 'Sign in with FACE to see this. Without filters and protected records it is shown masked.',
      zh: '请以 FACE 登录后查看。不筛选、不勾选特别保护的记录时，可先看遮盖后的内容。',
    },
    { required: 'FACE' },
  );
