import type { Client } from 'pg';
import { personCategories, providerCategories } from '../../schema/catalogue.js';
import { type Category, ProtectedRecord } from '../../schema/category.js';

/** People, or providers, who are looked at: a share is then right within about one per cent. */
const SAMPLE = 2_000;

/** Of fewer than these nothing is told: neither of a sample so small, nor of so few in it. */
const SMALLEST_SAMPLE = 100;
const SMALLEST_GROUP = 10;

/**
 * Measures, after an import, which share of the people has a value of each item, for the public list of what there is.
 * Only shares are kept. R-12: a protected record counts as no record.
 */
export async function measureCompleteness(client: Client): Promise<void> {
  for (const category of [...personCategories, ...providerCategories]) await measure(client, category);
}

async function measure(client: Client, { subject, table, target, items }: Category): Promise<void> {
  const stored = items.filter(({ kind }) => kind.expression === undefined);
  const owner = subject === 'PERSON' ? 'person' : 'provider';
  const shown = target.prototype instanceof ProtectedRecord ? 'AND NOT r.protected' : '';
  const { rows } = await client.query(
    `WITH one_in AS (SELECT greatest(1, count(*) / ${SAMPLE}) AS n FROM assent.${owner}),
       sample AS (SELECT id FROM assent.${owner}, one_in WHERE id % n = 0),
       known AS (SELECT ${stored.map(({ kind }, at) => `bool_or(r.${kind.column} IS NOT NULL) AS item_${at}`).join(', ')}
         FROM sample LEFT JOIN assent.${table} AS r ON r.${owner}_id = sample.id ${shown} GROUP BY sample.id)
     SELECT count(*)::integer AS of, ${stored.map((_, at) => `count(*) FILTER (WHERE item_${at})::integer AS item_${at}`).join(', ')} FROM known`,
  );
  const [counts] = rows as Record<string, number>[];
  const codes = stored.map(({ code }) => code);
  const percents = stored.map((_, at) => shareToTell(counts![`item_${at}`]!, counts!.of!));
  await client.query(
    `INSERT INTO assent.item_completeness (item, percent) SELECT * FROM unnest($1::varchar[], $2::smallint[])
     ON CONFLICT (item) DO UPDATE SET percent = EXCLUDED.percent, measured_at = assent.now()`,
    [codes, percents],
  );
}

/** The share in whole per cent; null where it would tell of few people. */
export function shareToTell(known: number, of: number): number | null {
  const without = of - known;
  const few = known < SMALLEST_GROUP || (without > 0 && without < SMALLEST_GROUP);
  return of < SMALLEST_SAMPLE || few ? null : Math.round((100 * known) / of);
}
