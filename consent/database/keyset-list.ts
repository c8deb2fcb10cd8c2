import type { Cursors } from '../crypto/opaque-cursor.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput } from '../kernel/refusal.js';
import type { Executor } from './executor.js';
import { arrayOf } from './pg-array.js';

/** Where the rows of one list of the engine are, newest first. */
export interface ListSource {
  readonly table: 'consent_request' | 'consent_grant' | 'disclosure' | 'ledger_entry';
  readonly time: 'created_at' | 'valid_from' | 'disclosed_at' | 'at';
  /** Where ids are no uuids. */
  readonly id?: 'bigint';
  /** SQL over the row that says which belong to the list at all. */
  readonly only?: string;
  /** SQL over the row (alias t) that tells its status as clients know it. */
  readonly status?: string;
  /** Whether an owner's rows are found by their grants. */
  readonly byGrant?: boolean;
}

export const LISTS = {
  requests: {
    table: 'consent_request',
    time: 'created_at',
    status:
      "CASE WHEN t.status = 'PENDING' AND assent.now() >= t.expires_at THEN 'EXPIRED' ELSE t.status END",
  },
  grants: { table: 'consent_grant', time: 'valid_from', status: 'assent.grant_status(t, assent.now())' },
  disclosures: { table: 'disclosure', time: 'disclosed_at', byGrant: true },
  accesses: {
    table: 'ledger_entry',
    time: 'at',
    id: 'bigint',
    only: "t.kind IN ('OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS')",
  },
} as const satisfies Record<string, ListSource>;

/** Whose rows: exactly the ones that match every column named here. */
export interface ListOf {
  readonly recipientCode?: string;
  readonly grantId?: string;
  /** A person's own and those of the providers they represent. */
  readonly owner?: { readonly personId: string; readonly providerIds: readonly string[] };
}

export interface ListPage {
  readonly first: number;
  readonly after?: string | null;
  readonly status?: string | null;
}

export interface IdPage {
  readonly ids: readonly string[];
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
}

function conditions(
  list: ListSource,
  of: ListOf,
  page: ListPage,
  cursors: Cursors,
  values: unknown[],
): string[] {
  const value = (given: unknown) => `$${values.push(given)}`;
  const parts: string[] = [];
  if (of.recipientCode !== undefined) parts.push(`t.recipient_code = ${value(of.recipientCode)}`);
  if (of.grantId !== undefined) parts.push(`t.grant_id = ${value(of.grantId)}::uuid`);
  if (of.owner) {
    const theirs = `(person_id = ${value(of.owner.personId)}::bigint OR provider_id = ANY(${value(arrayOf(of.owner.providerIds))}::bigint[]))`;
    // A person has few grants, and each has few uses.
    parts.push(list.byGrant ? `t.grant_id IN (SELECT id FROM assent.consent_grant WHERE ${theirs})` : theirs);
  }
  if (parts.length === 0) throw new Error('A list is somebody’s.');
  if (list.only) parts.push(list.only);
  if (page.status && list.status) parts.push(`${list.status} = ${value(page.status)}`);
  if (page.after) {
    const [time, id] = cursors.open(list.table, page.after);
    parts.push(`(t.${list.time}, t.id) < (${value(time)}::timestamptz, ${value(id)}::${list.id ?? 'uuid'})`);
  }
  return parts;
}

/** One page of ids, newest first. */
export async function listIds(
  database: Executor,
  cursors: Cursors,
  list: ListSource,
  of: ListOf,
  page: ListPage,
): Promise<IdPage> {
  if (page.first < 1 || page.first > LIMITS.pageSize)
    throw badInput('first', `first is from 1 to ${LIMITS.pageSize}.`);
  const values: unknown[] = [];
  const where = conditions(list, of, page, cursors, values).join(' AND ');
  const rows = await database.query(
    `SELECT t.id::text AS id, t.${list.time}::text AS time FROM assent.${list.table} t WHERE ${where}
     ORDER BY t.${list.time} DESC, t.id DESC LIMIT ${page.first + 1}`,
    values,
  );
  const shown = rows.slice(0, page.first);
  const last = shown.at(-1);
  return {
    ids: shown.map(({ id }) => id as string),
    endCursor: last ? cursors.seal(list.table, [last.time as string, last.id as string]) : null,
    hasNextPage: rows.length > page.first,
  };
}
