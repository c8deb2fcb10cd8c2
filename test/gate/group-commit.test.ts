import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { GroupCommit } from '../../consent/database/group-commit.js';
import type { Part } from '../../consent/database/pipelined-transaction.js';
import type { Statement } from '../../consent/database/statement.js';
import type { Answer } from '../../examples/clients/graphql-client.js';
import { connect } from '../support/database/data-tables.js';
import { createTestDatabase, type TestDatabase } from '../support/database/database.js';
import { holdRow, holdTable, someoneWaits } from '../support/database/held-row.js';
import { codeOf, copies, expectAuditEqualsUsed, give, insist, recordsOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

/** Lets go of what a test holds, if it has not. */
let letGo: () => Promise<void> = async () => undefined;
afterEach(() => letGo());

describe('R-09: small transactions of one moment', () => {
  const TOGETHER = 16;
  const GROUPS = 3;
  const LATER = 20_000;
  const SOON = 100;
  const LOCK = 'SELECT pg_advisory_xact_lock(1)';
  const STUCK: Statement = { name: 'stuck', text: LOCK, values: [] };
  const UNWRITABLE = 'nobody';
  const recordAll = (names: readonly string[]): Statement => ({
    name: 'record',
    text: 'INSERT INTO recorded (who) SELECT unnest($1::text[])',
    values: [JSON.stringify(names).replace('[', '{').replace(']', '}')],
  });
  const FAILING: Statement = { name: 'failing', text: 'SELECT 1 / 0', values: [] };

  let database: TestDatabase;
  let pool: Pool;
  let groups: GroupCommit<string>;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.sql(
      `CREATE TABLE recorded (who text PRIMARY KEY CHECK (who <> '${UNWRITABLE}'), xact text DEFAULT pg_current_xact_id()::text)`,
    );
    pool = new Pool({ connectionString: database.ownerUrl, max: GROUPS + 1 });
    // Connections that have been told to end may still hear that the database is gone.
    pool.on('error', () => undefined);
    groups = new GroupCommit(pool, recordAll, GROUPS);
  });
  afterEach(() => database.sql('TRUNCATE recorded'));
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  interface Outcome {
    readonly who: string;
    readonly xact: string;
  }

  /** Asks who it is and in which transaction, and records who it is. */
  const part = (who: string, before: Statement[] = [], record = who): Part<Outcome, string> => ({
    statements: [
      ...before,
      { name: 'who', text: 'SELECT $1::text AS who, pg_current_xact_id()::text AS xact', values: [who] },
    ],
    last: (rows) => ({
      outcome: rows.at(-1)![0] as unknown as Outcome,
      record,
    }),
  });

  const join = (joining: Part<Outcome, string>, patience = LATER) =>
    groups.join(joining, performance.now() + patience);
  const named = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
  const joinAll = (names: readonly string[]) => Promise.all(names.map((who) => join(part(who))));
  const recorded = () => database.sql('SELECT who, xact FROM recorded ORDER BY who');
  const sizes = (outcomes: readonly (Outcome | null)[]) =>
    [...Map.groupBy(outcomes, (outcome) => outcome?.xact).values()].map(({ length }) => length);

  /** A connection of the test's own holds what `STUCK` waits for, until it lets go. */
  async function hold(): Promise<void> {
    const holder = await connect(database.ownerUrl);
    letGo = () => holder.end();
    await holder.query('BEGIN');
    await holder.query(LOCK);
  }

  /** Comes back once so many wait for that. */
  async function untilStuck(count: number): Promise<void> {
    const giveUp = Date.now() + 5_000;
    while (Date.now() < giveUp) {
      const [row] = await database.sql(
        `SELECT count(*)::int FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'advisory'`,
      );
      if (row!.count === count) return;
    }
    throw new Error(`There are not ${count} that wait.`);
  }

  it('leave at once and alone who come first, and together who come meanwhile, 16 at most', async () => {
    const names = named('member', 1 + TOGETHER + TOGETHER + 3);
    const outcomes = await joinAll(names);
    expect(outcomes.map((outcome) => outcome?.who)).toEqual(names);
    expect(sizes(outcomes)).toEqual([1, TOGETHER, TOGETHER, 3]);
  });

  it('are recorded in the transaction that they were answered in, each what is its own', async () => {
    const outcomes = await joinAll(named('member', 12));
    expect(await recorded()).toEqual(outcomes.toSorted((a, b) => (a!.who < b!.who ? -1 : 1)));
  });

  it.each<[string, Part<Outcome, string>]>([
    ['a statement', part('broken', [FAILING])],
    [
      'what makes an outcome of its rows',
      {
        ...part('broken'),
        last: () => {
          throw new Error('Broken.');
        },
      },
    ],
  ])(
    'fail with the member of whom %s fails, nothing is kept of them, and the next are fine',
    async (_what, broken) => {
      const names = named('member', 1 + TOGETHER + 2);
      const outcomes = await Promise.all(names.map((who, at) => join(at === 5 ? broken : part(who))));
      expect(outcomes.slice(1, 1 + TOGETHER)).toEqual(Array(TOGETHER).fill(null));
      const kept = [outcomes[0]!, ...outcomes.slice(1 + TOGETHER)];
      expect(kept.map((outcome) => outcome?.who)).toEqual([names[0], names.at(-2), names.at(-1)]);
      expect(await recorded()).toEqual(kept);
    },
  );

  it('fail with the member of whom the record fails, with who was sent behind them, and who comes then is fine', async () => {
    const broken = part('broken', [], UNWRITABLE);
    const names = named('member', 1 + TOGETHER + 2);
    const outcomes = await Promise.all(names.map((who, at) => join(at === 5 ? broken : part(who))));
    expect(outcomes.slice(1)).toEqual(Array(TOGETHER + 2).fill(null));
    const then = await joinAll(['member 9 again']);
    expect(await recorded()).toEqual([outcomes[0], ...then]);
  });

  it('are sent on the same connection while those ahead are being committed, and keep nobody who comes later', async () => {
    await database.sql(`
      CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${LOCK.replace('SELECT', 'PERFORM')}; RETURN NEW; END $$;
      CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON recorded DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW WHEN (NEW.who = 'ahead') EXECUTE FUNCTION slowly()`);
    const where = (who: string): Part<number, string> => ({
      statements: [{ name: 'where', text: 'SELECT pg_backend_pid() AS pid', values: [] }],
      last: ([rows]) => ({ outcome: rows![0]!.pid as number, record: who }),
    });
    const go = (who: string) => groups.join(where(who), performance.now() + LATER);
    await hold();
    const ahead = go('ahead');
    await untilStuck(1);
    const behind = go('behind');
    const later = await go('later');
    expect(await recorded()).toMatchObject([{ who: 'later' }]);
    await letGo();
    expect(await behind).toBe(await ahead);
    expect(later).not.toBe(await ahead);
    expect(await recorded()).toMatchObject([{ who: 'ahead' }, { who: 'behind' }, { who: 'later' }]);
  });

  it('that are stuck keep nobody who comes later, and end when they can', async () => {
    await hold();
    const stuck = join(part('stuck', [STUCK]));
    const later = await joinAll(['later 1', 'later 2']);
    expect(sizes(later)).toEqual([2]);
    await untilStuck(1);
    expect(await recorded()).toEqual(later);
    await letGo();
    expect((await stuck)?.who).toBe('stuck');
    expect(await recorded()).toHaveLength(3);
  });

  it('are refused at their deadline when as many groups as may be are stuck, and do not travel later', async () => {
    await hold();
    const stuck: Promise<Outcome | null>[] = [];
    for (let count = 1; count <= GROUPS; count += 1) {
      stuck.push(join(part(`stuck ${count}`, [STUCK])));
      await untilStuck(count);
    }
    await expect(join(part('waiting'), SOON)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await letGo();
    await Promise.all(stuck);
    await joinAll(['after']);
    expect((await recorded()).map(({ who }) => who)).toEqual(['after', 'stuck 1', 'stuck 2', 'stuck 3']);
  });
});

describe('R-09: redemptions of one moment', () => {
  const PEOPLE = 12;
  const EACH = 3;
  const USES = 8;
  const SELECTION = `useNumber replayed person {
    encounters(first: 50) { nodes { encounterId diagnosisCode } }
    settlements(first: 50) { nodes { settlementId totalFee } } }`;

  /** A grant, and by its place in `given` of whom it is. */
  interface GrantOf {
    readonly grant: string;
    readonly person: number;
  }

  let platform: Platform;
  /** A grant of each of so many people. */
  let given: string[];
  /** Who they are to the database, which the role that imports must say. */
  let people: string[];
  /** What is disclosed of each of them to who asks alone. */
  let alone: unknown[];

  const redeem = (grant: string, key: string) => platform.insurer.redeem(grant, key, SELECTION);
  const redeemAll = (grants: readonly GrantOf[], key: string) =>
    Promise.all(grants.map(({ grant }) => redeem(grant, key)));
  const personIn = ({ data }: Answer): unknown => data?.redeemGrant.person;
  const numberOf = ({ data }: Answer): number | undefined => data?.redeemGrant.useNumber;

  /** Unused grants of everybody, so many of each: one of each, then another one of each. */
  async function fresh(count = 1): Promise<GrantOf[]> {
    const all = await Promise.all(given.map((id) => copies(platform.database, id, count)));
    return Array.from({ length: count }, (_, nth) =>
      all.map((grants, person) => ({ grant: grants[nth]!, person })),
    ).flat();
  }

  /** How many disclosures, or answers to retries, of these grants share their transaction with another grant's. */
  async function together(grants: readonly GrantOf[], kind = 'DISCLOSURE'): Promise<number> {
    const [row] = await platform.database.sql(
      `SELECT count(*)::int FROM assent.ledger_entry e WHERE kind = $2 AND grant_id = ANY($1::uuid[]) AND EXISTS (
         SELECT FROM assent.ledger_entry o WHERE o.xact = e.xact AND o.grant_id <> e.grant_id)`,
      [grants.map(({ grant }) => grant), kind],
    );
    return row!.count;
  }

  /** Flips a bit of each sealed diagnosis of one person; doing so twice heals it. */
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

  it('R-35: give each its own person’s records, those of nobody where the grant was revoked, and share transactions', async () => {
    expect(new Set(alone.map((person) => JSON.stringify(person))).size).toBe(PEOPLE);
    const open = await fresh(EACH);
    const revoked = await fresh();
    // What is known of these is that they may be used: that they may not is for the database to find.
    for (const { grant } of revoked) expect(codeOf(await redeem(grant, 'before'))).toBeUndefined();
    await platform.database.sql(
      'UPDATE assent.consent_grant SET revoked_at = assent.now() WHERE id = ANY($1::uuid[])',
      [revoked.map(({ grant }) => grant)],
    );
    const uses = Array.from({ length: USES }, (_, use) => use + 1);
    const mixed = [...open, ...revoked].sort((a, b) => a.person - b.person);
    const answersOf: Answer[][] = mixed.map(() => []);
    for (const use of uses) {
      // Whoever comes while nobody can be recorded gathers: a server that is slower than its database would share little.
      letGo = await holdTable(platform.database, 'disclosure');
      const round = mixed.map(({ grant }) => insist(() => redeem(grant, `key ${use}`)));
      await someoneWaits(platform.database);
      await letGo();
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

  it('keep nobody waiting for a grant that somebody holds', async () => {
    const [held, ...others] = await fresh(2);
    letGo = await holdRow(platform.database, 'consent_grant', held!.grant);
    const answers = redeemAll(others.slice(0, 3), 'held');
    const patient = insist(() => redeem(held!.grant, 'held'));
    const more = redeemAll(others.slice(3), 'held');
    await someoneWaits(platform.database);
    expect([...(await answers), ...(await more)].map(personIn)).toEqual(
      others.map(({ person }) => alone[person]),
    );
    await letGo();
    expect(personIn(await patient)).toEqual(alone[held!.person]);
  });

  it('give theirs to those who travel with one whose values are damaged, and from then on that one goes alone', async () => {
    const [sick, ...others] = await fresh(2);
    const sound = others.filter(({ person }) => person !== sick!.person);
    const damaged = await copies(platform.database, sick!.grant, sound.length);
    await damage(sick!.person);
    try {
      for (const [uses, key] of ['first', 'again'].entries()) {
        const answers = await Promise.all(
          sound.map(({ grant }, index) => Promise.all([redeem(damaged[index]!, key), redeem(grant, key)])),
        );
        expect(answers.map(([broken]) => codeOf(broken))).toEqual(sound.map(() => 'UNAVAILABLE'));
        expect(answers.map(([, whole]) => [personIn(whole), numberOf(whole)])).toEqual(
          sound.map(({ person }) => [alone[person], uses + 1]),
        );
      }
    } finally {
      await damage(sick!.person);
    }
    expect(await together(sound)).toBeGreaterThan(sound.length / 2);
    const healed = await redeem(damaged[0]!, 'healed');
    expect([personIn(healed), numberOf(healed)]).toEqual([alone[sick!.person], 1]);
  });

  it('answer a retry as they answered before, together with others', async () => {
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
