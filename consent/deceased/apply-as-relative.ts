import type { EntityManager } from '@mikro-orm/postgresql';
import type { BlindIndex } from '../crypto/blind-index.js';
import { transact } from '../database/transaction.js';
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

export interface Applying {
  /** Who has died. */
  readonly deceased: { readonly certNo: string; readonly name: string };
  readonly relation: Relation;
  readonly interest: Interest;
  /** Default: all that the purpose has. */
  readonly items?: readonly string[] | null;
  readonly evidence: readonly RelativeEvidence[];
}

const MOST_PAPERS = 20;
const MOST_PENDING = 10;

function checkPapers(evidence: readonly RelativeEvidence[]): void {
  if (evidence.length > MOST_PAPERS)
    throw badInput('evidence', `Give the digests of at most ${MOST_PAPERS} papers.`);
  for (const { digest } of evidence) checkDigest('evidence.digest', digest);
  for (const needed of ['DEATH', 'KINSHIP'])
    if (!evidence.some(({ kind }) => kind === needed))
      throw badInput('evidence', `A paper of kind ${needed} is needed.`);
}

function checkItems(items: readonly string[] | null | undefined) {
  const wanted = [...new Set(items ?? KIN_ITEMS.map(({ item }) => item))];
  const outside = wanted.filter((code) => !KIN_ITEMS.some(({ item }) => item === code));
  if (outside.length > 0)
    refuse('ITEM_NOT_ALLOWED', `Near relatives are not shown: ${outside.join(', ')}.`, { items: outside });
  if (wanted.length === 0) throw badInput('items', 'Name at least one item.');
  return KIN_ITEMS.filter(({ item }) => wanted.includes(item));
}

/**
 * a near relative applies. Whether anybody has died, is insured or left the record open is not told: the
 * application looks the same and waits for two reviewers. @throws Refusal
 */
export async function applyAsRelative(
  em: EntityManager,
  blindIndex: BlindIndex,
  { personId, strength }: { readonly personId: string; readonly strength: Strength },
  applying: Applying,
): Promise<RelativeApplication> {
  if (strength !== 'FACE')
    refuse('STRENGTH_REQUIRED', 'Sign in by face to apply as a relative.', { required: 'FACE' });
  checkPapers(applying.evidence);
  const items = checkItems(applying.items);
  return transact(em, async (tx) => {
    if ((await capacityOf(tx, personId)) !== 'FULL')
      refuse('FORBIDDEN', 'Only a person of full capacity may apply.');
    const [waiting] = await tx.query(
      "SELECT count(*)::integer AS count FROM assent.relative_application WHERE applicant_id = $1 AND status = 'PENDING'",
      [personId],
    );
    if ((waiting!.count as number) >= MOST_PENDING)
      refuse('FORBIDDEN', 'Wait until the applications that you have made are decided.');
    const { personId: deceasedId } = await findSubject(
      tx,
      blindIndex,
      { person: applying.deceased },
      'PERSON',
    );
    if (deceasedId === personId) throw badInput('deceased', 'This is you.');
    const id = newId();
    await tx.query(
      `INSERT INTO assent.relative_application
         (id, applicant_id, deceased_id, relation, interest, items, evidence, max_uses, valid_for_days)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        personId,
        deceasedId ?? null,
        applying.relation,
        applying.interest,
        JSON.stringify(items),
        JSON.stringify(applying.evidence.map(({ kind, digest }) => ({ kind, digest }))),
        KIN_TERMS.maxUses,
        KIN_TERMS.maxValidityDays,
      ],
    );
    return (await findApplication(tx, id))!;
  });
}
