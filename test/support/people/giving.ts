import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { findPurpose } from '../../../consent/purposes/registry.js';
import type { Answer } from '../../../examples/clients/graphql-client.js';
import type { Person, PersonClient } from '../../../examples/clients/person-client.js';
import type { RecipientClient } from '../../../examples/clients/recipient-client.js';
import { query } from '../database/cluster.js';
import type { TestDatabase } from '../database/database.js';
import type { Platform } from '../platform/platform.js';
import { sealRows } from '../platform/seals.js';

/** The terms that a recipient asks for. The other fields of the request have defaults. */
export interface Asking {
  readonly purpose: string;
  readonly mode: 'ONE_TIME' | 'LIMITED' | 'MULTI_USE';
  readonly maxUses?: number;
  readonly validForDays?: number;
  readonly items?: readonly { item: string; delivery?: string; required?: boolean }[];
  readonly recordsFrom?: string;
  readonly recordsTo?: string;
  readonly reference?: string;
}

export interface Giving {
  readonly asks: Asking;
  readonly to?: RecipientClient;
  /** A person who is signed in; a new person when absent. */
  readonly by?: PersonClient;
  /** How the person narrows the terms. */
  readonly narrowed?: Record<string, unknown>;
}

/** A grant that was requested and given over HTTP. */
export interface Given {
  readonly id: string;
  readonly requestId: string;
  readonly owner: PersonClient;
}

const ASK = `mutation Ask($input: RequestConsentInput!) { requestConsent(input: $input) { id } }`;

const subjectOf = ({ certNo, name, providerCode }: Person, provider: boolean) =>
  provider ? { provider: { code: providerCode } } : { person: { certNo, name } };

/**
 * A request for these items alone is refused where the purpose requires more. So all else that it requires is asked for as
 * well, as something that the person may drop.
 */
export function complete<Terms extends { purpose?: string; items?: Asking['items'] }>(terms: Terms): Terms {
  const { purpose, items } = terms;
  if (!purpose || !items) return terms;
  const others = (findPurpose(purpose)?.required ?? [])
    .filter(({ item }) => !items.some((named) => named.item === item))
    .map((one) => ({ ...one, required: false }));
  return { ...terms, items: [...items, ...others] };
}

/** How the person narrows such a request to the items that the test named. */
export const namedOnly = ({ items }: { items?: Asking['items'] }): Record<string, unknown> =>
  items ? { items: items.map(({ item }) => item) } : {};

/** Asks with a reference of its own, because the same is asked for once at a time. */
export async function ask(recipient: RecipientClient, owner: Person, asks: Asking): Promise<string> {
  const subject = subjectOf(owner, asks.purpose.startsWith('CREDIT_'));
  const reference = randomUUID();
  const input = { subject, validForDays: 7, notice: '用途、方式、范围、期限', reference, ...complete(asks) };
  return (await recipient.run(ASK, { input })).requestConsent.id;
}

/** A recipient asks for consent, and the person or the provider's representative gives the items that are named. */
export async function give(platform: Platform, { asks, to, by, narrowed }: Giving): Promise<Given> {
  const provider = asks.purpose.startsWith('CREDIT_');
  const owner =
    by ?? (await platform.person(platform.someone(provider ? 'REPRESENTATIVE' : 'ADULT')).signIn('FACE'));
  const requestId = await ask(to ?? (provider ? platform.bank : platform.insurer), owner.person, asks);
  const { id } = await owner.approve(requestId, 'FACE', { ...namedOnly(asks), ...narrowed });
  return { id, requestId, owner };
}

/**
 * Unused copies of a grant, made by SQL: that is the only way to have hundreds, or terms that no purpose allows. `changed`
 * replaces columns of both the request and the grant.
 */
export async function copies(
  database: TestDatabase,
  grantId: string,
  count: number,
  changed: Record<string, unknown> = {},
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const { sql } = database;
  const insert = (table: string, source: string, fresh: string) =>
    sql(
      `INSERT INTO assent.${table}
       SELECT (jsonb_populate_record(source, jsonb_build_object(${fresh}) || $3::jsonb)).*
       FROM assent.${table} AS source, unnest($2::uuid[]) AS one WHERE source.id = ${source}`,
      [grantId, ids, JSON.stringify(changed)],
    );
  await insert('consent_request', '(SELECT request_id FROM assent.consent_grant WHERE id = $1)', "'id', one");
  await insert('consent_grant', '$1', "'id', one, 'request_id', one, 'used', 0, 'used_that_day', 0");
  await sealRows(database, 'consent_request', 'consent_grant');
  return ids;
}

/** Repeats while the answer is UNAVAILABLE, after which nothing was counted. */
export async function insist(send: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send();
    if (answer.errors[0]?.extensions.code !== 'UNAVAILABLE' || attempt === 20) return answer;
  }
}

export const codeOf = ({ errors }: Answer): string | undefined => errors[0]?.extensions.code;

/** Runs SQL on the data center's tables, as the importing role. */
export const recordsOf = ({ importUrl }: TestDatabase, sql: string, values: unknown[] = []) =>
  query(importUrl, sql, values);

/** Moves a person's records of one table to another person. */
export const withoutRecords = (database: TestDatabase, table: string, personId: string) =>
  recordsOf(
    database,
    `UPDATE assent.${table} SET record_id = 'of-' || person_id || '-' || record_id,
       person_id = (SELECT id FROM assent.person WHERE id <> $1 ORDER BY id LIMIT 1) WHERE person_id = $1`,
    [personId],
  );

/** Sets the clock to noon in the city on this day, and returns the offset in seconds. */
export async function toNoonOf(database: TestDatabase, day: string): Promise<number> {
  const [row] = await database.sql(
    `SELECT extract(epoch FROM ($1::date + time '12:00') AT TIME ZONE 'Asia/Shanghai' - assent.now())::float8 AS seconds`,
    [day],
  );
  await database.advance(row!.seconds);
  return row!.seconds;
}

/** Sets the clock to the next noon in the city, when no hour, day or UTC day is about to end. */
export async function toCityNoon(database: TestDatabase): Promise<void> {
  const [row] = await database.sql('SELECT (assent.today() + 1)::text AS tomorrow');
  await toNoonOf(database, row!.tomorrow);
}

/** Checks that counted uses, disclosures and ledger entries of every grant are equal, with no gap in the numbers. */
export async function expectAuditEqualsUsed({ sql }: TestDatabase): Promise<void> {
  const wrong = await sql(
    `SELECT g.id, g.used, d.count AS disclosed, d.last, l.count AS recorded
     FROM assent.consent_grant g
     CROSS JOIN LATERAL (SELECT count(*)::int, coalesce(max(use_number), 0) AS last FROM assent.disclosure WHERE grant_id = g.id) d
     CROSS JOIN LATERAL (SELECT count(DISTINCT disclosure_id)::int FROM assent.ledger_entry WHERE grant_id = g.id AND kind = 'DISCLOSURE') l
     WHERE g.used <> d.count OR g.used <> d.last OR g.used <> l.count
        OR l.count <> (SELECT count(*) FROM assent.ledger_entry WHERE grant_id = g.id AND kind = 'DISCLOSURE')`,
  );
  expect(wrong).toEqual([]);
}
