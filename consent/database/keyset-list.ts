import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import { pageSizeOf } from '../kernel/page-size.js';
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
  /** Whether a person's rows are also those where they looked at somebody else's record. */
  readonly byReader?: boolean;
  /** SQL conditions on a row (alias t) for the request that it goes back to, with :value, and :recipient whose list it is. */
  readonly search?: { readonly reference: string; readonly purpose: string };
}

const GRANTS_BY_REFERENCE = `SELECT g.id FROM assent.consent_grant g JOIN assent.consent_request r ON r.id = g.request_id
  WHERE r.recipient_code = :recipient AND r.reference = :value`;

const requests = {
  table: 'consent_request',
  time: 'created_at',
  status: "CASE WHEN t.status = 'PENDING' AND assent.now() >= t.expires_at THEN 'EXPIRED' ELSE t.status END",
  search: { reference: 't.reference = :value', purpose: 't.purpose = :value' },
} as const satisfies ListSource;

export const LISTS = {
  requests,
  /** As the person sees them: a request that came with too many others is there later. */
  delivered: { ...requests, only: 't.delivered_at <= assent.now()' },
  grants: {
    table: 'consent_grant',
    time: 'valid_from',
    status: 'assent.grant_status(t, assent.now())',
    search: { reference: `t.id IN (${GRANTS_BY_REFERENCE})`, purpose: 't.purpose = :value' },
  },
  disclosures: {
    table: 'disclosure',
    time: 'disclosed_at',
    byGrant: true,
    search: {
      reference: `t.grant_id IN (${GRANTS_BY_REFERENCE})`,
      purpose:
        't.grant_id IN (SELECT g.id FROM assent.consent_grant g WHERE g.recipient_code = :recipient AND g.purpose = :value)',
    },
  },
  accesses: {
    table: 'ledger_entry',
    time: 'at',
    id: 'bigint',
    only: "t.kind IN ('OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS', 'STAFF_LOOK')",
    byReader: true,
  },
  rereads: { table: 'ledger_entry', time: 'at', id: 'bigint', only: "t.kind = 'REREAD'", byGrant: true },
} as const satisfies Record<string, ListSource>;

/** The rows that may be listed: those that match every column given here. */
export interface ListFilter {
  readonly recipientCode?: string;
  readonly grantId?: string;
  readonly disclosureId?: string;
  /** The person's own rows, those of the providers that the person legally represents, and of wards if there are any. */
  readonly owner?: {
    /** Null: only rows of the providers. */
    readonly personId: string | null;
    readonly providerIds: readonly string[];
    readonly wardIds?: readonly string[];
  };
}

/** What the caller searches for. Whatever is absent does not matter. */
export interface ListSearch {
  /** One status, or any of several. */
  readonly status?: string | readonly string[] | null;
  /** Of the request that a row goes back to. */
  readonly reference?: string | null;
  readonly purpose?: string | null;
  /** First and last day of the row's time, in the city's days. */
  readonly from?: string | null;
  readonly to?: string | null;
}

export interface ListPage extends ListSearch {
  readonly first?: number | null;
  readonly after?: string | null;
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
  if (filter.disclosureId !== undefined) parts.push(`t.disclosure_id = ${value(filter.disclosureId)}::uuid`);
  if (filter.owner) {
    const { personId, providerIds, wardIds = [] } = filter.owner;
    const people = `person_id = ANY(${value(arrayLiteral([personId ?? [], wardIds].flat()))}::bigint[])`;
    const providers = `provider_id = ANY(${value(arrayLiteral(providerIds))}::bigint[])`;
    const reader = list.byReader ? ` OR reader_id = ${value(personId)}::bigint` : '';
    const owned = `(${people} OR ${providers}${reader})`;
    // The subquery is cheap: a person has few grants, and a grant has few uses.
    parts.push(list.byGrant ? `t.grant_id IN (SELECT id FROM assent.consent_grant WHERE ${owned})` : owned);
  }
  if (parts.length === 0) throw new Error('A list needs a recipient, a grant, a disclosure or an owner.');
  if (list.only) parts.push(list.only);
  if (page.status && list.status)
    parts.push(`${list.status} = ANY(${value(arrayLiteral([page.status].flat()))}::text[])`);
  parts.push(...searched(list, filter, page, value));
  if (page.after != null) {
    const [time, id] = cursors.open(list.table, page.after);
    parts.push(`(t.${list.time}, t.id) < (${value(time)}::timestamptz, ${value(id)}::${list.id ?? 'uuid'})`);
  }
  return parts;
}

/** The conditions of a search in a recipient's own list. */
function searched(
  list: ListSource,
  { recipientCode }: ListFilter,
  search: ListSearch,
  value: (given: unknown) => string,
): string[] {
  const parts: string[] = [];
  for (const name of ['reference', 'purpose'] as const) {
    const wanted = search[name];
    if (wanted == null || !list.search || recipientCode === undefined) continue;
    // A text that PostgreSQL can't hold is no row's.
    const sought = value(wanted.replaceAll('\0', '\ufffd'));
    const recipient = value(recipientCode);
    parts.push(list.search[name].replace(':value', sought).replace(':recipient', recipient));
  }
  return [...parts, ...withinPeriod(`t.${list.time}`, search, value)];
}

/** The conditions for a time to be on one of the days from `from` to `to`. */
export function withinPeriod(
  time: string,
  { from, to }: Pick<ListSearch, 'from' | 'to'>,
  value: (given: unknown) => string,
): string[] {
  return [
    ...(from ? [`${time} >= assent.day_begins(${value(from)}::date)`] : []),
    ...(to ? [`${time} < assent.day_begins(${value(to)}::date + 1)`] : []),
  ];
}

/** Whose list it is: a cursor is good in that list only. What a person represents may change meanwhile. */
const scopeOf = ({ only }: ListSource, { recipientCode, grantId, disclosureId, owner }: ListFilter): string =>
  JSON.stringify(
    ['list', only, recipientCode, grantId, disclosureId, owner?.personId].map((one) => one ?? null),
  );

/** @throws Refusal BAD_USER_INPUT for a period that ends before it begins */
export function assertPeriod({ from, to }: Pick<ListSearch, 'from' | 'to'>): void {
  if (from && to && from > to)
    throw badInput('from', {
      en: 'The period ends before it begins: from is after to. Give from before to.',
      zh: '期间的结束早于开始：from 晚于 to。请使 from 不晚于 to。',
    });
}

/** One page of ids, newest first. */
export async function listIds(
  database: Executor,
  cursors: OpaqueCursors,
  list: ListSource,
  filter: ListFilter,
  page: ListPage,
): Promise<IdPage> {
  const size = pageSizeOf(page.first);
  assertPeriod(page);
  const values: unknown[] = [];
  const own = cursors.within(scopeOf(list, filter));
  const where = conditions(list, filter, page, own, values).join(' AND ');
  const rows = await database.query(
    `SELECT t.id::text AS id, t.${list.time}::text AS time FROM assent.${list.table} t WHERE ${where}
     ORDER BY t.${list.time} DESC, t.id DESC LIMIT ${size + 1}`,
    values,
  );
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return {
    ids: shown.map(({ id }) => id as string),
    endCursor: last ? own.seal(list.table, [last.time as string, last.id as string]) : null,
    hasNextPage: rows.length > size,
  };
}
