import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshKey, SETTLED } from '../support/clients/consent.js';
import { untilIntegrated } from '../support/database/tree-of.js';
import { everythingOf } from '../support/people/asked.js';
import { type Given, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { type ServingRole, servingRoles } from './attacker/scene.js';
import { AttackerSession } from './attacker/session.js';
import { type CallableFunction, type Surface, surfaceOf } from './attacker/surface.js';

/**
 * Somebody with the password of a serving role wants the ledger to stop for good: by an entry that the sequencer would have
 * to refuse, or by changing what is there. What the role may call is read from the catalogue.
 */
let platform: Platform;
let given: Given;
let roles: (ServingRole & { surface: Surface })[];

beforeAll(async () => {
  platform = await startPlatform();
  given = await give(platform, { asks: everythingOf() });
  await platform.insurer.redeem(given.id, freshKey(), SETTLED);
  roles = [];
  for (const one of await servingRoles(platform))
    roles.push({ ...one, surface: await surfaceOf(platform.database.sql, one.name) });
});
afterAll(() => platform.stop());

const LEDGER = ['ledger_entry', 'response_digest', 'ledger_leaf', 'ledger_tile', 'ledger_checkpoint'];

/** Values that fit a type and nothing else. */
const HOSTILE: Readonly<Record<string, readonly string[]>> = {
  jsonb: [
    "'{}'",
    "'[]'",
    "'null'",
    '\'[null, 1e300, {"item": 1}]\'',
    "jsonb_build_object('items', 0, 'kind', 'X', 'at', 'never', 'subject', repeat('x', 70000))",
    "(SELECT jsonb_agg(jsonb_build_object('item', 'ITEM_' || i, 'delivery', 'RETURN')) FROM generate_series(1, 3000) i)",
    "jsonb_build_array(repeat('y', 70000))",
    "(repeat('[', 500) || repeat(']', 500))::jsonb",
  ],
  text: [
    "''",
    "'X'",
    "repeat('z', 70000)",
    "E'\\u0001\\u2028\\uFFFF'",
    "'GRANT_GIVEN'",
    "'GRANT_REVOKED'",
    "'GRANT_SUSPENDED'",
  ],
  integer: ['0', '-1', '2147483647', '1'],
  bigint: ['0', '-1', '9223372036854775807', '1'],
  boolean: ['true', 'false'],
  bytea: ["''::bytea", "'\\x00'::bytea", "sha256('x')", "decode(repeat('ff', 70000), 'hex')"],
  'timestamp with time zone': ["'infinity'", "'-infinity'", "'4713-01-01 BC'", "'99999-01-01'"],
  date: ["'infinity'", "'-infinity'"],
};

/** Calls of one function: the grant, its person and recipient where they fit, and in turn each hostile value elsewhere. */
function callsOf(
  { name, args }: CallableFunction,
  fitting: Readonly<Record<string, readonly string[]>>,
): string[] {
  const choices = args.map(({ name: argument, type }) => {
    const plain = type.replace('[]', '');
    const hostile = HOSTILE[plain === 'character varying' ? 'text' : plain] ?? ['NULL'];
    const good = /recipient/.test(argument) ? fitting.recipient! : (fitting[plain] ?? []);
    const values = [...good, ...hostile].map((value) => (type.endsWith('[]') ? `ARRAY[${value}]` : value));
    return values.map((value) => `(${value})::${type}`);
  });
  const turns = Math.max(1, ...choices.map(({ length }) => length));
  const first = (list: readonly string[], turn: number) => list[turn % list.length]!;
  const calls = new Set<string>();
  // All arguments in step; and each alone, with the others fitting.
  for (let turn = 0; turn < turns; turn += 1) calls.add(choices.map((list) => first(list, turn)).join(', '));
  for (const [at, list] of choices.entries())
    for (const value of list) calls.add(choices.map((other, i) => (i === at ? value : other[0]!)).join(', '));
  return [...calls].map((list) => `SELECT * FROM ${name}(${list}) AS called`);
}

describe('with the password of a role that serves the API', () => {
  it('no row of the ledger can be changed, deleted or, but by the sequencer, added', async () => {
    const done: string[] = [];
    for (const { role, url } of roles) {
      const session = await AttackerSession.open(role, url);
      for (const table of LEDGER)
        for (const sql of [
          `UPDATE assent.${table} SET ${table === 'ledger_tile' ? 'level = level' : table === 'ledger_checkpoint' ? 'root = root' : table === 'response_digest' ? 'digest = digest' : table === 'ledger_leaf' ? 'entry = entry' : 'content = content'}`,
          `DELETE FROM assent.${table}`,
          `TRUNCATE assent.${table} CASCADE`,
          `ALTER TABLE assent.${table} DISABLE TRIGGER ALL`,
          ...(role === 'ledger' && table !== 'ledger_entry' && table !== 'response_digest'
            ? []
            : [`INSERT INTO assent.${table} SELECT * FROM assent.${table}`]),
        ])
          if ((await session.run(sql)).code === null) done.push(`${role}: ${sql}`);
      await session.close();
    }
    expect(done).toEqual([]);
  });

  it('no call of any function, with whatever arguments and how often, keeps the sequencer from going on', async () => {
    const [grant] = await platform.database.sql(
      `SELECT g.id, g.person_id, g.recipient_code, (SELECT id FROM assent.disclosure WHERE grant_id = g.id LIMIT 1) AS disclosure
       FROM assent.consent_grant g WHERE id = $1`,
      [given.id],
    );
    const fitting = {
      uuid: [`'${grant!.id}'`, `'${grant!.disclosure}'`, 'gen_random_uuid()'],
      bigint: [grant!.person_id],
      recipient: [`'${grant!.recipient_code}'`],
    };
    let calls = 0;
    for (const { role, url, surface } of roles) {
      const session = await AttackerSession.open(role, url);
      await session.run("SET statement_timeout = '10s'");
      for (const called of surface.functions)
        for (const call of callsOf(called, fitting)) {
          await session.run(call);
          calls += 1;
        }
      await session.close();
    }
    expect(calls).toBeGreaterThan(500);
    const other = await give(platform, { asks: everythingOf() });
    expect((await platform.insurer.redeem(other.id, freshKey(), SETTLED)).errors).toEqual([]);
    await untilIntegrated(platform.database);
  });
});
