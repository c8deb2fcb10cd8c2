import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type EntryRow, entryBytes, entryOf } from '../../consent/ledger/entries/entry.js';
import type { EntryField } from '../../consent/ledger/entries/entry-fields.js';
import { ENTRY_KINDS, type EntryKind, entryFaults } from '../../consent/ledger/entries/entry-form.js';
import { parseEntry } from '../../consent/ledger/verify/log-auditor.js';
import { live, sequenced } from '../support/ledger/recorded-life.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { report, scale } from '../support/scale.js';

const COUNT = scale(3_000, 100_000);
const VIOLATION = /^23/;

let platform: Platform;
let owner: Client;
let grantId: string;
beforeAll(async () => {
  platform = await startPlatform();
  ({ grantId } = await live(platform));
  owner = new Client({ connectionString: platform.database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await platform.stop();
});

const one = <T>(list: readonly T[]): T => list[randomInt(list.length)]!;
const hex = () => Array.from({ length: 64 }, () => one([...'0123456789abcdef'])).join('');
const code = () => one(['INS-ANXIN', 'FACE', 'X', 'A'.repeat(40)]);
const day = () => one(['2026-01-01', null]);
const count = () => one([1, 2, 12]);

/** A value of the content that the database must take. */
const SOUND: Partial<Record<EntryField, () => unknown>> = {
  subject: hex,
  nonce: randomUUID,
  items: () => [
    ...[{ item: 'SETL_ID', delivery: one(['RETURN', 'MASKED', 'VERIFY']) }].slice(randomInt(2)),
    'MOB',
    'PROVIDER:BANK.BANKACCT',
  ],
  useNumber: () => 1,
  maxUses: () => one([1, 3, null]),
  maxUsesPerDay: () => one([5, null]),
  operationDigest: hex,
  noticeDigest: hex,
  recordsFrom: day,
  recordsTo: day,
  validUntil: () =>
    one(['2027-01-01T00:00:00.000001Z', '2027-02-30T23:59:59.999999Z', '2027-12-31T23:59:30.000000Z']),
  from: () => '2026-01-01',
  until: day,
  document: hex,
  catalogueVersion: count,
  revocationEpoch: () => randomInt(3),
  repeated: count,
  lost: count,
  version: count,
  purposes: () => [{ code: 'CLAIM', items: null, impactAssessment: '影响评估 \u0001 "x"' }],
  session: randomUUID,
  supersededBy: randomUUID,
  act: randomUUID,
  application: randomUUID,
  object: randomUUID,
  reviewer: () => one(['R-1', null]),
  reviewers: () => ['R-1', 'R-2'],
  power: () => one([hex(), null]),
  minutes: hex,
  operator: hex,
  roles: () => ['OWNER', 'AUDITOR'],
  thumbprint: hex,
  digest: hex,
  evidence: () => ({ documents: [hex()], signature: hex(), notice: hex() }),
  raises: () => [{ item: 'MOB', level: 3 }],
  confirmed: () => [{ item: 'MOB', version: 2 }],
};
/** What the sequencer adds; the content lacks it. */
const ADDED = new Set(['grant', 'disclosure', 'responseDigest', 'previousUse']);
const STRANGE: readonly (() => unknown)[] = [
  () => null,
  () => '',
  () => 'x'.repeat(70_000),
  () => '\u0001'.repeat(12_000),
  () => -1,
  () => 1e300,
  () => 1.5,
  () => true,
  () => [],
  () => [[]],
  () => [[['SETL_ID']]],
  () => ({}),
  () => [null],
  () => [1e300],
  () => [{ item: 'SETL_ID' }],
  () => [{ item: 'SETL_ID RETURN' }],
  () => [{ item: 'SETL_ID"RETURN' }],
  () => ['<SETL_ID"RETURN"}'],
  () => [{ item: 'SETL_ID', delivery: { item: 'SETL_ID' } }],
  () => hex().toUpperCase(),
  () => `${hex()}\n`,
  () => [hex()],
  () => 'INS ANXIN',
  () => '2027-13-01T00:00:00.000000Z',
];

interface Generated {
  readonly kind: string;
  readonly content: Record<string, unknown>;
  readonly grant: string | null;
  readonly disclosure: string | null;
  readonly changed: boolean;
}

function generate(use: string): Generated {
  const kind = one(Object.keys(ENTRY_KINDS).filter((name) => name !== 'SET_ASIDE')) as EntryKind;
  const { fields, ...more } = ENTRY_KINDS[kind];
  const optional = 'optional' in more ? (more.optional as readonly EntryField[]) : [];
  const names = [...fields, ...optional.filter(() => randomInt(2) === 0)] as EntryField[];
  const content: Record<string, unknown> = Object.fromEntries(
    names.filter((name) => !ADDED.has(name)).map((name) => [name, (SOUND[name] ?? code)()]),
  );
  const ofGrant = (fields as readonly string[]).includes('grant');
  const ofDisclosure = (fields as readonly string[]).includes('disclosure');
  const changed = randomInt(3) > 0;
  if (changed) {
    const name = one([...Object.keys(content), 'x', 'grant']);
    if (randomInt(4) === 0) delete content[name];
    else content[name] = one(STRANGE)();
  }
  return {
    kind,
    content,
    grant: ofGrant ? grantId : null,
    disclosure: ofDisclosure ? use : null,
    changed,
  };
}

const INSERT = `INSERT INTO assent.ledger_entry (kind, at, grant_id, disclosure_id, content)
  VALUES ($1, assent.now(), $2, $3, $4) RETURNING id`;

describe('an entry of the ledger', () => {
  it(`can be published whenever the database takes it, and is taken whenever it has the form: ${COUNT} at random`, async () => {
    const [use] = await platform.database.sql(
      'SELECT id::text FROM assent.disclosure WHERE grant_id = $1 AND use_number = 1',
      [grantId],
    );
    let taken = 0;
    const wrong: unknown[] = [];
    for (let i = 0; i < COUNT; i += 1) {
      const { kind, content, grant, disclosure, changed } = generate(use!.id as string);
      await owner.query('BEGIN');
      // What was recorded before makes room for what is generated.
      await owner.query('SET LOCAL session_replication_role = replica');
      await owner.query('DELETE FROM assent.ledger_entry WHERE grant_id = $1', [grantId]);
      await owner.query('SET LOCAL session_replication_role = origin');
      try {
        const { rows } = await owner.query(INSERT, [kind, grant, disclosure, JSON.stringify(content)]);
        taken += 1;
        const [row] = (await owner.query('SELECT * FROM assent.ledger_sequence WHERE id = $1', [rows[0].id]))
          .rows;
        const entry = entryOf(row as EntryRow, null);
        const bytes = entryBytes(entry);
        parseEntry(bytes);
        if (bytes.length > 65_535 || entryFaults(entry).length > 0)
          wrong.push({ kind, content, faults: entryFaults(entry), length: bytes.length });
      } catch (error) {
        const refused = VIOLATION.test((error as { code?: string }).code ?? '');
        if (!refused || !changed) wrong.push({ kind, content, error });
      }
      await owner.query('ROLLBACK');
    }
    expect(wrong).toEqual([]);
    expect(taken).toBeGreaterThan(COUNT / 4);
    expect(taken).toBeLessThan(COUNT * 0.9);
    report(`entries at random: ${COUNT}, of which the database took ${taken}`);
  }, 600_000);

  it('that says a second time that a grant was given is refused, whoever writes it, and the log goes on', async () => {
    const given = `SELECT assent.record_grant($1, 'GRANT_GIVEN', $2)`;
    for (const detail of ['{}', '{"why": "X"}', '{"subject": 5}', `{"x": "${'x'.repeat(70_000)}"}`])
      await expect(owner.query(given, [grantId, detail])).rejects.toThrow();
    await live(platform);
    await sequenced(platform);
  });

  it('of a use that was not taken, or above the number of uses, is refused', async () => {
    const { rows } = await owner.query(
      "SELECT content, disclosure_id FROM assent.ledger_entry WHERE kind = 'DISCLOSURE' AND grant_id = $1 LIMIT 1",
      [grantId],
    );
    const [{ content, disclosure_id }] = rows;
    const attempts: [string, Record<string, unknown>][] = [
      [disclosure_id, content],
      [randomUUID(), content],
      [disclosure_id, { ...content, useNumber: 2 }],
      [disclosure_id, { ...content, useNumber: 9, maxUses: 3 }],
    ];
    for (const [id, changed] of attempts)
      await expect(
        owner.query(INSERT, ['DISCLOSURE', grantId, id, JSON.stringify(changed)]),
      ).rejects.toThrow();
  });
});
