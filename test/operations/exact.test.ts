import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSchema } from '../../api/graphql/schema.js';
import { analysedApi } from '../../api/http/analysed-api.js';
import { type AnalysedApi, registeredOperation } from '../../consent/operations/registered-operation.js';
import { purposeOf } from '../../consent/purposes/registry.js';
import { freshKey } from '../support/clients/consent.js';
import { copies, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { report, scale } from '../support/scale.js';

/** Documents in a run. Each is redeemed for all values of its switches. */
const DOCUMENTS = scale(30, 10_000);
const SWITCHES = ['a', 'b', 'c'];

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Settlement: ['settlementId', 'settlementTime', 'totalFee', 'accountPay'],
  Encounter: ['encounterId', 'diagnosisCode'],
  Enrolment: ['insuranceType'],
};
const CATEGORIES: Readonly<Record<string, string>> = {
  settlements: 'Settlement',
  encounters: 'Encounter',
  enrolments: 'Enrolment',
};
const COMPARED = ['SETL_ID', 'INSUTYPE', 'DIAG_CODE'];

const condition = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...SWITCHES).map((name) => `$${name}`) },
  { weight: 1, arbitrary: fc.constantFrom('true', 'false') },
);
const directives = fc
  .tuple(fc.option(condition, { freq: 2 }), fc.option(condition, { freq: 2 }))
  .map(
    ([include, skip]) => `${include ? ` @include(if: ${include})` : ''}${skip ? ` @skip(if: ${skip})` : ''}`,
  );
const aliased = (name: string) => fc.constantFrom(name, `x_${name}: ${name}`);

/** Selections of a record: fields, and fragments in fragments. */
const record = (type: string): fc.Arbitrary<string> =>
  fc.letrec<{ one: string; set: string }>((tie) => ({
    one: fc.oneof(
      { depthSize: 'small' },
      fc
        .tuple(fc.constantFrom(...FIELDS[type]!, '__typename').chain(aliased), directives)
        .map(([field, when]) => field + when),
      fc
        .tuple(fc.constantFrom('...', `... on ${type}`), directives, tie('set'))
        .map(([spread, when, set]) => `${spread}${when} { ${set} }`),
    ),
    set: fc.array(tie('one'), { minLength: 1, maxLength: 3 }).map((all) => all.join(' ')),
  })).set;

const category = fc
  .constantFrom(...Object.keys(CATEGORIES))
  .chain((name) =>
    fc.tuple(aliased(name), directives, directives, record(CATEGORIES[name]!), fc.constant(name)),
  )
  .map(([field, when, inner, set, name]) => {
    const filter = name === 'settlements' ? '(first: 1, from: $from)' : '(first: 1)';
    return `${field}${filter}${when} { nodes${inner} { ${set} } }`;
  });

const verify = fc
  .tuple(fc.constantFrom('v', 'w'), fc.constantFrom(...COMPARED), directives)
  .map(([key, item, when]) => ({
    key,
    text: `${key}: verify(assertions: [{ item: "${item}", equals: $value }])${when} { item match }`,
  }));

/** A document with the named fragment F, which is spread with a switch of its own. */
const documents = fc
  .tuple(
    fc.array(category, { minLength: 1, maxLength: 3 }),
    fc.option(category),
    fc.uniqueArray(verify, { maxLength: 2, selector: ({ key }) => key }),
    fc.tuple(directives, directives, directives),
  )
  .map(([own, shared, verified, [person, spread, other]]) => {
    const inner = `${own.join(' ')}${shared ? ` ...F${spread}` : ''}`;
    const body = `person${person} { ${inner} } ${shared ? `p: person { ...F${other} }` : ''} ${verified.map(({ text }) => text).join(' ')}`;
    const fragment = shared ? ` fragment F on InsuredPerson { ${shared} }` : '';
    const used = (name: string) => (body + fragment).includes(`$${name}`);
    const declared = [
      ...SWITCHES.filter(used).map((name, at) => `$${name}: ${at === 0 ? 'Boolean = true' : 'Boolean!'}`),
      ...(used('from') ? ['$from: Date'] : []),
      ...(used('value') ? ['$value: String'] : []),
    ];
    return {
      text: `mutation (${['$input: RedeemGrantInput!', ...declared].join(', ')}) { redeemGrant(input: $input) { items { item { code } delivery } ${body} } }${fragment}`,
      switches: SWITCHES.filter(used),
      filters: used('from'),
    };
  });

let platform: Platform;
let api: AnalysedApi;
let grants: string[];
let sent = 0;
beforeAll(async () => {
  platform = await startPlatform();
  api = analysedApi(await createSchema());
  const { id } = await give(platform, {
    asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 },
  });
  const { required } = purposeOf('CLAIM_DIRECT_PAY');
  const items = required.map((one) => ({ ...one, required: true }));
  grants = await copies(platform.database, id, 8, { items, max_uses: 1_000_000 });
});
afterAll(() => platform.stop());

interface Run {
  readonly values: Readonly<Record<string, boolean>>;
  readonly code: string | null;
  readonly shown: readonly string[];
  readonly compared: readonly string[];
}

/** One redemption by HTTP, of the document as a whole: nothing of the analysis takes part in it. */
async function run(
  text: string,
  values: Record<string, boolean>,
  from: string | null,
  value: string | null,
): Promise<Run> {
  sent += 1;
  const input = { grantId: grants[sent % grants.length], idempotencyKey: freshKey() };
  const variables = { input, ...values, ...(text.includes('$from') && { from }), ...(value && { value }) };
  const { data, errors } = await platform.insurer.send(text, variables);
  const { items = [], v = [], w = [] } = data?.redeemGrant ?? {};
  return {
    values,
    code: errors[0] ? String(errors[0].extensions.code) : null,
    shown: items.filter(({ delivery }: any) => delivery === 'RETURN').map(({ item }: any) => item.code),
    compared: [...v, ...w].map(({ item }: any) => item),
  };
}

const valuesOf = (switches: readonly string[]): Record<string, boolean>[] =>
  switches.reduce<Record<string, boolean>[]>(
    (all, name) => all.flatMap((values) => [false, true].map((value) => ({ ...values, [name]: value }))),
    [{}],
  );
const sorted = (items: readonly string[]) => [...new Set(items)].sort();

describe('what is shown of a registered document', () => {
  it(
    'is what real redemptions read, compare and filter by, over all values of its variables: no more and no less',
    async () => {
      let reading = 0;
      await fc.assert(
        fc.asyncProperty(documents, async ({ text, switches, filters }) => {
          const { operation, problem } = registeredOperation(
            text,
            { purpose: purposeOf('CLAIM_DIRECT_PAY'), items: null },
            api,
          );
          if (problem?.code === 'INVALID') return;
          const value = text.includes('$value') ? '1' : null;
          const runs: Run[] = [];
          for (const values of valuesOf(switches)) runs.push(await run(text, values, null, value));
          for (const { code } of runs) expect([null, 'NOTHING_SELECTED', 'BAD_USER_INPUT']).toContain(code);
          const shown = sorted(runs.flatMap((one) => one.shown));
          const compared = sorted(runs.flatMap((one) => one.compared));
          if (problem) {
            expect([problem.code, shown, compared]).toEqual(['READS_NOTHING', [], []]);
            return;
          }
          reading += 1;
          expect([operation.reads.map(({ item }) => item), operation.compares]).toEqual([shown, compared]);
          if (filters) {
            const filtered: Run[] = [];
            for (const values of valuesOf(switches))
              filtered.push(await run(text, values, '2026-06-01', value));
            const all = sorted([...shown, ...operation.filtersBy]);
            expect(sorted(filtered.flatMap((one) => one.shown))).toEqual(all);
          }
          expect(operation.switches.map(({ variable }) => variable).sort()).toEqual([...switches].sort());
          for (const { variable, items } of operation.switches)
            for (const one of runs.filter(({ code }) => code === null))
              for (const other of runs.filter(({ code }) => code === null)) {
                const differs = switches.filter((name) => one.values[name] !== other.values[name]);
                if (differs.length !== 1 || differs[0] !== variable) continue;
                const selected = (of: Run) => sorted([...of.shown, ...of.compared]);
                const both = [...selected(one), ...selected(other)];
                const changed = both.filter((item) => both.indexOf(item) === both.lastIndexOf(item));
                expect(items).toEqual(expect.arrayContaining(changed));
              }
        }),
        { numRuns: DOCUMENTS },
      );
      expect(reading).toBeGreaterThan(DOCUMENTS / 4);
      report(`${DOCUMENTS} documents, ${reading} of them read; ${sent} redemptions`);
    },
    scale(120_000, 7_200_000),
  );
});
