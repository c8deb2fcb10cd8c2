import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyAgreements } from '../../api/cli/command/apply-agreements.js';
import { TOLD_OF_IDENTITY } from '../../consent/notifications/who-is-told.js';
import type { Person } from '../../examples/clients/person-client.js';
import { fullAgreement } from '../../examples/demo/agreements.js';
import { APPROVE, aFamily, askOf, idOf, QUICK_SELECTION } from '../support/people/family.js';
import { codeOf, give } from '../support/people/giving.js';
import { Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { namedRows } from '../support/platform/seals.js';
import { servingRoles } from './attacker/scene.js';
import { AttackerSession } from './attacker/session.js';

/** What rows that SQL alone made would bring about: a message, a guardian's consent, a raised level, a notice of a breach. */
let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
  // Two officers have accounts, in whose names the made-up acts are.
  await platform.staff('OFFICER');
});
afterAll(() => platform.stop());

const sql = (text: string, values: unknown[] = []) => platform.database.sql(text, values);

/** Runs SQL as the owner with the triggers off, which nothing but a seal or the ledger holds against. */
async function untriggered(...statements: string[]): Promise<void> {
  await sql(
    `SET session_replication_role = replica; ${statements.join('; ')}; RESET session_replication_role`,
  );
}

/** Runs SQL with the password of each serving role, whatever comes of it. */
async function withEveryPassword(...statements: string[]): Promise<void> {
  for (const { role, url } of await servingRoles(platform)) {
    const session = await AttackerSession.open(role, url);
    for (const statement of statements) await session.run(statement);
    await session.close();
  }
}

describe('a message', () => {
  const received = async ({ mobile }: Person): Promise<string[]> =>
    ((await (await fetch(`${platform.standInUrl}/sms/${mobile}`)).json()) as { text: string }[]).map(
      ({ text }) => text,
    );
  const PHISHING = '【知数】请点击 http://evil.test 重新登录';
  const undelivered = async (text: string) =>
    (
      await sql(
        'SELECT count(*)::int AS n FROM assent.message WHERE text = $1 AND undeliverable_at IS NULL',
        [text],
      )
    )[0]!.n;
  async function untilClosed(text: string): Promise<void> {
    while ((await undelivered(text)) > 0) await new Promise((done) => setTimeout(done, 50));
  }

  it('that SQL alone wrote is never sent, with whichever password', async () => {
    const person = platform.someone();
    const id = await idOf(platform.database, person);
    await withEveryPassword(
      `INSERT INTO assent.message (person_id, text) VALUES (${id}, '${PHISHING}')`,
      `SELECT assent.queue_message(jsonb_build_object('ref', gen_random_uuid(), 'person_id', ${id}, 'text', '${PHISHING}',
        'written_at', assent.now(), 'seal', '\\x00'))`,
    );
    const [made] = await sql('SELECT id::text FROM assent.message WHERE text = $1 LIMIT 1', [PHISHING]);
    expect(await namedRows(platform.database)).toContain(`message ${made!.id}: it has no right seal`);
    await untilClosed(PHISHING);
    expect(await received(person)).not.toContain(PHISHING);
  });

  it('that SQL turned to another person, or to another text, is never sent', async () => {
    const [person, other] = [platform.someone(), platform.someone()];
    await platform.person(person).signIn();
    const [own] = await sql(
      "SELECT id::text, text FROM assent.message WHERE person_id = $1 AND text LIKE '%新设备%'",
      [await idOf(platform.database, person)],
    );
    const again = 'sent_at = NULL, undeliverable_at = NULL, due_at = now()';
    await sql(`UPDATE assent.message SET person_id = $2, ${again} WHERE id = $1`, [
      own!.id,
      await idOf(platform.database, other),
    ]);
    await untilClosed(own!.text);
    expect(await received(other)).toEqual([]);
    await sql(`UPDATE assent.message SET person_id = $2, text = $3, ${again} WHERE id = $1`, [
      own!.id,
      await idOf(platform.database, person),
      PHISHING,
    ]);
    await untilClosed(PHISHING);
    expect(await received(person)).not.toContain(PHISHING);
  });

  it('by which a function tells of a grant is sent in the platform’s words alone, about a recipient that there is', async () => {
    const { id, owner } = await give(platform, { asks: ELIGIBILITY });
    await sql("SELECT assent.tell('REVOKED', ARRAY[$1::uuid], NULL)", [id]);
    const [told] = await sql(
      "SELECT id, text, person_id::text AS person FROM assent.message WHERE text LIKE '%一项授权已被撤回%'",
    );
    expect(
      (await namedRows(platform.database)).filter((row) => row.startsWith(`message ${told!.id}:`)),
    ).toEqual([]);
    while (!(await received(owner.person)).includes(told!.text))
      await new Promise((done) => setTimeout(done, 50));
    for (const text of [
      told!.text.replace(platform.insurer.identity.name, '点击 http://evil.test'),
      `${told!.text} http://evil.test`,
      told!.text.replace('一项授权', '全部授权'),
    ]) {
      await sql('INSERT INTO assent.message (person_id, text) VALUES ($1, $2)', [told!.person, text]);
      await untilClosed(text);
      expect(await received(owner.person)).not.toContain(text);
      const [made] = await sql('SELECT id FROM assent.message WHERE text = $1', [text]);
      expect(await namedRows(platform.database)).toContain(`message ${made!.id}: it has no right seal`);
    }
  });

  it('by which a function tells of a registration is sent', async () => {
    const person = platform.someone();
    const id = await idOf(platform.database, person);
    await sql("SELECT assent.hold_identity($1, sha256('x'), ARRAY['BRDY']::varchar[])", [id]);
    const text = TOLD_OF_IDENTITY.IDENTITY_HELD;
    while (!(await received(person)).includes(text)) await new Promise((done) => setTimeout(done, 50));
    const [told] = await sql('SELECT id FROM assent.message WHERE text = $1', [text]);
    expect(await namedRows(platform.database)).not.toContain(`message ${told!.id}: it has no right seal`);
  });

  it('by which a function told of a grant stays the platform’s when its recipient gets another name', async () => {
    const { identity } = platform.insurer;
    const { ownerUrl, varDir } = platform.database;
    const { id } = await give(platform, { asks: ELIGIBILITY });
    await sql("SELECT assent.tell('REVOKED', ARRAY[$1::uuid], NULL)", [id]);
    const named = async () =>
      (await namedRows(platform.database)).filter((row) => row.startsWith('message')).sort();
    const before = await named();
    const key = platform.insurer.key.registeredJwk;
    const nameIt = (name: string) =>
      applyAgreements(ownerUrl, varDir, [fullAgreement({ ...identity, name }, key)]);
    await nameIt('改名人寿保险股份有限公司（示例）');
    expect(await named()).toEqual(before);
    await nameIt(identity.name);
    expect(await named()).toEqual(before);
  });

  it('that was sent is not sent again by the role that sends', async () => {
    const person = platform.someone();
    await platform.person(person).signIn();
    const texts = async () => (await received(person)).filter((text) => text.includes('新设备')).length;
    while ((await texts()) === 0) await new Promise((done) => setTimeout(done, 50));
    await withEveryPassword(
      'UPDATE assent.message SET sent_at = NULL, due_at = now()',
      'SELECT assent.close_message(id, false) FROM assent.message',
      'SELECT assent.claim_message(NULL)',
    );
    const [open] = await sql(
      'SELECT count(*)::int AS n FROM assent.message WHERE sent_at IS NULL AND person_id = $1',
      [await idOf(platform.database, person)],
    );
    expect([open!.n, await texts()]).toEqual([0, 1]);
  });
});

describe('R-11: the consent of a guardian', () => {
  async function awaiting(): Promise<{ grantId: string; guardianId: string }> {
    const { child, guardian } = aFamily(platform, 'CHILD_14_TO_17');
    const me = await platform.person(child).signIn('FACE');
    const id = await askOf(platform, child);
    const given = await me.run(APPROVE, {
      input: { id, authentication: await me.prove('FACE', 'APPROVE', id), sensitiveConfirmed: true },
    });
    return {
      grantId: given.approveConsentRequest.id,
      guardianId: await idOf(platform.database, guardian),
    };
  }
  const redeemed = async (id: string) =>
    codeOf(await platform.insurer.redeem(id, randomUUID(), QUICK_SELECTION));

  it('that SQL alone made opens nothing, and the verifier names it', async () => {
    const { grantId, guardianId } = await awaiting();
    const id = randomUUID();
    await withEveryPassword(
      `SELECT assent.confirm_grant_for_ward(jsonb_build_object('id', '${id}', 'grant_id', '${grantId}', 'guardian_id', ${guardianId},
        'given_at', assent.now(), 'authentication_id', NULL, 'seal', '\\x00'))`,
      `SELECT assent.confirm_grant_for_ward('${grantId}', ${guardianId})`,
    );
    expect(await sql('SELECT FROM assent.guardian_consent WHERE grant_id = $1', [grantId])).toEqual([]);
    await untriggered(
      `INSERT INTO assent.guardian_consent (id, grant_id, guardian_id, given_at) VALUES ('${id}', '${grantId}', ${guardianId}, now())`,
      `UPDATE assent.guarded_grant SET awaits_since = NULL WHERE grant_id = '${grantId}'`,
      `UPDATE assent.consent_grant SET suspended_at = NULL WHERE id = '${grantId}'`,
    );
    expect(await redeemed(grantId)).toBe('NOT_FOUND');
    expect(await namedRows(platform.database)).toContain(`guardian_consent ${id}: it has no right seal`);
  });

  it('is needed until the age that was recorded, whatever SQL says', async () => {
    const { grantId } = await awaiting();
    await untriggered(
      `UPDATE assent.guarded_grant SET until_age = 14, awaits_since = NULL WHERE grant_id = '${grantId}'`,
      `UPDATE assent.consent_grant SET suspended_at = NULL WHERE id = '${grantId}'`,
    );
    expect(await redeemed(grantId)).toBe('NOT_FOUND');
    expect(await namedRows(platform.database)).toContain(`guarded_grant ${grantId}: it has no right seal`);
  });
});

const ELIGIBILITY = {
  purpose: 'CLAIM_ELIGIBILITY_CHECK',
  mode: 'LIMITED',
  maxUses: 5,
  items: [{ item: 'PSN_INSU_STAS' }],
} as const;

describe('R-07: a raised level', () => {
  const redeemed = async (id: string) =>
    codeOf(
      await platform.insurer.redeem(id, randomUUID(), 'person { enrolments { nodes { insuredStatus } } }'),
    );
  const madeUpAct = (raises: string) => {
    const id = randomUUID();
    return [
      `SELECT assent.propose_act(jsonb_build_object('id', '${id}', 'kind', 'PUBLISH_CATALOGUE', 'raises', '${raises}'::jsonb,
        'reason', 'x', 'digest', repeat('0', 64), 'diff', '[]'::jsonb, 'proposed_by', 'O-FOUNDER-1', 'proposed_at', assent.now(), 'seal', '\\x00'))`,
      `SELECT assent.confirm_act('${id}', 'O-FOUNDER-2', 1)`,
    ];
  };
  const levelOf = async (item: string) => {
    const { catalogue } = await platform.anonymous.run(
      '{ catalogue { categories { items { code level } } } }',
    );
    return catalogue.categories
      .flatMap(({ items }: { items: { code: string; level: number }[] }) => items)
      .find(({ code }: { code: string }) => code === item).level;
  };

  it('that officers never published is in no catalogue, is named, and keeps the item back until its row is gone', async () => {
    const { id } = await give(platform, { asks: ELIGIBILITY });
    const declared = await levelOf('PSN_INSU_STAS');
    await withEveryPassword(...madeUpAct('[{"item": "PSN_INSU_STAS", "level": 3}]'));
    const [published] = await sql('SELECT max(version) AS version FROM assent.catalogue_version');
    const named = await namedRows(platform.database);
    expect(named).toContain(`catalogue_version ${published!.version}: it has no right seal`);
    expect(named).toContain('raised_item PSN_INSU_STAS: it has no right seal');
    expect(await levelOf('PSN_INSU_STAS')).toBe(declared);
    expect(await redeemed(id)).toBe('UNAVAILABLE');
    await sql('DELETE FROM assent.raised_item WHERE version = $1', [published!.version]);
    expect(await redeemed(id)).toBeUndefined();
  });

  it('that officers published holds, also when SQL makes a later one up', async () => {
    const { id } = await give(platform, { asks: ELIGIBILITY });
    const officers = await Officers.of(platform);
    await officers.act({ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'PSN_INSU_STAS', level: 3 }] });
    await withEveryPassword(...madeUpAct('[{"item": "PSN_INSU_STAS", "level": 2}]'));
    expect(await redeemed(id)).toBe('ITEM_NOT_GRANTED');
    expect(await levelOf('PSN_INSU_STAS')).toBe(3);
  });
});

describe('R-34: a freeze', () => {
  it('that officers never ordered tells nobody of a breach, and the verifier names it', async () => {
    const { id, owner } = await give(platform, { asks: ELIGIBILITY });
    const act = randomUUID();
    const [grant] = await sql('SELECT recipient_code FROM assent.consent_grant WHERE id = $1', [id]);
    await withEveryPassword(
      `SELECT assent.propose_act(jsonb_build_object('id', '${act}', 'kind', 'FREEZE_RECIPIENT', 'recipient_code', '${grant!.recipient_code}',
        'reason', 'x', 'digest', repeat('0', 64), 'diff', '[]'::jsonb, 'proposed_by', 'O-FOUNDER-1', 'proposed_at', assent.now(), 'seal', '\\x00'))`,
      `SELECT assent.confirm_act('${act}', 'O-FOUNDER-2', 1)`,
      `SELECT assent.freeze_portion('${act}', 100)`,
    );
    expect(await namedRows(platform.database)).toContain(`recipient_freeze ${act}: it has no right seal`);
    expect((await owner.run('{ me { breachNotices { noticedAt } } }')).me.breachNotices).toEqual([]);
  });
});
