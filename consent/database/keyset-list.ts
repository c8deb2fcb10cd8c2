import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput } from '../kernel/refusal.js';
import type { Executor } from './executor.js';
import { arrayLiteral } from './pg-array.js';

/** Table, order and status of one list. Lists are ordered from newest to oldest. */
export interface ListSource {
  readonly table: 'consent_request' | 'consent_grant' | 'disclosure' | 'ledger_entry';
  readonly time: 'created_at' | 'valid_from' | 'disclosed_at' | 'at';
  /** Type of the ids; uuid when absent. */
  readonly id?: 'bigint';
  /** SQL condition on a row (alias t) for belonging to the list. */
  readonly only?: string;
  /** SQL expression on a row (alias t) for its status as the API shows it. */
  readonly status?: string;
  /** Whether the rows carry no owner, so that an owner's rows are found through their grants. */
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

/** The rows that may be listed: those that match every column given here. */
export interface ListFilter {
  readonly recipientCode?: string;
  readonly grantId?: string;
  /** The person's own rows, and those of the providers that the person legally represents. */
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
  filter: ListFilter,
  page: ListPage,
  cursors: OpaqueCursors,
  values: unknown[],
): string[] {
  const value = (given: unknown) => `$${values.push(given)}`;
  const parts: string[] = [];
  if (filter.recipientCode !== undefined) parts.push(`t.recipient_code = ${value(filter.recipientCode)}`);
  if (filter.grantId !== undefined) parts.push(`t.grant_id = ${value(filter.grantId)}::uuid`);
  if (filter.owner) {
    const owned = `(person_id = ${value(filter.owner.personId)}::bigint OR provider_id = ANY(${value(arrayLiteral(filter.owner.providerIds))}::bigint[]))`;
    // The subquery is cheap: a person has few grants, and a grant has few uses.
    parts.push(list.byGrant ? `t.grant_id IN (SELECT id FROM assent.consent_grant WHERE ${owned})` : owned);
  }
  if (parts.length === 0) throw new Error('A list needs a recipient, a grant or an owner.');
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
  cursors: OpaqueCursors,
  list: ListSource,
  filter: ListFilter,
  page: ListPage,
): Promise<IdPage> {
  if (page.first < 1 || page.first > LIMITS.pageSize)
    throw badInput('first', `first is from 1 to ${LIMITS.pageSize}.`);
  const values: unknown[] = [];
  const where = conditions(list, filter, page, cursors, values).join(' AND ');
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
