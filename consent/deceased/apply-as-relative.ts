import type { EntityManager } from '@mikro-orm/postgresql';
import type { BlindIndex } from '../crypto/blind-index.js';
import { type Transaction, transact } from '../database/transaction.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { checkDigest } from '../kernel/digest-input.js';
import { newId } from '../kernel/ids.js';
import { badInput, refuse } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';
import { capacityOf } from '../people/guardianship.js';
import { findSubject } from '../people/subject.js';
import {
  findApplication,
  type Interest,
  KIN_ITEMS,
  KIN_TERMS,
  type Relation,
  type RelativeApplication,
  type RelativeEvidence,
} from './relative-application.js';

export interface RelativeApplicationInput {
  /** The person who has died. */
  readonly deceased: { readonly certNo: string; readonly name: string };
  readonly relation: Relation;
  readonly interest: Interest;
  /** Default: every item that relatives can be shown. */
  readonly items?: readonly string[] | null;
  readonly evidence: readonly RelativeEvidence[];
}

const PAPERS_MAX = 20;
const PENDING_MAX = 10;

function checkPapers(evidence: readonly RelativeEvidence[]): void {
  if (evidence.length > PAPERS_MAX)
    throw badInput('evidence', {
      en: `Give the digests of at most ${PAPERS_MAX} papers.`,
      zh: `请给出至多 ${PAPERS_MAX} 份材料的摘要。`,
    });
  for (const { digest } of evidence) checkDigest('evidence.digest', digest);
  for (const needed of ['DEATH', 'KINSHIP'])
    if (!evidence.some(({ kind }) => kind === needed))
      throw badInput('evidence', {
        en: `A paper of kind ${needed} is needed.`,
        zh: `须有 ${needed} 类材料。`,
      });
}

function checkItems(items: readonly string[] | null | undefined) {
  const wanted = [...new Set(items ?? KIN_ITEMS.map(({ item }) => item))];
  const outside = wanted.filter((code) => !KIN_ITEMS.some(({ item }) => item === code));
  if (outside.length > 0)
    refuse(
      'ITEM_NOT_ALLOWED',
      {
        en: `Near relatives are not shown: ${outside.join(', ')}. Leave these out.`,
        zh: `近亲属不能查阅：${outside.join('、')}。请去掉这些信息项。`,
      },
      { items: outside },
    );
  if (wanted.length === 0)
    throw badInput('items', { en: 'Name at least one item.', zh: '请至少指明一个信息项。' });
  return KIN_ITEMS.filter(({ item }) => wanted.includes(item));
}

/**
 * a near relative applies to read a deceased person's record. The answer does not disclose whether that person has
 * died, is insured or closed the record: every application looks the same and waits for two reviewers.
 * @throws Refusal
 */
export async function applyAsRelative(
  em: EntityManager,
  blindIndex: BlindIndex,
  { personId, strength }: { readonly personId: string; readonly strength: Strength },
  input: RelativeApplicationInput,
): Promise<RelativeApplication> {
  if (strength !== 'FACE')
    refuse(
      'STRENGTH_REQUIRED',
      { en: 'Sign in by face to apply as a relative.', zh: '以近亲属身份申请前，请用人脸识别登录。' },
      { required: 'FACE' },
    );
  checkPapers(input.evidence);
  const items = checkItems(input.items);
  return transact(em, async (tx) => {
    if ((await capacityOf(tx, personId)) !== 'FULL')
      refuse('FORBIDDEN', {
        en: 'Only a person of full capacity may apply. Another near relative may.',
        zh: '只有完全民事行为能力人可以申请。可由其他近亲属申请。',
      });
    const [pending] = await tx.query(
      "SELECT count(*)::integer AS count FROM assent.relative_application WHERE applicant_id = $1 AND status = 'PENDING'",
      [personId],
    );
    if ((pending!.count as number) >= PENDING_MAX)
      refuse('FORBIDDEN', {
        en: 'Wait until the applications that you have made are decided.',
        zh: '请等待您已提交的申请有结果后再申请。',
      });
    const { personId: deceasedId } = await findSubject(
      tx,
      blindIndex,
      { person: input.deceased },
      'PERSON',
      'deceased',
    );
    if (deceasedId === personId)
      throw badInput('deceased', {
        en: 'This is you. Name the person who has died.',
        zh: '这是您本人。请填写逝者。',
      });
    const id = newId();
    await insertApplication(tx, { id, applicantId: personId, deceasedId: deceasedId ?? null, items, input });
    return (await findApplication(tx, id))!;
  });
}

interface NewApplication {
  readonly id: string;
  readonly applicantId: string;
  /** null where number and name matched nobody. */
  readonly deceasedId: string | null;
  readonly items: readonly ItemDelivery[];
  readonly input: RelativeApplicationInput;
}

async function insertApplication(
  tx: Transaction,
  { id, applicantId, deceasedId, items, input }: NewApplication,
): Promise<void> {
  const row = tx.seals.sealed('relative_application', {
    id,
    applicant_id: applicantId,
    deceased_id: deceasedId,
    relation: input.relation,
    interest: input.interest,
    items: items.map(({ item, delivery }) => ({ item, delivery })),
    evidence: input.evidence.map(({ kind, digest }) => ({ kind, digest })),
    max_uses: KIN_TERMS.maxUses,
    valid_for_days: KIN_TERMS.maxValidityDays,
    created_at: (await tx.now()).toISOString(),
    status: 'PENDING',
    decided_at: null,
    valid_until: null,
  });
  await tx.query('SELECT assent.apply_as_relative($1::jsonb)', [row]);
}
