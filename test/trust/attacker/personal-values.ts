import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { projectFile } from '../../support/project.js';

type Sql = (text: string, values?: unknown[]) => Promise<Record<string, any>[]>;

/** Whose value it is, and the item that an entry must name for it to be shown; null if no entry opens it. */
export interface Origin {
  readonly subject: 'person' | 'provider';
  readonly id: string;
  /** The item's code; `ANY` if every reading of the subject shows it. */
  readonly item: string | null | 'ANY';
  readonly day: string | null;
  /** Whether the row is a protected record. */
  readonly protected: boolean;
  /** Whether it is the encrypted form. */
  readonly sealed: boolean;
}

/** Values that identify one subject: which text, when a client sees it, tells something about whom. */
export type PersonalValues = ReadonlyMap<string, readonly Origin[]>;

/**
 * Where a table's rows have their day, for the period of a grant. A row without such a column belongs to no day, and one
 * that ends later than it begins may be shown by its later days, so its day is not judged.
 */
const DAYS: Readonly<Record<string, string>> = { settlement: 'setl_time', expense_line: 'fee_ocur_time' };

/** The column that names a row among those that may be protected. */
const IDS: Readonly<Record<string, string>> = {
  encounter: 'mdtrt_id',
  settlement: 'setl_id',
  expense_line: 'feedetl_sn',
  filing: 'trt_dcla_detl_sn',
};

const { items, providerItems } = JSON.parse(projectFile('test/schema/catalogue.fixture.json')) as Record<
  'items' | 'providerItems',
  string[]
>;

const TABLES: Readonly<Record<string, string>> = { ContactInfo: 'contact' };
const snake = (name: string) => name.replace(/(?<=[a-z])([A-Z])/g, '_$1').toLowerCase();

/** The code of the item that each column of a CSV file holds: `settlement.setl_id` -> SETL_ID. */
const itemOfColumn = new Map(
  [...items, ...providerItems].map((line) => {
    const [code, place, , , , , column] = line.split(' | ').map((cell) => cell.trim());
    const type = place!.split('.')[0]!;
    return [`${TABLES[type] ?? snake(type)}.${column}`, code!] as const;
  }),
);
/** Columns that the fixture describes in words. */
const DESCRIBED: Readonly<Record<string, string>> = {
  'benefit_eligibility.cum_q0000': 'CUM_DEDC',
  'special_benefit.begndate': 'SPECIAL_TRT_DATE',
  'special_benefit.dfr_sumamt': 'SPECIAL_TRT_AMT',
  'provider_credit.total_score': 'PROVIDER:CREDIT.EVAL_SCORE',
  'clearing.paid_amount': 'PROVIDER:CLEARING.PAID_AMOUNT',
  'clearing.margin': 'PROVIDER:CLEARING.RESERVE_AMT',
  'settlement.hifmi_pay': 'SERIOUS_ILLNESS_PAY',
  'settlement.hifob_pay': 'SERIOUS_ILLNESS_PAY',
};
const itemOf = (table: string, column: string) =>
  DESCRIBED[`${table}.${column}`] ?? itemOfColumn.get(`${table}.${column}`) ?? null;

/** Whether the day is the first or last of a period that begins whole months before or after one of these days. */
const isWholeMonthsAgo = (day: string, lastDay: string): boolean => {
  const apart = (Number(day.slice(8)) - Number(lastDay.slice(8)) + 31) % 31;
  return apart <= 7;
};

/** Whether nobody would come upon this text by chance: an amount, a date, a long number, a name. */
const isTelling = (value: string, lastDay: string): boolean => {
  if (/^\d+$/.test(value)) return value.length >= 8;
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return value < lastDay && !isWholeMonthsAgo(value, lastDay);
  if (/^[\p{Script=Han}（）]+$/u.test(value)) return value.length >= 3;
  return value.length >= 6;
};

/** What a client may have been shown, in pieces: each is a whole value or part of a text around it. */
export const piecesOf = (shown: string): Set<string> => {
  // The planner's costs, row counts and times have two decimals, like an amount: `cost=0.00..22.65` in EXPLAIN,
  // `:total_cost 22.65` in debug_print_plan.
  const text = shown.replace(/\b(cost|rows|loops|time|width|\w*_(cost|rows|width))"?[=: ]+[\d.]+/gi, '');
  return new Set([
    ...text.split(/[^\p{L}\p{N}.\-_]+/u).map((piece) => piece.replace(/^x(?=[0-9a-f]{8,}$)/, '')),
    ...(text.match(/\p{Script=Han}+/gu) ?? []),
  ]);
};

/**
 * The values of the city's CSV files, with what the database has made of them: encrypted values, salts and blind indexes.
 * A value that three subjects share tells nothing, and neither does one that an empty platform shows.
 */
export async function personalValues(directory: string, sql: Sql): Promise<PersonalValues> {
  const found = new Map<string, Map<string, Origin>>();
  const add = (value: unknown, known: Pick<Origin, 'subject' | 'id' | 'item'> & Partial<Origin>) => {
    const origin = { day: null, protected: false, sealed: false, ...known };
    if (typeof value !== 'string' || value === '') return;
    const origins = found.get(value) ?? new Map<string, Origin>();
    found.set(value, origins.set(JSON.stringify(origin), origin));
  };
  const [clock] = await sql(`SELECT (assent.today() - 3)::text AS day`);
  const ids = async (query: string) =>
    new Map((await sql(query)).map(({ key, id }) => [key as string, id as string]));
  const persons = await ids('SELECT psn_no AS key, id::text FROM assent.person');
  const providers = await ids('SELECT fixmedins_code AS key, id::text FROM assent.provider');

  const hidden = new Set(
    (
      await sql(
        `SELECT mdtrt_id AS id FROM assent.encounter WHERE protected UNION SELECT setl_id FROM assent.settlement WHERE protected
         UNION SELECT feedetl_sn FROM assent.expense_line WHERE protected
         UNION SELECT trt_dcla_detl_sn FROM assent.filing WHERE protected`,
      )
    ).map(({ id }) => id as string | null),
  );

  for (const file of readdirSync(directory).filter((name) => name.endsWith('.csv'))) {
    const table = file.slice(0, -'.csv'.length);
    if (table === 'guardianship') continue;
    const rows = parse(readFileSync(join(directory, file)), { columns: true, bom: true }) as Record<
      string,
      string
    >[];
    for (const row of rows) {
      const person = row.psn_no === undefined ? undefined : persons.get(row.psn_no);
      const subject = person ? 'person' : 'provider';
      const id = person ?? providers.get(row.fixmedins_code!)!;
      const day = DAYS[table] ? row[DAYS[table]]!.slice(0, 10) : null;
      const own = IDS[table];
      const isHidden = own !== undefined && hidden.has(row[own]!);
      for (const [column, text] of Object.entries(row)) {
        const value = /^\d{4}-\d\d-\d\d /.test(text) ? text.slice(0, 10) : text;
        const item = column === 'psn_no' ? 'PSN_NO' : itemOf(table, column);
        add(
          value,
          column === 'psn_no' ? { subject, id, item } : { subject, id, item, day, protected: isHidden },
        );
      }
    }
  }
  for (const subject of ['person', 'provider'] as const) {
    for (const { id, salt, index } of await sql(
      `SELECT id::text, encode(salt, 'hex') AS salt,
         encode(${subject === 'person' ? 'certno_index' : 'representative_index'}, 'hex') AS index FROM assent.${subject}`,
    )) {
      add(salt, { subject, id, item: 'ANY', sealed: true });
      add(index, { subject, id, item: null });
    }
  }
  for (const { table, column, subject } of await sql(
    `SELECT c.relname AS table, a.attname AS column, replace(s.attname, '_id', '') AS subject
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.atttypid = 'bytea'::regtype
     JOIN pg_attribute s ON s.attrelid = c.oid AND s.attname IN ('person_id', 'provider_id')
     WHERE c.relnamespace = 'assent'::regnamespace
       AND EXISTS (SELECT FROM pg_attribute r WHERE r.attrelid = c.oid AND r.attname = 'record_id')`,
  )) {
    const rows = await sql(
      `SELECT ${subject}_id::text AS id, encode("${column}", 'hex') AS value FROM assent."${table}"`,
    );
    const item = itemOf(table, column);
    for (const { id, value } of rows) add(value, { subject, id, item, sealed: true });
  }

  const telling = new Map<string, Origin[]>();
  for (const [value, origins] of found) {
    const subjects = new Set([...origins.values()].map(({ subject, id }) => subject + id));
    if (subjects.size <= 2 && isTelling(value, clock!.day)) telling.set(value, [...origins.values()]);
  }
  for (const piece of piecesOf(await harmless(sql))) telling.delete(piece);
  return telling;
}

/** What the platform holds before anybody has done anything: agreements, limits, its own definitions. */
async function harmless(sql: Sql): Promise<string> {
  const tables = await sql(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'assent'::regnamespace AND c.relkind IN ('r', 'p')
       AND NOT EXISTS (SELECT FROM pg_attribute r WHERE r.attrelid = c.oid AND r.attname IN ('record_id', 'salt', 'person_id', 'ward_id'))`,
  );
  const rows = [];
  for (const { name } of tables) rows.push(await sql(`SELECT to_jsonb(t)::text FROM assent."${name}" t`));
  rows.push(await sql("SELECT prosrc FROM pg_proc WHERE pronamespace <> 'pg_catalog'::regnamespace"));
  return JSON.stringify(rows);
}
