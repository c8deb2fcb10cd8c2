import { personCategories, providerCategories } from '../schema/catalogue.js';
import type { Category, RecordTime } from '../schema/category.js';
import type { ItemDeclaration } from '../schema/item.js';

/**
 * The part of the schema `record` that follows from the item declarations: for each category a view of what an entry opens,
 * and the function that compares. The rest, and what all of it means, stands in code/record.sql.
 */
export const recordViews = (): string =>
  [...categories.flatMap((category) => [openedRows(category), shownRows(category)]), comparing()].join(
    '\n\n',
  );

const categories: readonly Category[] = [...personCategories, ...providerCategories];

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const subjectOf = ({ subject }: Category) => (subject === 'PERSON' ? 'person' : 'provider');

/** The rows of one category that the entry opens, newest first, with every column. Nobody but `:record` reads it. */
const openedRows = (category: Category): string => `CREATE VIEW record.opened_${category.table} AS
SELECT o.id AS "#entry", o.opens AS "#opens", k.salt AS "#salt", s.*
FROM record.open_entry o
LEFT JOIN assent.${subjectOf(category)} k ON k.id = o.${subjectOf(category)}_id
CROSS JOIN LATERAL (SELECT coalesce(array_agg(c.kind || ' ' || c.record_id), o.shares, '{}') AS records
  FROM assent.protected_record_choice c WHERE c.grant_id = o.grant_id) AS chosen
CROSS JOIN LATERAL (
  SELECT ${category.time ? `row_number() OVER (ORDER BY ${newestFirst(category)}) AS "#row", ` : ''}s.*
  FROM assent.${category.table} s
  WHERE s.${subjectOf(category)}_id = o.${subjectOf(category)}_id${inPeriod(category)}${shared(category)}
  ORDER BY ${newestFirst(category)}) AS s;`;

const newestFirst = ({ time }: Category): string =>
  time ? `s.${time.column} DESC, s.record_id DESC` : 's.record_id DESC';

/** A row that covers several days is in the period if it overlaps. */
function inPeriod({ time }: Category): string {
  if (time === null) return '';
  const from = time.until
    ? `(s.${time.until} IS NULL OR s.${time.until} >= ${bound(time, 'o.from_day')})`
    : `s.${time.column} >= ${bound(time, 'o.from_day')}`;
  return `\n    AND ${from} AND s.${time.column} <= ${bound(time, 'o.to_day')}`;
}

/** A day in the form of the column, so that the index on the column can be used. An open end has no form but a day's. */
function bound({ unit }: RecordTime, day: string): string {
  if (unit === 'day') return day;
  const [none, all, inForm] =
    unit === 'year'
      ? ['0', '9999', `extract(year FROM ${day})::integer`]
      : ["'000000'", "'999999'", `to_char(${day}, 'YYYYMM')`];
  return `CASE WHEN ${day} = '-infinity' THEN ${none} WHEN ${day} = 'infinity' THEN ${all} ELSE ${inForm} END`;
}

/** What a person chooses when they share a protected record (R-12), by table: its kind and the column with its id. */
const CHOSEN_BY: Readonly<Record<string, readonly [kind: string, column: string]>> = {
  encounter: ['VISIT', 'record_id'],
  settlement: ['VISIT', 'parent_record_id'],
  filing: ['FILING', 'record_id'],
  special_benefit: ['BENEFIT', 'record_id'],
};

/**
 * Leaves protected records out unless they are one's own or were chosen (R-12). What was chosen is looked up for every
 * subject and compared with every row, so that the time of an answer does not show whether there is something to hide.
 */
function shared({ table }: Category): string {
  const [kind, column] = CHOSEN_BY[table] ?? [];
  if (kind)
    return `\n    AND (o.own OR ${literal(`${kind} `)} || s.${column} = ANY (chosen.records) OR NOT s.protected)`;
  // The lines of a bill are shared with the bill.
  return table === 'expense_line'
    ? `\n    AND (o.own OR s.parent_record_id = ANY (ARRAY(SELECT b.record_id FROM assent.settlement b
      WHERE b.person_id = o.person_id AND b.protected AND 'VISIT ' || b.parent_record_id = ANY (chosen.records)))
      OR NOT s.protected)`
    : '';
}

/**
 * What the entry shows of them: a column is null unless its item is opened. `#salt` opens the subject's encrypted values,
 * `#from` and `#until` are for filters, `#row` and `#id` for pages. Conditions of whoever reads are evaluated after those of the view (security_barrier).
 */
function shownRows(category: Category): string {
  const { table, time, items } = category;
  const open = (code: string) => `${literal(code)} = ANY (s."#opens")`;
  const shown = (item: ItemDeclaration, of = storedAs(item)) => `CASE WHEN ${open(item.code)} THEN ${of} END`;
  const itemAt = (column: string | undefined) => items.find(({ kind }) => kind.column === column);
  const filters = [
    ['#from', itemAt(time?.column)],
    ['#until', itemAt(time?.until)],
  ] as const;
  const graded = items.filter(({ mask }) => mask.fn === 'ORG_TO_TYPE');
  const columns = [
    's."#entry", s."#salt"',
    ...items.map((item) => `${shown(item)} AS ${identifier(item.field)}`),
    ...filters.flatMap(([name, item]) =>
      item ? [`${shown(item, `s.${item.kind.column}`)} AS "${name}"`] : [],
    ),
    ...(graded.length > 0
      ? [`CASE WHEN ${graded.map(({ code }) => open(code)).join(' OR ')} THEN s.hosp_lv END AS "#grade"`]
      : []),
    ...(time ? ['s."#row"', 'record.handle(s.record_id) AS "#id"'] : []),
  ];
  return `CREATE VIEW record.${table} WITH (security_barrier) AS
SELECT ${columns.join(',\n  ')}
FROM record.opened_${table} s;
GRANT SELECT ON record.${table} TO :reader;`;
}

/** Dates and amounts are read as text, which keeps what a number or a Date of JavaScript would change. */
function storedAs({ kind, sealed }: ItemDeclaration): string {
  const value = kind.expression ? `(${kind.expression})` : `s.${kind.column}`;
  return !sealed && ['date', 'decimal'].includes(kind.type) ? `${value}::text` : value;
}

/**
 * The function that compares items of one category with what a recipient asserts (delivery VERIFY): which assertions one
 * record has together. `compared` is the category's table, and `asked` the assertions. Of the records it tells of the one
 * that has most of them, the newest of equals. An encrypted value can't be compared here: then every record is told of, newest
 * first, with its encrypted values of those items and no others, and consent/records/comparison.ts finds that one. Where one
 * record is shown of several, as of a personal account, that one is compared. An entry that says what is asserted
 * answers nothing else, so that nobody finds a value by trying.
 */
const comparing = (): string => `CREATE FUNCTION record.compare(entry bigint, compared varchar, asked jsonb,
  nonce bytea DEFAULT NULL) RETURNS TABLE (holds boolean[], sealed bytea[])
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = record, pg_temp AS $$
#variable_conflict use_column
DECLARE asserted CONSTANT varchar[] := ARRAY(SELECT one->>'item' FROM jsonb_array_elements(asked) AS one);
BEGIN
  IF NOT EXISTS (SELECT FROM record.open_entry o WHERE o.id = entry AND asserted <@ (o.opens || o.compares)
    AND (o.asserts IS NULL OR NOT EXISTS (
      SELECT FROM jsonb_to_recordset(asked) AS a (item varchar, equals text, "atLeast" text, "atMost" text)
      WHERE NOT coalesce(record.assertion(nonce, a.item, a.equals, a."atLeast", a."atMost") = ANY (o.asserts), false))))
  THEN RETURN; END IF;
  CASE compared
${categories.map(comparison).join('\n')}
  ELSE RAISE EXCEPTION 'there is no category %', compared;
  END CASE;
END $$;
REVOKE ALL ON FUNCTION record.compare(bigint, varchar, jsonb, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION record.compare(bigint, varchar, jsonb, bytea) TO :reader;`;

function comparison({ table, time, many, items }: Category): string {
  const sealed = items.filter((item) => item.sealed);
  const cases = (
    of: readonly ItemDeclaration[],
    value: (item: ItemDeclaration) => string,
    otherwise: string,
  ) => {
    const whens = of.map((item) => `WHEN ${literal(item.code)} THEN ${value(item)}`);
    return whens.length === 0 ? otherwise : `CASE a.item ${whens.join('\n        ')} ELSE ${otherwise} END`;
  };
  const holds = cases(
    items.filter((item) => !item.sealed),
    satisfied,
    'false',
  );
  const values =
    sealed.length > 0
      ? `array_agg(${cases(sealed, ({ kind }) => `s.${kind.column}`, 'NULL')} ORDER BY a.n)`
      : 'NULL::bytea[]';
  const encrypted = `asserted && '{${sealed.map(({ code }) => code).join(',')}}'`;
  return `  WHEN ${literal(table)} THEN RETURN QUERY
    SELECT r.holds, r.sealed
    FROM record.opened_${table} s CROSS JOIN LATERAL (
      SELECT array_agg(${holds} ORDER BY a.n), ${values}
      FROM ROWS FROM (jsonb_to_recordset(asked) AS (item varchar, equals text, "atLeast" text, "atMost" text))
        WITH ORDINALITY AS a (item, equals, at_least, at_most, n)) AS r (holds, sealed)
    WHERE s."#entry" = entry${time && !many ? ' AND s."#row" = 1' : ''}
    ORDER BY CASE WHEN ${encrypted} THEN 0 ELSE cardinality(array_positions(r.holds, true)) END DESC${time ? ', s."#row"' : ''}
    LIMIT CASE WHEN ${encrypted} THEN NULL ELSE 1 END;`;
}

/** Whether the item's value satisfies every test of the assertion `a`. An absent value satisfies none. */
function satisfied(item: ItemDeclaration): string {
  const { kind, smallCell } = item;
  const value = kind.expression ? `(${kind.expression})` : `s.${kind.column}`;
  const numeric = kind.type === 'integer' || kind.type === 'decimal';
  const tests = [
    `(a.equals IS NULL OR ${equals(item, value)})`,
    ...(numeric
      ? [
          `(a.at_least IS NULL OR ${value} >= record.amount(a.at_least))`,
          `(a.at_most IS NULL OR ${value} <= record.amount(a.at_most))`,
        ]
      : ['a.at_least IS NULL', 'a.at_most IS NULL']),
    // A small count is never disclosed (R-12), so it can't be compared with either.
    ...(smallCell === null ? [] : [`abs(${value}) >= ${smallCell}`]),
  ];
  return `coalesce(${tests.join(' AND ')}, false)`;
}

function equals({ kind }: ItemDeclaration, value: string): string {
  switch (kind.type) {
    case 'integer':
    case 'decimal':
      return `${value} = record.amount(a.equals)`;
    case 'flag':
      return `${value} = record.flag(a.equals)`;
    case 'code':
      return `${reduced(kind.codes!.options.reduce, value)} = record.trimmed(a.equals)`;
    default:
      return `record.plain(${value}::text) = record.plain(a.equals)`;
  }
}

const reduced = (codes: Readonly<Record<string, string>> = {}, value: string): string =>
  Object.keys(codes).length === 0
    ? value
    : `CASE ${value} ${Object.entries(codes)
        .map(([code, as]) => `WHEN ${literal(code)} THEN ${literal(as)}`)
        .join(' ')} ELSE ${value} END`;
