import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { execute, type GraphQLObjectType, type GraphQLSchema, parse, validate } from 'graphql';
import { createSchema } from '../../api/graphql/schema.js';
import { disclosureSelection } from '../../consent/records/document-selection.js';
import type { DisclosedData } from '../../consent/records/read-plan.js';
import { responseDigest } from '../../consent/records/response-digest.js';
import { digestOf } from '../support/ledger/outsider.js';

let schema: GraphQLSchema;
let data: DisclosedData;
let digest: string;

beforeAll(async () => {
  schema = await createSchema();
  const fields = (schema.getType('Mutation') as GraphQLObjectType).getFields();
  fields.redeemGrant!.resolve = (_root, _args, _context, info) => {
    digest = responseDigest(disclosureSelection(info).shape, data).toString('hex');
    return { data };
  };
});

/** The executor’s answer to a document. */
async function answered(selection: string): Promise<unknown> {
  const document = parse(
    `mutation ($input: RedeemGrantInput!) { redeemGrant(input: $input) { ${selection} } }`,
  );
  expect(validate(schema, document)).toEqual([]);
  const input = { grantId: '0199a0aa-0000-7000-8000-000000000001', idempotencyKey: 'key' };
  const { data, errors } = (await execute({
    schema,
    document,
    variableValues: { input },
    contextValue: { answerSize: null },
  })) as any;
  expect(errors).toBeUndefined();
  return data.redeemGrant;
}

/** Keys whose order by code units differs from the order of any natural language. */
const KEYS = ['a', 'B', '_', 'a9', 'a10', 'Z_', 'toString', '__proto__', 'nodes', 'person'];
const keys = (count: number) =>
  fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: count, maxLength: count });
const value = fc.option(fc.string({ unit: 'grapheme' }));
const amount = fc.option(fc.integer().map(String));

describe('the response digest equals the digest of the answer', () => {
  it('for all keys, orders of keys and values', async () => {
    const settlement = fc.record({ totalFee: amount, settlementId: value });
    const identity = fc.option(fc.record({ personName: value, certNo: value }));
    await fc.assert(
      fc.asyncProperty(
        keys(4),
        keys(3),
        keys(3),
        fc.array(settlement, { maxLength: 3 }),
        identity,
        fc.option(fc.boolean()),
        async (subjects, categories, items, nodes, person, match) => {
          const [one, other, none, verify] = subjects as [string, string, string, string];
          const [list, again, single] = categories as [string, string, string];
          const [first, second, type] = items as [string, string, string];
          const connection = { nodes, pageInfo: { endCursor: null, hasNextPage: nodes.length > 1 } };
          const answers = Object.fromEntries([
            [list, connection],
            [again, connection],
            [single, person],
          ]);
          data = {
            person: new Map([
              [one, answers],
              [other, answers],
            ]),
            provider: new Map(),
            matches: match === null ? [] : [{ item: 'BALC', match, together: match ? ['BALC'] : [] }],
          };
          const ofSettlement = `{ ${second}: settlementId ${type}: __typename ${first}: totalFee }`;
          const compared = `${verify}: verify(assertions: [{ item: "BALC", atLeast: "1" }]) { match item together }`;
          const answer = await answered(`
            ${one}: person {
              ${single}: basicIdentity { ${first}: personName ${second}: certNo }
              ${list}: settlements { pageInfo { hasNextPage endCursor } nodes ${ofSettlement} }
            }
            ${other}: person { __typename ${again}: settlements { x: nodes ${ofSettlement} nodes { totalFee } } }
            ${none}: provider { profile { address } }
            ${match === null ? '' : compared}
          `);
          expect(digest).toBe(digestOf(answer));
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    [
      'two comparisons',
      'a: verify(assertions: [{ item: "BALC", equals: "1" }]) { item together match } b: verify(assertions: [{ item: "GEND", equals: "1" }]) { match }',
    ],
    [
      'categories in between each other',
      'verify(assertions: [{ item: "BALC", equals: "1" }, { item: "GEND", equals: "1" }, { item: "ACCT_YEAR", equals: "1" }]) { item match }',
    ],
  ])('for %s', async (_what, compared) => {
    // In the order in which they are compared, which is by category.
    const items = ['BALC', 'ACCT_YEAR', 'GEND'];
    data = {
      person: new Map(),
      provider: new Map(),
      matches: items.map((item, index) => ({
        item,
        match: index === 1,
        together: index === 1 ? [item] : [],
      })),
    };
    const answer = await answered(compared);
    expect(digest).toBe(digestOf(answer));
  });
});
