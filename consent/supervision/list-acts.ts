import { validate as isUuid } from 'uuid';
import type { Transaction } from '../database/transaction.js';
import { badInput } from '../kernel/refusal.js';
import { assertActs } from '../staff/accounts.js';
import type { StaffMember } from '../staff/role.js';
import {
  ACT_COLUMNS,
  ACT_STATE,
  type ActState,
  type OfficerAct,
  type OfficerActKind,
  officerActOf,
} from './act.js';

const LIST_MAX = 50;

export interface ActSearch {
  readonly first?: number | null;
  /** The id of an act: those that were proposed before it. */
  readonly before?: string | null;
  readonly state?: ActState | null;
  readonly kind?: OfficerActKind | null;
  readonly recipient?: string | null;
}

/** Acts of every state, newest first, as far as they match. @throws Refusal BAD_USER_INPUT */
export async function listActs(
  database: Transaction,
  officer: StaffMember,
  { first, before, state, kind, recipient }: ActSearch,
): Promise<OfficerAct[]> {
  await assertActs(database, officer);
  const most = first ?? LIST_MAX;
  if (most < 1 || most > LIST_MAX)
    throw badInput('first', { en: `Ask for 1 to ${LIST_MAX} acts.`, zh: `每次可取 1 至 ${LIST_MAX} 项。` });
  if (before != null && !isUuid(before))
    throw badInput('before', {
      en: 'Give the id of an act that officerActs listed.',
      zh: '请给出 officerActs 列出的某项提议的 id。',
    });
  const rows = await database.query(
    `SELECT ${ACT_COLUMNS} FROM assent.officer_act
     WHERE ($1::uuid IS NULL OR (proposed_at, id) < (SELECT b.proposed_at, b.id FROM assent.officer_act b WHERE b.id = $1::uuid))
       AND ($2::text IS NULL OR ${ACT_STATE} = $2) AND ($3::text IS NULL OR kind = $3) AND ($4::text IS NULL OR recipient_code = $4)
     ORDER BY proposed_at DESC, id DESC LIMIT $5::integer`,
    [before ?? null, state ?? null, kind ?? null, recipient ?? null, most],
  );
  return rows.map(officerActOf);
}
