import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Random } from '../../datacenter/generate/random.js';
import { COLD, importRows, type VisitRows, visitRows } from '../support/database/import-rows.js';
import { everythingOf, PAGE } from '../support/people/asked.js';
import { give, recordsOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { sealChoices, sealRows } from '../support/platform/seals.js';
import { rankDeviate } from './rank-test.js';

/**
 * R-12: of 1,000 people, half have protected records in addition. A recipient with every permission except the ticks must
 * not be able to tell which half. The ordinary records of both halves have the same distribution, and a rank test compares
 * everything that the recipient can observe. It is two-sided with a level of 1 in 10,000 for each of a dozen observations,
 * so a false alarm occurs at most once in 800 runs. Only the times vary between runs.
 */
const PEOPLE = 1000;
const SIGNIFICANT = 3.89;
const AT_ONCE = 8;
const PASSES_AT_MOST = 5;

const DISEASES = [
  ['F32.900', '抑郁发作'],
  ['B24.x00x001', '艾滋病'],
  ['A53.900', '梅毒'],
] as const;
const GOODS = [
  ['XN02BAB001A001010100009', '对乙酰氨基酚片'],
  ['XC08CAB041A001010100001', '苯磺酸氨氯地平片'],
] as const;

interface Subject {
  readonly id: string;
  readonly ill: boolean;
  grant: string;
  ticked: string;
}

let platform: Platform;
let subjects: Subject[];

beforeAll(async () => {
  platform = await startPlatform();
  const { database } = platform;
  const random = new Random('who is ill', 'test');
  await database.sql(
    `INSERT INTO assent.person (psn_no, certno_index, certno_name_index, brdy, surv_stas)
     SELECT 'STAT' || n, sha256(('a' || n)::bytea), sha256(('b' || n)::bytea), '1980-01-01', '1' FROM generate_series(1, $1) AS n`,
    [PEOPLE],
  );
  const people = await database.sql(
    "SELECT id::text, psn_no FROM assent.person WHERE psn_no LIKE 'STAT%' ORDER BY id",
  );
  subjects = people.map(({ id }) => ({ id, ill: random.chance(0.5), grant: '', ticked: '' }));
  const visits = people.flatMap(({ psn_no }, at) => [
    ...someVisits(psn_no, 3 + random.poisson(4), random, () => COLD),
    ...(subjects[at]!.ill
      ? someVisits(psn_no, 1 + random.poisson(3), random, () => random.pick(DISEASES))
      : []),
  ]);
  // Sorted by number, as in real files, so the order says nothing.
  await importRows(database, visitRows(visits.sort((a, b) => (a.id < b.id ? -1 : 1))));
  const { id } = await give(platform, { asks: everythingOf() });
  await grantsLike(id);
}, 120_000);
afterAll(() => platform.stop());

function someVisits(
  psnNo: string,
  count: number,
  random: Random,
  diagnosis: () => VisitRows['diagnosis'],
): VisitRows[] {
  return Array.from({ length: count }, () => ({
    // Numbers of the national platform reveal nothing about the person.
    id: String(random.between(1e11, 9e11)),
    psnNo,
    day: new Date(Date.now() - random.between(10, 600) * 86_400_000).toISOString().slice(0, 10),
    diagnosis: diagnosis(),
    goods: Array.from({ length: 1 + random.poisson(3) }, () => random.pick(GOODS)),
  }));
}

/** The same terms for everybody: once without ticks, and for the control with every protected visit ticked. */
async function grantsLike(grantId: string): Promise<void> {
  for (const subject of subjects) Object.assign(subject, { grant: randomUUID(), ticked: randomUUID() });
  await platform.database.sql(
    `WITH given AS (
       SELECT id, person_id FROM unnest($2::uuid[], $4::bigint[]) AS one (id, person_id)
       UNION ALL SELECT id, person_id FROM unnest($3::uuid[], $4::bigint[]) AS two (id, person_id)),
     asked AS (
       INSERT INTO assent.consent_request SELECT (jsonb_populate_record(r, jsonb_build_object('id', given.id, 'person_id', given.person_id))).*
       FROM assent.consent_request r JOIN assent.consent_grant g ON g.request_id = r.id, given WHERE g.id = $1 RETURNING id)
     SELECT count(*) FROM asked`,
    [
      grantId,
      subjects.map(({ grant }) => grant),
      subjects.map(({ ticked }) => ticked),
      subjects.map(({ id }) => id),
    ],
  );
  await platform.database.sql(
    `WITH given AS (
       INSERT INTO assent.consent_grant
       SELECT (jsonb_populate_record(g, jsonb_build_object('id', r.id, 'request_id', r.id, 'person_id', r.person_id, 'grantor_id', r.person_id, 'used', 0, 'used_that_day', 0))).*
       FROM assent.consent_grant g, assent.consent_request r WHERE g.id = $1 AND r.id = ANY ($2::uuid[] || $3::uuid[]))
     SELECT 1`,
    [grantId, subjects.map(({ grant }) => grant), subjects.map(({ ticked }) => ticked)],
  );
  await sealRows(platform.database, 'consent_request', 'consent_grant');
}

/** What can be observed about one person without looking at the values. */
type Observation = Record<string, number>;

const ROWS = `encounters(first: 6) { nodes { encounterId encounterStart diagnosisCode } ${PAGE} }
  settlements(first: 6) { nodes { settlementId settlementTime totalFee } ${PAGE} }
  expenseLines(first: 40) { nodes { lineNo lineAmount } ${PAGE} }`;
const LISTS = ['encounters', 'settlements', 'expenseLines'] as const;
const numberOf = (text: string) => [...text].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 9973, 0);

/** Everything that a recipient can do with one grant: pages, periods, comparisons, errors, and the sizes of answers. */
async function observe(grant: string): Promise<Observation> {
  const { insurer } = platform;
  const first = await insurer.redeem(grant, randomUUID(), `id person { ${ROWS} }`);
  const { id, person } = first.data.redeemGrant;
  const seen: Observation = {
    size: JSON.stringify(first.data).length,
    codes: 0,
    total: 0,
    charged: 0,
    fees: 0,
  };
  const count = (list: string, nodes: any[]) => {
    seen[`rows of ${list}`] = (seen[`rows of ${list}`] ?? 0) + nodes.length;
    for (const { totalFee = 0, lineAmount = 0 } of nodes) {
      seen.fees! += Number(totalFee);
      seen.charged! += Number(lineAmount);
    }
  };
  for (const list of LISTS) {
    let page = person[list];
    seen[`pages of ${list}`] = 1;
    count(list, page.nodes);
    while (page.pageInfo.hasNextPage) {
      const { endCursor } = page.pageInfo;
      seen[`cursor of ${list}`] = endCursor.length;
      const query = `query ($after: String) { disclosure(id: "${id}") { person { list: ${ROWS.split('\n')
        .find((line) => line.includes(list))!
        .trim()
        .replace(/first: \d+/, (size) => `${size}, after: $after`)} } } }`;
      const answer = await insurer.send(query, { after: endCursor });
      seen.size! += JSON.stringify(answer.data).length;
      page = answer.data.disclosure.person.list;
      seen[`pages of ${list}`]! += 1;
      count(list, page.nodes);
    }
  }
  const again = (field: string) => `disclosure(id: "${id}") { person { ${field} } }`;
  const { data, errors } = await insurer.send(`{
    year: ${again('encounters(from: "2026-01-01", first: 200) { nodes { encounterId } }')}
    cursor: ${again('encounters(after: "x") { nodes { encounterId } }')}
    wider: ${again('filings { nodes { filingNo } }')}
    long: ${again('encounters(first: 201) { nodes { encounterId } }')}
  }`);
  seen['rows of a year'] = data.year.person.encounters.nodes.length;
  const told = errors.map(({ message, path, extensions }) => JSON.stringify([message, path, extensions]));
  seen.codes! += numberOf(told.sort().join());
  seen['lines without a bill'] = seen.charged! - seen.fees!;
  return seen;
}

/** Milliseconds for one answer of constant size: the first page of each list. */
async function time(grant: string): Promise<number> {
  const started = performance.now();
  const { errors } = await platform.insurer.redeem(
    grant,
    randomUUID(),
    'person { encounters(first: 2) { nodes { encounterId } } settlements(first: 2) { nodes { settlementId } } expenseLines(first: 2) { nodes { lineNo } } }',
  );
  expect(errors).toEqual([]);
  return performance.now() - started;
}

async function observeAll(
  of: readonly Subject[],
  grantOf: (subject: Subject) => string,
): Promise<Observation[]> {
  const seen: Observation[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let at = next++; at < of.length; at = next++) seen[at] = await observe(grantOf(of[at]!));
    }),
  );
  return seen;
}

/** The z-score between the people with protected records and the others. The values may cover the first people only. */
const halves = (values: readonly number[]): [number[], number[]] => [
  values.filter((_, at) => subjects[at]!.ill),
  values.filter((_, at) => !subjects[at]!.ill),
];

function deviates(seen: readonly Observation[]): Record<string, number> {
  const names = [...new Set(seen.flatMap((one) => Object.keys(one)))];
  return Object.fromEntries(
    names.map((name) => [name, rankDeviate(...halves(seen.map((one) => one[name] ?? 0)))]),
  );
}

describe('R-12: a recipient can’t distinguish people with protected records', () => {
  it('by counts, pages, cursors, sums, errors or sizes', async () => {
    const found = deviates(await observeAll(subjects, ({ grant }) => grant));
    expect(Object.keys(found).length).toBeGreaterThan(10);
    for (const [name, deviate] of Object.entries(found))
      expect([name, Math.abs(deviate) < SIGNIFICANT, deviate]).toEqual([name, true, deviate]);
  }, 180_000);

  it('by the time of an answer, of which a difference of a tenth would be detected', async () => {
    const tenthMore = (took: readonly number[]) =>
      rankDeviate(...halves(took.map((value, at) => (subjects[at]!.ill ? value * 1.1 : value))));
    await time(subjects[0]!.grant);
    let took = subjects.map(() => Number.POSITIVE_INFINITY);
    // The shortest of several times for each person, because other work of the machine only makes answers longer.
    for (let pass = 0; pass < PASSES_AT_MOST && !(tenthMore(took) > SIGNIFICANT); pass += 1) {
      const shortest: number[] = [];
      for (const [at, { grant }] of subjects.entries()) shortest.push(Math.min(took[at]!, await time(grant)));
      took = shortest;
    }
    expect(Math.abs(rankDeviate(...halves(took)))).toBeLessThan(SIGNIFICANT);
    expect(tenthMore(took)).toBeGreaterThan(SIGNIFICANT);
  }, 240_000);

  it('but the same test distinguishes them with a fifth of the people once their records are ticked', async () => {
    // By SQL as the owner, because the API accepts ticks only when a grant is given.
    await platform.database.sql(
      'ALTER TABLE assent.protected_record_choice DISABLE TRIGGER choice_with_its_grant',
    );
    const special = await recordsOf(
      platform.database,
      'SELECT person_id::text, record_id FROM assent.encounter WHERE protected',
    );
    await platform.database.sql(
      `INSERT INTO assent.protected_record_choice SELECT g.id, 'VISIT', visit FROM unnest($1::bigint[], $2::varchar[]) AS e (person_id, visit)
       JOIN assent.consent_grant g USING (person_id) WHERE g.id = ANY ($3::uuid[])`,
      [
        special.map((row) => row.person_id),
        special.map((row) => row.record_id),
        subjects.map(({ ticked }) => ticked),
      ],
    );
    await sealChoices(platform.database);
    const found = deviates(await observeAll(subjects.slice(0, PEOPLE / 5), ({ ticked }) => ticked));
    for (const name of ['rows of encounters', 'rows of settlements', 'rows of expenseLines', 'size'])
      expect([name, found[name]! > SIGNIFICANT]).toEqual([name, true]);
  }, 120_000);
});
