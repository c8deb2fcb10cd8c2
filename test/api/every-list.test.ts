import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GraphQLField, getNamedType, isObjectType } from 'graphql';
import { createSchema } from '../../api/graphql/schema.js';
import type { GraphqlClient } from '../../examples/clients/graphql-client.js';
import { aFamily } from '../support/people/family.js';
import { give } from '../support/people/giving.js';
import { enrolled } from '../support/people/members.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const schema = await createSchema();
const ownFields = (type: string) => {
  const found = schema.getType(type);
  return isObjectType(found) ? Object.values(found.getFields()) : [];
};
const LISTS = Object.keys(schema.getTypeMap()).flatMap((type) =>
  ownFields(type)
    .filter(({ args }) => args.some(({ name }) => name === 'after'))
    .map((field) => [`${type}.${field.name}`, type, field] as const),
);

let platform: Platform;
/** Who reads a list of each type, and the way to it. */
let readers: Record<string, [client: GraphqlClient, way: (list: string) => string]>;

beforeAll(async () => {
  platform = await startPlatform();
  const { id, owner } = await give(platform, {
    asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 },
  });
  const { data } = await platform.insurer.redeem(
    id,
    'one',
    'id person { settlements { nodes { totalFee } } }',
  );
  const { guardian } = aFamily(platform, 'CHILD_UNDER_14');
  const representative = await platform.person(platform.someone('REPRESENTATIVE')).signIn('FACE');
  const parent = await platform.person(guardian).signIn('FACE');
  readers = {
    Query: [await platform.staff('OFFICER'), (list) => list],
    Account: [owner, (list) => `me { ${list} }`],
    InsuredPerson: [owner, (list) => `me { person { ${list} } }`],
    Grant: [owner, (list) => `grant(id: "${id}") { ${list} }`],
    Disclosure: [owner, (list) => `disclosure(id: "${data.redeemGrant.id}") { ${list} }`],
    Recipient: [platform.insurer, (list) => `recipient { ${list} }`],
    Ward: [parent, (list) => `me { wards { ${list} } }`],
    Institution: [await enrolled(platform, ['AUDITOR']), (list) => `member { institution { ${list} } }`],
    Provider: [representative, (list) => `me { providers { ${list} } }`],
  };
});
afterAll(() => platform.stop());

/** A first value of a row, whatever it is. */
function leafOf(field: GraphQLField<unknown, unknown>): string {
  const connection = getNamedType(field.type);
  const nodes = isObjectType(connection) ? connection.getFields().nodes! : null;
  const [leaf] = ownFields(getNamedType(nodes!.type).name).filter(
    ({ type, args }) => !isObjectType(getNamedType(type)) && args.length === 0,
  );
  return leaf!.name;
}

let cursors: ReadonlyMap<string, string> | undefined;
/** A cursor of each list that has a row, by where it is. */
async function cursorsOfAll(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const [at, type, field] of LISTS) {
    const [from, path] = readers[type]!;
    const { data } = await from.send(
      `{ ${path(`${field.name}(first: 1) { nodes { ${leafOf(field)} } pageInfo { endCursor } }`)} }`,
    );
    const cursor = /"endCursor":"([^"]+)"/.exec(JSON.stringify(data))?.[1];
    if (cursor !== undefined) found.set(at, cursor);
  }
  return found;
}

describe('every list', () => {
  it('is known here by the type that it belongs to', () => {
    expect(new Set(LISTS.map(([, type]) => type))).toEqual(new Set(Object.keys(readers)));
  });

  // biome-ignore format: a table is read by its rows
  const WRONG: readonly [string, string][] = [
    ['after: ""', 'after'], ['after: " "', 'after'], ['after: "AAAA"', 'after'], ['after: "\\u0000"', 'after'], ['after: "null"', 'after'],
    ['first: 0', 'first'], ['first: -1', 'first'], ['first: 201', 'first'], ['first: 2147483647', 'first'], ['first: -2147483648', 'first'],
  ];

  it.each(LISTS)('%s refuses cursors and sizes that make no sense', async (_at, type, field) => {
    const [client, way] = readers[type]!;
    const read = (args: string) =>
      client.send(`{ ${way(`${field.name}${args} { nodes { ${leafOf(field)} } pageInfo { endCursor } }`)} }`);
    for (const [argument, wrong] of WRONG) {
      const { errors } = await read(`(${argument})`);
      expect([argument, errors[0]?.extensions]).toEqual([argument, { code: 'BAD_USER_INPUT', field: wrong }]);
    }
    for (const argument of ['first: 2147483648', 'first: "1"', 'first: 1.5', 'after: 1']) {
      const { errors } = await read(`(${argument})`);
      expect([argument, errors[0]?.extensions.code]).toEqual([argument, 'BAD_USER_INPUT']);
    }
    for (const same of ['', '(first: null)', '(after: null)', '(first: 50)'])
      expect([same, (await read(same)).errors]).toEqual([same, []]);
  });

  it.each(LISTS)(
    '%s refuses a cursor of any other list, and one to which something was added',
    async (at, type, field) => {
      const [client, way] = readers[type]!;
      const read = async (list: string, leaf: string, args: string) =>
        client.send(`{ ${way(`${list}${args} { nodes { ${leaf} } pageInfo { endCursor } }`)} }`);
      cursors ??= await cursorsOfAll();
      for (const [other, cursor] of cursors) {
        const after = other === at ? [`${cursor}=`, `${cursor}!`, ` ${cursor}`] : [cursor];
        for (const wrong of after) {
          const { errors } = await read(field.name, leafOf(field), `(after: "${wrong}")`);
          expect([other, errors[0]?.extensions]).toEqual([other, { code: 'BAD_USER_INPUT', field: 'after' }]);
        }
      }
    },
  );
});
