import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { GroupCommit } from '../../consent/database/group-commit.js';
import type { Statement } from '../../consent/database/statement.js';
import type { Answer } from '../../examples/clients/graphql-client.js';
import { connect } from '../support/database/data-tables.js';
import { createTestDatabase, type TestDatabase } from '../support/database/database.js';
import { holdRow, holdTable, someoneWaits } from '../support/database/held-row.js';
import { codeOf, copies, expectAuditEqualsUsed, give, insist, recordsOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

/** Releases the lock that a test holds, if it has not released it. */
let unlock: () => Promise<void> = async () => undefined;
afterEach(() => unlock());

describe('R-09: a group commit of small transactions', () => {
  const GROUP_SIZE = 16;
  const GROUPS = 3;
  const TIMEOUT_MS = 20_000;
  const SHORT_TIMEOUT_MS = 100;
  const LOCK = 'SELECT pg_advisory_xact_lock(1)';
  const FAILING: Statement = { name: 'failing', text: 'SELECT 1 / 0', values: [] };

  let database: TestDatabase;
  let pool: Pool;
  let groups: GroupCommit;
  /** What the next group takes along, and whether what was taken became durable. */
  let late: Statement | null = null;
  let settled: boolean[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.sql(
      `CREATE TABLE recorded (who text PRIMARY KEY, xact text DEFAULT pg_current_xact_id()::text, pid integer DEFAULT pg_backend_pid());
       CREATE FUNCTION stuck(who text) RETURNS TABLE (name text, xact text, pid integer) LANGUAGE plpgsql AS $$
       BEGIN ${LOCK.replace('SELECT', 'PERFORM')};
         RETURN QUERY INSERT INTO recorded (who) VALUES (stuck.who) RETURNING recorded.who, recorded.xact, recorded.pid; END $$`,
    );
    pool = new Pool({ connectionString: database.ownerUrl, max: GROUPS + 1 });
    // Connections that are being closed may still report that the database is gone.
    pool.on('error', () => undefined);
    const board = () => {
      const statement = late;
      late = null;
      return statement && { statement, settled: (durable: boolean) => void settled.push(durable) };
    };
    groups = new GroupCommit(pool, { board }, GROUPS);
  });
  afterEach(async () => {
    await database.sql('TRUNCATE recorded');
    settled = [];
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  interface Outcome {
    readonly who: string;
    readonly xact: string;
    readonly pid: number;
  }

  const recording = (who: string): Statement => ({
    name: 'who',
    text: 'INSERT INTO recorded (who) VALUES ($1) RETURNING who, xact, pid',
    values: [who],
  });
  /** Waits for the lock that `hold` takes. */
  const stuck = (who: string): Statement => ({
    name: 'stuck',
    text: 'SELECT name AS who, xact, pid FROM stuck($1)',
    values: [who],
  });

  const submit = (one: Statement, timeoutMs = TIMEOUT_MS) =>
    groups.submit(one, performance.now() + timeoutMs) as Promise<Outcome | null>;
  const named = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
  const submitAll = (names: readonly string[]) => Promise.all(names.map((who) => submit(recording(who))));
  const recorded = () => database.sql('SELECT who, xact, pid FROM recorded ORDER BY who');
  const sizes = (outcomes: readonly (Outcome | null)[]) =>
    [...Map.groupBy(outcomes, (outcome) => outcome?.xact).values()].map(({ length }) => length);

  /** Takes the lock that `stuck` waits for, on a connection of its own, until `unlock`. */
  async function hold(): Promise<void> {
    const holder = await connect(database.ownerUrl);
    unlock = () => holder.end();
    await holder.query('BEGIN');
    await holder.query(LOCK);
  }

  /** Resolves when this many transactions wait for that lock; the test's own time limit ends it otherwise. */
  async function untilStuck(count: number): Promise<void> {
    for (;;) {
      const [row] = await database.sql(
        `SELECT count(*)::int FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'advisory'`,
      );
      if (row!.count === count) return;
    }
  }

  it('sends those that come in one turn of the event loop in groups of at most 16', async () => {
    const names = named('member', GROUP_SIZE + GROUP_SIZE + 3);
    const outcomes = await submitAll(names);
    expect(outcomes.map((outcome) => outcome?.who)).toEqual(names);
    expect(sizes(outcomes)).toEqual([GROUP_SIZE, GROUP_SIZE, 3]);
    expect(await recorded()).toEqual(outcomes.toSorted((a, b) => (a!.who < b!.who ? -1 : 1)));
  });

  it('rolls back the whole group when one of its statements fails, and commits the groups around it', async () => {
    const names = named('member', GROUP_SIZE + GROUP_SIZE + 2);
    const failing = GROUP_SIZE + 5;
    const outcomes = await Promise.all(
      names.map((who, at) => submit(at === failing ? FAILING : recording(who))),
    );
    expect(outcomes.slice(GROUP_SIZE, -2)).toEqual(Array(GROUP_SIZE).fill(null));
    const kept = [...outcomes.slice(0, GROUP_SIZE), ...outcomes.slice(-2)];
    expect(kept.map((outcome) => outcome?.who)).toEqual([...names.slice(0, GROUP_SIZE), ...names.slice(-2)]);
    expect(await recorded()).toEqual(kept.toSorted((a, b) => (a!.who < b!.who ? -1 : 1)));
  });

  it('takes along what is recorded late, and tells whether it became durable', async () => {
    late = recording('late');
    const [outcome] = await submitAll(['on time']);
    expect(settled).toEqual([true]);
    expect(await recorded()).toMatchObject([{ who: 'late', xact: outcome!.xact }, { who: 'on time' }]);
    late = recording('lost');
    expect(await submit(FAILING)).toBeNull();
    expect(settled).toEqual([true, false]);
    expect(await recorded()).toHaveLength(2);
  });

  it('sends the next group, if it is full, on the same connection while the one before commits, and later ones are not held up', async () => {
    await hold();
    const ahead = submit(stuck('ahead'));
    await untilStuck(1);
    const names = named('behind', GROUP_SIZE);
    const behind = submitAll(names);
    await setImmediate();
    const later = await submit(recording('later'));
    expect(await recorded()).toMatchObject([{ who: 'later' }]);
    await unlock();
    const { pid } = (await ahead)!;
    expect((await behind).map((outcome) => outcome?.pid)).toEqual(names.map(() => pid));
    expect(later!.pid).not.toBe(pid);
    expect((await recorded()).map(({ who }) => who)).toEqual(['ahead', ...names.toSorted(), 'later']);
  });

  it('refuses at its deadline a statement that no group could take, and does not run it later', async () => {
    await hold();
    const waiting = [submit(stuck('stuck 1'))];
    await untilStuck(1);
    // A full group shares the connection of the first, where it waits for it.
    for (const who of named('stuck 2', GROUP_SIZE)) waiting.push(submit(stuck(who)));
    await setImmediate();
    waiting.push(submit(stuck('stuck 3')));
    await untilStuck(2);
    await expect(submit(recording('waiting'), SHORT_TIMEOUT_MS)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    await unlock();
    await Promise.all(waiting);
    await submitAll(['after']);
    expect((await recorded()).map(({ who }) => who)).toEqual([
      'after',
      'stuck 1',
      ...named('stuck 2', GROUP_SIZE).toSorted(),
      'stuck 3',
    ]);
  });
});

describe('R-09: redemptions that arrive at the same time', () => {
  const PEOPLE = 12;
  const EACH = 3;
  const USES = 8;
  const SELECTION = `useNumber replayed person {
    encounters(first: 50) { nodes { encounterId diagnosisCode } }
    settlements(first: 50) { nodes { settlementId totalFee } } }`;

  /** A grant and its person's index in `given`. */
  interface GrantOf {
    readonly grant: string;
    readonly person: number;
  }

  let platform: Platform;
  /** One grant of each person. */
  let given: string[];
  /** Their ids in the database, which the role that imports must set. */
  let people: string[];
  /** What a redemption that runs alone discloses of each person. */
  let alone: unknown[];

  const redeem = (grant: string, key: string) => platform.insurer.redeem(grant, key, SELECTION);
  const redeemAll = (grants: readonly GrantOf[], key: string) =>
    Promise.all(grants.map(({ grant }) => redeem(grant, key)));
  const personIn = ({ data }: Answer): unknown => data?.redeemGrant.person;
  const numberOf = ({ data }: Answer): number | undefined => data?.redeemGrant.useNumber;

  /** `count` unused grants of every person, ordered as one of each, then another of each. */
  async function fresh(count = 1): Promise<GrantOf[]> {
    const all = await Promise.all(given.map((id) => copies(platform.database, id, count)));
    return Array.from({ length: count }, (_, nth) =>
      all.map((grants, person) => ({ grant: grants[nth]!, person })),
    ).flat();
  }

  /** How many entries of these grants share their transaction with an entry of another grant. */
  async function together(grants: readonly GrantOf[], kind = 'DISCLOSURE'): Promise<number> {
    const [row] = await platform.database.sql(
      `SELECT count(*)::int FROM assent.ledger_entry e WHERE kind = $2 AND grant_id = ANY($1::uuid[]) AND EXISTS (
         SELECT FROM assent.ledger_entry o WHERE o.xact = e.xact AND o.grant_id <> e.grant_id)`,
      [grants.map(({ grant }) => grant), kind],
    );
    return row!.count;
  }

  /** Flips a bit of each encrypted diagnosis of one person. A second call repairs them. */
  const damage = (person: number) =>
    recordsOf(
      platform.database,
      `UPDATE assent.encounter SET diag_code = set_byte(diag_code, 20, get_byte(diag_code, 20) # 1) WHERE person_id = $1`,
      [people[person]],
    );

  beforeAll(async () => {
    platform = await startPlatform();
    given = [];
    alone = [];
    for (let count = 0; count < PEOPLE; count += 1) {
      const { id } = await give(platform, {
        asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 },
      });
      given.push(id);
      alone.push(personIn(await redeem(id, 'alone')));
    }
    people = (
      await platform.database.sql(
        'SELECT person_id FROM unnest($1::uuid[]) WITH ORDINALITY AS one (id, place) JOIN assent.consent_grant USING (id) ORDER BY place',
        [given],
      )
    ).map(({ person_id }) => person_id);
  });
  afterEach(() => expectAuditEqualsUsed(platform.database));
  afterAll(() => platform.stop());

  it('R-35: share transactions, and each gets only its own person’s records, or none if the grant was revoked', async () => {
    expect(new Set(alone.map((person) => JSON.stringify(person))).size).toBe(PEOPLE);
    const open = await fresh(EACH);
    const revoked = await fresh();
    // The cached facts say that these can be used, so only the database can find that they were revoked.
    for (const { grant } of revoked) expect(codeOf(await redeem(grant, 'before'))).toBeUndefined();
    await platform.database.sql(
      'UPDATE assent.consent_grant SET revoked_at = assent.now() WHERE id = ANY($1::uuid[])',
      [revoked.map(({ grant }) => grant)],
    );
    const uses = Array.from({ length: USES }, (_, use) => use + 1);
    const mixed = [...open, ...revoked].sort((a, b) => a.person - b.person);
    const answersOf: Answer[][] = mixed.map(() => []);
    for (const use of uses) {
      // While the table is locked, redemptions collect into groups. Without the lock a slow server would form few.
      unlock = await holdTable(platform.database, 'disclosure');
      const round = mixed.map(({ grant }) => insist(() => redeem(grant, `key ${use}`)));
      await someoneWaits(platform.database);
      await unlock();
      for (const [index, answer] of (await Promise.all(round)).entries()) answersOf[index]!.push(answer);
    }
    for (const [index, one] of mixed.entries()) {
      const answers = answersOf[index]!;
      const ended = revoked.includes(one);
      expect(answers.map(codeOf)).toEqual(uses.map(() => (ended ? 'GRANT_REVOKED' : undefined)));
      expect(answers.map(personIn)).toEqual(uses.map(() => (ended ? undefined : alone[one.person])));
      expect(new Set(answers.map(numberOf))).toEqual(new Set(ended ? [undefined] : uses));
    }
    expect(await together(open)).toBeGreaterThan(open.length);
  });

  it('do not wait for a grant whose row is locked by another transaction', async () => {
    const [held, ...others] = await fresh(2);
    unlock = await holdRow(platform.database, 'consent_grant', held!.grant);
    const answers = redeemAll(others.slice(0, 3), 'held');
    const waiting = insist(() => redeem(held!.grant, 'held'));
    const more = redeemAll(others.slice(3), 'held');
    await someoneWaits(platform.database);
    expect([...(await answers), ...(await more)].map(personIn)).toEqual(
      others.map(({ person }) => alone[person]),
    );
    await unlock();
    expect(personIn(await waiting)).toEqual(alone[held!.person]);
  });

  it('succeed when another redemption of their group can’t be decrypted, which keeps its use', async () => {
    const [broken, ...others] = await fresh(2);
    const sound = others.filter(({ person }) => person !== broken!.person);
    const damaged = await copies(platform.database, broken!.grant, sound.length);
    await damage(broken!.person);
    try {
      for (const [uses, key] of ['first', 'again'].entries()) {
        const answers = await Promise.all(
          sound.map(({ grant }, index) => Promise.all([redeem(damaged[index]!, key), redeem(grant, key)])),
        );
        expect(answers.map(([failed]) => codeOf(failed))).toEqual(sound.map(() => 'UNAVAILABLE'));
        expect(answers.map(([, whole]) => [personIn(whole), numberOf(whole)])).toEqual(
          sound.map(({ person }) => [alone[person], uses + 1]),
        );
      }
    } finally {
      await damage(broken!.person);
    }
    expect(await together(sound)).toBeGreaterThan(sound.length / 2);
    // What could not be read is counted, and a retry with the same key is the same use.
    const repaired = await redeem(damaged[0]!, 'first');
    expect([personIn(repaired), numberOf(repaired)]).toEqual([alone[broken!.person], 1]);
  });

  it('answer a retry with the answer that was given before, in one group with new redemptions', async () => {
    const everybody = await fresh(2);
    const before = await redeemAll(everybody, 'key');
    const retried = everybody.filter((_, index) => index % 3 > 0);
    const [again, more] = await Promise.all([redeemAll(retried, 'key'), redeemAll(everybody, 'other key')]);
    expect(again.map(({ data }) => data.redeemGrant)).toEqual(
      before.filter((_, index) => index % 3 > 0).map(({ data }) => ({ ...data.redeemGrant, replayed: true })),
    );
    expect(more.map(({ data }) => data.redeemGrant)).toEqual(
      everybody.map(({ person }) => ({ useNumber: 2, replayed: false, person: alone[person] })),
    );
    expect(await together(retried, 'REREAD')).toBeGreaterThan(0);
  });
});
