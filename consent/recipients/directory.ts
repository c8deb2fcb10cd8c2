import type { SealableRow } from '../crypto/seal.js';
import { arrayLiteral } from '../database/pg-array.js';
import type { Transaction } from '../database/transaction.js';
import { cityDay } from '../kernel/city-time.js';
import { type AppliedAgreement, appliedAgreement } from './find-recipient.js';
import type { RecipientKind } from './recipient.js';
import { type RecipientStanding, standingOf } from './standing.js';

/** What everybody may know of a recipient. */
export interface DirectoryEntry {
  readonly code: string;
  readonly name: string;
  readonly kind: RecipientKind;
  readonly contact: string | null;
  readonly standing: RecipientStanding;
  readonly agreement: AppliedAgreement | null;
}

/** Which recipients, in the order of their codes. Whatever is absent does not matter. */
interface DirectoryQuery {
  readonly codes?: readonly string[];
  readonly kind?: RecipientKind | null;
  readonly after?: string | null;
  readonly most?: number;
}

interface DirectoryRow {
  readonly recipient: SealableRow;
  readonly agreement: SealableRow | null;
  readonly freeze: SealableRow | null;
  readonly approved: SealableRow | null;
  /** Null where there is an agreement, which does not ask. */
  readonly signs_with: readonly string[] | null;
}

async function readRows(tx: Transaction, query: DirectoryQuery): Promise<DirectoryRow[]> {
  const { codes, kind = null, after = null, most = null } = query;
  const rows = await tx.query(
    `SELECT to_jsonb(r) AS recipient, to_jsonb(a) AS agreement, (
       SELECT to_jsonb(f) FROM assent.recipient_freeze AS f
       WHERE f.recipient_code = r.code AND f.lifted_at IS NULL LIMIT 1) AS freeze, (
       SELECT to_jsonb(w) FROM assent.waiting_agreement(r.code) AS w WHERE a.recipient_code IS NULL LIMIT 1) AS approved,
       CASE WHEN a.recipient_code IS NULL THEN assent.signs_with(r.code) END AS signs_with
     FROM assent.recipient AS r LEFT JOIN assent.agreement AS a ON a.recipient_code = r.code
     WHERE ($1::text[] IS NULL OR r.code = ANY($1)) AND ($2::text IS NULL OR r.kind = $2)
       AND ($3::text IS NULL OR r.code > $3) ORDER BY r.code LIMIT $4`,
    [codes ? arrayLiteral(codes) : null, kind, after, most],
  );
  return rows as unknown as DirectoryRow[];
}

/** The recipients that the platform itself wrote down: a row that SQL alone made or changed counts as not there. */
const entriesOf = ({ seals }: Transaction, rows: readonly DirectoryRow[], today: string): DirectoryEntry[] =>
  rows.flatMap(({ recipient, freeze, ...row }) => {
    if (!seals.holds('recipient', recipient)) return [];
    const agreement = appliedAgreement({ seals }, row.agreement);
    const suspended = recipient.suspended_at !== null;
    const frozen = freeze !== null && seals.holds('recipient_freeze', freeze);
    const approved = row.approved !== null && seals.holds('approved_agreement', row.approved);
    const hasKey = (row.signs_with ?? []).length > 0;
    return {
      code: recipient.code as string,
      name: recipient.name as string,
      kind: recipient.kind as RecipientKind,
      contact: recipient.contact as string | null,
      agreement,
      standing: standingOf({ suspended, frozen, agreement, approved, hasKey }, today),
    };
  });

/** @param codes of the wanted recipients; all if absent */
export async function readDirectory(tx: Transaction, codes?: readonly string[]): Promise<DirectoryEntry[]> {
  return entriesOf(tx, await readRows(tx, codes ? { codes } : {}), cityDay(await tx.now()));
}

export interface DirectoryPage {
  readonly entries: readonly DirectoryEntry[];
  /** Where the page ends; null if nothing is left. */
  readonly last: string | null;
  readonly hasMore: boolean;
}

/** One page of those that have an agreement, or had one. */
export async function directoryPage(
  tx: Transaction,
  { size, kind, after }: { size: number; kind?: RecipientKind | null; after?: string | null },
): Promise<DirectoryPage> {
  const rows = await readRows(tx, { kind: kind ?? null, after: after ?? null, most: size + 1 });
  const shown = rows.slice(0, size);
  const entries = entriesOf(tx, shown, cityDay(await tx.now()));
  return {
    entries: entries.filter(({ agreement }) => agreement !== null),
    last: (shown.at(-1)?.recipient.code as string | undefined) ?? null,
    hasMore: rows.length > size,
  };
}
