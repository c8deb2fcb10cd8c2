import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import type { Seals } from '../../consent/crypto/seal.js';
import { queueUseNotices } from '../../consent/notifications/use-notices.js';
import { connect } from '../support/database/data-tables.js';
import { type Given, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { testSeals } from '../support/platform/seals.js';

const SETTLED = 'id person { settlements(first: 1) { nodes { settlementId totalFee } } }';
const ENROLLED = 'id person { enrolments(first: 1) { nodes { insuranceType } } }';
const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 } as const;
const CHECK = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 5 } as const;

/** Looks again until something holds; the test's own time limit ends it otherwise. */
async function until<T>(look: () => Promise<T>, holds: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    await delay(50);
  }
}

describe('R-36: the person learns of a use', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  const told = async ({ owner }: Given): Promise<string[]> => {
    const messages = (await (await fetch(`${platform.standInUrl}/sms/${owner.person.mobile}`)).json()) as {
      text: string;
    }[];
    return messages.map(({ text }) => text).filter((text) => text.includes('使用了您的个人信息'));
  };
  /** Waits until every use is processed and every message delivered. */
  const settled = () =>
    until(
      () =>
        platform.database.sql(
          `SELECT (SELECT count(*) FROM assent.message WHERE sent_at IS NULL)::int
            + (SELECT count(*) FROM assent.ledger_entry WHERE kind = 'DISCLOSURE' AND id > (SELECT entry_id FROM assent.use_notice_progress))::int AS open`,
        ),
      ([row]) => row!.open === 0,
    );

  it('from their list of disclosures, which names recipient, items and grant from the first moment', async () => {
    const given = await give(platform, { asks: CHECK });
    const { data } = await platform.insurer.redeem(given.id, randomUUID(), ENROLLED);
    const { nodes } = (
      await given.owner.run(
        '{ me { disclosures { nodes { id grant { id recipient { name } } items { item { code } } } } } }',
      )
    ).me.disclosures;
    expect(nodes[0]).toMatchObject({
      id: data.redeemGrant.id,
      grant: { id: given.id, recipient: { name: platform.insurer.identity.name } },
      items: [{ item: { code: 'INSUTYPE' } }],
    });
  });

  it('by one SMS for each use in which sensitive items were read; it does not say what was read', async () => {
    const given = await give(platform, { asks: CLAIM });
    for (let use = 1; use <= 3; use++) await platform.insurer.redeem(given.id, randomUUID(), SETTLED);
    const messages = await until(
      () => told(given),
      ({ length }) => length >= 3,
    );
    await settled();
    expect(await told(given)).toHaveLength(3);
    const form = /^【知数】.+于\d+月\d+日\d\d:\d\d按您的授权第(\d)次使用了您的个人信息（2项）。/;
    expect(messages.map((text) => form.exec(text)?.[1]).sort()).toEqual(['1', '2', '3']);
    expect(messages[0]).toContain(platform.insurer.identity.name);
    for (const secret of [given.owner.person.name, given.owner.person.certNo])
      expect(messages.join()).not.toContain(secret);
  });

  it('without an SMS for items that are not sensitive, for a retry and for a further page', async () => {
    const [check, claim] = [await give(platform, { asks: CHECK }), await give(platform, { asks: CLAIM })];
    await platform.insurer.redeem(check.id, randomUUID(), ENROLLED);
    const key = randomUUID();
    const { data } = await platform.insurer.redeem(claim.id, key, SETTLED);
    await platform.insurer.redeem(claim.id, key, SETTLED);
    await platform.insurer.run(
      `{ disclosure(id: "${data.redeemGrant.id}") { person { settlements(first: 1) { nodes { totalFee } } } } }`,
    );
    await until(
      () => told(claim),
      ({ length }) => length > 0,
    );
    await settled();
    expect([(await told(check)).length, (await told(claim)).length]).toEqual([0, 1]);
  });

  it('as the legal representative if a provider’s own data was read', async () => {
    const given = await give(platform, { asks: { purpose: 'CREDIT_GRANT', mode: 'LIMITED', maxUses: 2 } });
    const AMOUNTS = 'id provider { settlementMonths(first: 1) { nodes { totalFee } } }';
    const { errors, data } = await platform.bank.redeem(given.id, randomUUID(), AMOUNTS);
    expect(errors).toEqual([]);
    const { nodes } = (await given.owner.run('{ me { disclosures { nodes { id } } } }')).me.disclosures;
    expect(nodes).toContainEqual({ id: data.redeemGrant.id });
    const messages = await until(
      () => told(given),
      ({ length }) => length > 0,
    );
    expect(messages[0]).toContain(platform.bank.identity.name);
  });
});

describe('R-36: queueUseNotices', () => {
  let platform: Platform;
  let pool: Pool;
  let seals: Seals;
  let claim: Given;
  beforeAll(async () => {
    platform = await startPlatform({ USE_NOTICES: 'off' });
    seals = await testSeals();
    pool = new Pool({ connectionString: platform.database.urls.dispatch, max: 8 });
    claim = await give(platform, { asks: CLAIM });
  });
  afterAll(async () => {
    await pool.end();
    await platform.stop();
  });

  const redeem = () => platform.insurer.redeem(claim.id, randomUUID(), SETTLED);
  const written = async () =>
    (
      await platform.database.sql(
        "SELECT text FROM assent.message WHERE text LIKE '%使用了您的个人信息%' ORDER BY id",
      )
    ).map(({ text }) => /第(\d+)次/.exec(text)![1]);

  it('queues each message once if many processes call it at the same time', async () => {
    await Promise.all([redeem(), redeem(), redeem(), redeem()]);
    for (let round = 0; round < 3; round++)
      await Promise.all(Array.from({ length: 4 }, () => queueUseNotices(pool, seals)));
    expect((await written()).sort()).toEqual(['1', '2', '3', '4']);
  });

  it('queues nothing if it fails in the middle, and everything when it is called again', async () => {
    const before = await written();
    await redeem();
    await redeem();
    await platform.database.sql(
      "CREATE FUNCTION assent.fail_at_second() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.text LIKE '%第6次%' THEN RAISE EXCEPTION 'killed'; END IF; RETURN NEW; END $$",
    );
    await platform.database.sql(
      'CREATE TRIGGER fail BEFORE INSERT ON assent.message FOR EACH ROW EXECUTE FUNCTION assent.fail_at_second()',
    );
    await expect(queueUseNotices(pool, seals)).rejects.toThrow('killed');
    expect(await written()).toEqual(before);
    await platform.database.sql('DROP TRIGGER fail ON assent.message');
    await queueUseNotices(pool, seals);
    await queueUseNotices(pool, seals);
    expect(await written()).toEqual([...before, '5', '6']);
  });

  it('does not miss a use whose transaction commits late', async () => {
    const before = await written();
    const late = await connect(platform.database.urls.gate);
    await late.query('BEGIN');
    await late.query("SELECT assent.redeem($1, 'INS-ANXIN', 'late', $2, $3, $4, 1)", [
      claim.id,
      Buffer.alloc(32),
      randomUUID(),
      JSON.stringify([{ item: 'MEDFEE_SUMAMT', delivery: 'RETURN' }]),
    ]);
    const other = await give(platform, { asks: CLAIM });
    await platform.insurer.redeem(other.id, randomUUID(), SETTLED);
    const meanwhile = queueUseNotices(pool, seals);
    await late.query('COMMIT');
    await late.end();
    await meanwhile;
    await queueUseNotices(pool, seals);
    expect((await written()).slice(before.length).sort()).toEqual(['1', '7']);
  });
});
