import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PersonTokens } from '../../api/auth/person-token.js';
import { loadKeys } from '../../api/secrets/keyring.js';
import { LIMITS } from '../../consent/kernel/limits.js';
import { type Answer, GraphqlClient, post } from '../../examples/clients/graphql-client.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { attempt, connect } from '../support/database/data-tables.js';
import { testCluster } from '../support/database/database.js';
import { idOf } from '../support/people/family.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { namedRows } from '../support/platform/seals.js';

const MINE = '{ me { sessions { id current strength device signedInAt lastUsedAt expiresAt } } }';
const END = 'mutation ($id: ID!) { endSession(id: $id) }';
const END_ALL = 'mutation { endAllSessions }';
const LOOK = '{ me { afterDeath } }';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const sessionsOf = async (me: GraphqlClient): Promise<any[]> => (await me.run(MINE)).me.sessions;
const currentOf = async (me: GraphqlClient): Promise<any> =>
  (await sessionsOf(me)).find(({ current }) => current);
const statusOf = async (me: GraphqlClient) => {
  const { status, errors } = await me.send(LOOK);
  return errors[0] ? `${status} ${errors[0].extensions.code}` : 'open';
};
/** Signs in by face and returns the answer as it came over HTTP. */
async function signInAnswer(me: PersonClient): Promise<Answer> {
  const input = { method: 'FACE', action: 'SIGN_IN', certNo: me.person.certNo };
  const { id } = (
    await me.run(
      'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }',
      {
        input,
      },
    )
  ).startAuthentication;
  return me.send(
    'mutation ($input: CompleteAuthenticationInput!) { completeAuthentication(input: $input) { accessToken } }',
    { input: { challengeId: id, response: await me.respond('FACE', id) } },
  );
}
const ENDED = '401 UNAUTHENTICATED';

describe('a session', () => {
  it('is one for each sign-in, and the list shows which asks, how strong it is, and since when', async () => {
    const person = platform.someone();
    const first = await platform.person(person).signIn('SCAN');
    const second = await platform.person(person).signIn('FACE');
    const [newest, oldest, ...more] = await sessionsOf(second);
    expect(more).toEqual([]);
    expect(newest).toMatchObject({ current: true, strength: 'FACE', device: '未知设备' });
    expect(oldest).toMatchObject({ current: false, strength: 'SCAN' });
    expect(Date.parse(newest.expiresAt) - Date.parse(newest.signedInAt)).toBe(30 * 60_000);
    expect((await currentOf(first)).id).toBe(oldest.id);
  });

  it('ends at once in every process when its person ends it from another one', async () => {
    const person = platform.someone();
    const stolen = await platform.person(person).signIn('FACE');
    const mine = await platform.person(person).signIn('FACE');
    const { url, server } = await platform.another({ PUBLIC_URL: platform.url });
    const elsewhere = stolen.at(url);
    expect(await statusOf(elsewhere)).toBe('open');
    await mine.run(END, { id: (await currentOf(stolen)).id });
    expect([await statusOf(stolen), await statusOf(elsewhere)]).toEqual([ENDED, ENDED]);
    expect(await statusOf(mine)).toBe('open');
    expect(await sessionsOf(mine)).toHaveLength(1);
    await server.stop();
  });

  it('ends when its person signs out', async () => {
    const me = await platform.person(platform.someone()).signIn();
    expect(await me.run(END, { id: (await currentOf(me)).id })).toEqual({ endSession: true });
    expect(await statusOf(me)).toBe(ENDED);
  });

  it('ends with all others of its person and nobody else’s', async () => {
    const person = platform.someone();
    const all = await Promise.all([1, 2, 3].map(() => platform.person(person).signIn('FACE')));
    const other = await platform.person(platform.someone()).signIn('FACE');
    expect(await all[0]!.run(END_ALL)).toEqual({ endAllSessions: true });
    expect(await Promise.all(all.map(statusOf))).toEqual([ENDED, ENDED, ENDED]);
    expect(await statusOf(other)).toBe('open');
  });

  it('can be ended by its own person only, and once', async () => {
    const person = platform.someone();
    const [one, two] = [await platform.person(person).signIn(), await platform.person(person).signIn('SCAN')];
    const { id } = await currentOf(two);
    const stranger = await platform.person(platform.someone()).signIn('FACE');
    for (const wanted of [id, randomUUID(), 'nonsense'])
      expect((await stranger.refusal(END, { id: wanted })).code).toBe('NOT_FOUND');
    await one.run(END, { id });
    expect((await one.refusal(END, { id })).code).toBe('NOT_FOUND');
  });

  it('is not listed any more half an hour after the sign-in, when its token has expired', async () => {
    const person = platform.someone();
    const old = await platform.person(person).signIn('FACE');
    const { id } = await currentOf(old);
    await platform.database.advance(30 * 60 + 1);
    const me = await platform.person(person).signIn('FACE');
    expect((await sessionsOf(me)).map((session) => session.id)).not.toContain(id);
    expect((await me.refusal(END, { id })).code).toBe('NOT_FOUND');
  });

  it(`ends when its person has signed in ${LIMITS.sessions} times more`, async () => {
    const person = platform.someone();
    const oldest = await platform.person(person).signIn('FACE');
    for (let n = 1; n < LIMITS.sessions; n += 1) await platform.person(person).signIn('FACE');
    expect(await statusOf(oldest)).toBe('open');
    const newest = await platform.person(person).signIn('FACE');
    expect(await statusOf(oldest)).toBe(ENDED);
    expect(await sessionsOf(newest)).toHaveLength(LIMITS.sessions);
  });

  it('shows when it was last used, to the minute', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const before = await currentOf(me);
    expect(before.lastUsedAt).toBe(before.signedInAt);
    await platform.database.advance(120);
    await statusOf(me);
    expect(Date.parse((await currentOf(me)).lastUsedAt)).toBeGreaterThanOrEqual(
      Date.parse(before.signedInAt) + 120_000,
    );
  });
});

describe('no session without a sign-in', () => {
  it('a token that the platform’s key signed is refused if the session that it names is not there, or is another person’s', async () => {
    const keys = await loadKeys(testCluster().varDir);
    const tokens = new PersonTokens(() => platform.url, keys.accessTokenKey);
    const person = platform.someone();
    const personId = await idOf(platform.database, person);
    const { data } = await signInAnswer(platform.person(platform.someone()));
    const [, claims] = data.completeAuthentication.accessToken.split('.');
    const { sid } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    for (const session of [randomBytes(32).toString('base64url'), '', sid]) {
      const token = await tokens.issue({ personId, strength: 'FACE', session });
      const client = new GraphqlClient(platform.url, async () => ({ authorization: `Bearer ${token}` }));
      expect(await statusOf(client)).toBe(ENDED);
    }
  });

  it('a session that was inserted with SQL opens nothing, and is named by the verifier', async () => {
    const keys = await loadKeys(testCluster().varDir);
    const tokens = new PersonTokens(() => platform.url, keys.accessTokenKey);
    const personId = await idOf(platform.database, platform.someone());
    const [secret, id] = [randomBytes(32).toString('base64url'), randomUUID()];
    await platform.database.sql(
      `INSERT INTO assent.session (id, digest, kind, person_id, authentication_id, strength, device, device_key,
         signed_in_at, last_used_at, expires_at)
       VALUES ($1, $2, 'PERSON', $3, gen_random_uuid(), 'FACE', 'x', $2, assent.now(), assent.now(),
         assent.now() + interval '10 minutes')`,
      [id, createHash('sha256').update(secret).digest(), personId],
    );
    const token = await tokens.issue({ personId, strength: 'FACE', session: secret });
    const client = new GraphqlClient(platform.url, async () => ({ authorization: `Bearer ${token}` }));
    expect(await statusOf(client)).toBe(ENDED);
    expect((await namedRows(platform.database)).filter((row) => row.includes(id))).toHaveLength(1);
    await platform.database.sql('DELETE FROM assent.session WHERE id = $1', [id]);
  });

  it('a session whose strength was raised with SQL opens nothing', async () => {
    const me = await platform.person(platform.someone()).signIn('SCAN');
    const { id } = await currentOf(me);
    const raise = (strength: string) =>
      platform.database.sql(
        `ALTER TABLE assent.session DISABLE TRIGGER USER;
         UPDATE assent.session SET strength = '${strength}' WHERE id = '${id}';
         ALTER TABLE assent.session ENABLE TRIGGER USER`,
      );
    await raise('FACE');
    expect(await statusOf(me)).toBe(ENDED);
    await raise('SCAN');
    expect(await statusOf(me)).toBe('open');
  });

  it('the database makes no second session of a proof, and none of a proof for something else', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const personId = await idOf(platform.database, me.person);
    const [spent] = await platform.database.sql('SELECT id FROM assent.authentication WHERE person_id = $1', [
      personId,
    ]);
    const other = await me.prove('FACE', 'APPROVE', randomUUID());
    const api = await connect(platform.database.urls.identity);
    for (const proof of [spent!.id, other, randomUUID()]) {
      const { rows } = await api.query(
        `SELECT assent.begin_session(jsonb_build_object('id', gen_random_uuid(), 'digest', '\\x' || repeat('01', 32),
           'kind', 'PERSON', 'person_id', $1::bigint, 'authentication_id', $2::uuid, 'strength', 'FACE', 'device', 'x',
           'device_key', '\\x' || repeat('01', 32), 'signed_in_at', assent.now(), 'last_used_at', assent.now(),
           'expires_at', assent.now() + interval '29 minutes', 'seal', ''), 20, NULL) AS begun`,
        [personId, proof],
      );
      expect(rows[0].begun).toBe(false);
    }
    for (const statement of [
      'SELECT * FROM assent.session',
      'DELETE FROM assent.session',
      "UPDATE assent.session SET ended_at = NULL, strength = 'FACE'",
    ])
      expect(await attempt(api, statement)).toBe('42501');
    await api.end();
  });
});

describe('a sign-in from a device that is not known', () => {
  const told = async (me: PersonClient) =>
    (
      await platform.database.sql(
        "SELECT text FROM assent.message WHERE person_id = $1 AND text LIKE '%新设备%' ORDER BY id",
        [await idOf(platform.database, me.person)],
      )
    ).map(({ text }) => text as string);

  it('is told to the person at once by SMS, with the time, the device and how to end it', async () => {
    const me = await platform.person(platform.someone()).signIn('SCAN');
    expect(await told(me)).toEqual([
      expect.stringMatching(
        /^【知数】您的账户于\d+月\d+日\d\d:\d\d在新设备（未知设备）登录，方式：医保电子凭证或通行密钥。如非本人操作，请立即登录并退出全部会话/,
      ),
    ]);
    expect((await me.messages())[0]!.text).toContain('新设备');
  });

  it('is told once for a device that keeps its cookie, even months later', async () => {
    const me = platform.person(platform.someone());
    await me.signIn('FACE');
    await me.signIn('FACE');
    await platform.database.advance(100 * 86_400);
    await me.signIn('FACE');
    expect(await told(me)).toHaveLength(1);
    await platform.database.advance(181 * 86_400);
    await me.signIn('FACE');
    expect(await told(me)).toHaveLength(2);
  });

  it('is told to each person who signs in there for the first time', async () => {
    const one = platform.person(platform.someone());
    const two = platform.person(platform.someone());
    await one.signIn('FACE');
    two.shareDeviceOf(one);
    await two.signIn('FACE');
    await two.signIn('FACE');
    expect([(await told(one)).length, (await told(two)).length]).toEqual([1, 1]);
  });

  it('is told once a day for a client without cookies, and at once for another one', async () => {
    const person = platform.someone();
    const signIn = async () => platform.person(person).signIn('FACE');
    for (let n = 0; n < 3; n += 1) await signIn();
    expect(await told(await signIn())).toHaveLength(1);
    await platform.database.advance(86_400 + 1);
    expect(await told(await signIn())).toHaveLength(2);
    const phone = platform
      .person(person)
      .named('Mozilla/5.0 (Linux; Android 15) Chrome/131.0 Mobile Safari/537.36');
    await phone.signIn('FACE');
    const messages = await told(phone);
    expect(messages).toHaveLength(3);
    expect(messages[2]).toContain('新设备（Chrome · 安卓）');
    expect((await currentOf(phone)).device).toBe('Chrome · 安卓');
  });

  it('puts no text of the client into the message', async () => {
    const me = platform.person(platform.someone()).named('Call 13800000000 <b>');
    await me.signIn('FACE');
    expect((await told(me))[0]).toContain('新设备（未知设备）');
  });

  it('gets a cookie that no script reads and that signs nobody in', async () => {
    const me = platform.person(platform.someone());
    const { headers } = await signInAnswer(me);
    const [cookie] = headers.getSetCookie();
    expect(cookie).toMatch(/^assent-device=[\w-]{43}; Path=\/; Max-Age=15552000; HttpOnly; SameSite=Lax$/);
    const { errors } = await post(`${platform.url}/graphql`, JSON.stringify({ query: LOOK }), {
      cookie: cookie!.split(';')[0]!,
    });
    expect(errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  });
});

describe('R-28: the session of an employee', () => {
  it('ends when the account is disabled', async () => {
    const clerk = await platform.staff('CLERK');
    expect((await clerk.send('{ purposes { code } }')).status).toBe(200);
    await platform.database.sql('UPDATE assent.staff SET disabled_at = assent.now() WHERE code = $1', [
      clerk.identity.code,
    ]);
    const { status, errors } = await clerk.send('{ purposes { code } }');
    expect([status, errors[0]!.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
});
