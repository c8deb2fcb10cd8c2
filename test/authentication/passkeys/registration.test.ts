import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { relyingParty } from '../../../consent/authentication/passkeys/relying-party.js';
import { type EntryRow, entryFaults, entryOf } from '../../../consent/ledger/entries/entry.js';
import type { PersonClient } from '../../../examples/clients/person-client.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { apiProcesses } from '../../support/processes/api-processes.js';
import type { Faults } from './authenticator.js';
import {
  COMPLETE_REGISTRATION,
  deviceFor,
  MINE,
  REMOVE,
  register,
  START_REGISTRATION,
  somebody,
} from './scene.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const messages = async (mobile: string) =>
  (await (await fetch(`${platform.standInUrl}/sms/${mobile}`)).json()) as { text: string }[];

const changes = async () =>
  platform.database.sql(
    "SELECT person_id::text, content FROM assent.ledger_entry WHERE kind = 'AUTHENTICATOR_CHANGED' ORDER BY id",
  );

describe('the relying party is the public URL’s', () => {
  it.each([
    ['https://assent.example.cn', 'assent.example.cn', 'https://assent.example.cn'],
    ['https://assent.example.cn:8443/', 'assent.example.cn', 'https://assent.example.cn:8443'],
    ['http://127.0.0.1:4000', 'localhost', 'http://localhost:4000'],
    ['http://[::1]:4000', 'localhost', 'http://localhost:4000'],
  ])('%s', (url, id, origin) => {
    expect(relyingParty(url)).toEqual({ id, origin });
  });
});

describe('registering a passkey', () => {
  it('takes a FACE session', async () => {
    const person = platform.someone();
    for (const method of ['SMS', 'SCAN'] as const) {
      const me = await platform.person(person).signIn(method);
      expect(await me.refusal(START_REGISTRATION)).toMatchObject({
        code: 'STRENGTH_REQUIRED',
        required: 'FACE',
      });
    }
    expect((await platform.anonymous.refusal(START_REGISTRATION)).code).toBe('UNAUTHENTICATED');
    expect((await platform.insurer.refusal(START_REGISTRATION)).code).toBe('FORBIDDEN');
  });

  it('R-27: takes no face, e-voucher and SMS together will do', async () => {
    const me = await platform.person(platform.someone()).signIn('SCAN');
    await me.signIn('SMS');
    await register(me, deviceFor(platform));
  });

  it('asks the device for a key that it keeps, finds by itself and guards, and tells it nothing of the person', async () => {
    const person = platform.someone();
    const me = await platform.person(person).signIn('FACE');
    const { options } = (await me.run(START_REGISTRATION)).startPasskeyRegistration;
    expect(JSON.parse(options)).toMatchObject({
      rp: { id: 'localhost' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
      excludeCredentials: [],
    });
    for (const secret of [person.name, person.certNo, person.mobile]) expect(options).not.toContain(secret);
  });

  it('lists it, tells the phone, and enters it in the ledger without a name (R-29)', async () => {
    const { person, me, passkey } = await somebody(platform);
    expect(passkey).toMatchObject({ name: '我的手机', lastUsedAt: null, backedUp: false });
    expect((await me.run(MINE)).me.passkeys).toEqual([
      { id: passkey.id, name: '我的手机', lastUsedAt: null, backedUp: false },
    ]);
    const [message] = await messages(person.mobile);
    expect(message!.text).toMatch(/新增了一个通行密钥。如非本人操作/);
    const [row] = await platform.database.sql(
      "SELECT * FROM assent.ledger_sequence WHERE kind = 'AUTHENTICATOR_CHANGED' ORDER BY id DESC LIMIT 1",
    );
    expect(row!.content.change).toBe('PASSKEY_ADDED');
    expect(entryFaults(entryOf(row as EntryRow, null))).toEqual([]);
  });

  it('has a name without being given one', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    expect((await register(me, deviceFor(platform))).name).toBe('通行密钥');
  });

  it('is for one device once: the next registration tells it what is there', async () => {
    const { me, device } = await somebody(platform);
    const { id, options } = (await me.run(START_REGISTRATION)).startPasskeyRegistration;
    expect(JSON.parse(options).excludeCredentials).toHaveLength(1);
    await register(me, device, '另一部');
    expect((await me.run(MINE)).me.passkeys).toHaveLength(2);
    expect(id).toBeDefined();
  });

  it('is refused to somebody who has ten', async () => {
    const { me } = await somebody(platform);
    for (let i = 1; i < 10; i += 1) await register(me, deviceFor(platform), `第${i + 1}个`);
    expect((await me.refusal(START_REGISTRATION)).code).toBe('BAD_USER_INPUT');
    expect((await me.run(MINE)).me.passkeys).toHaveLength(10);
  });

  describe('is refused, and spent, when what was made', () => {
    let me: PersonClient;
    beforeAll(async () => {
      me = await platform.person(platform.someone()).signIn('FACE');
    });
    const attempt = async (makeResponse: (options: string) => string | Promise<string>) => {
      const { id, options } = (await me.run(START_REGISTRATION)).startPasskeyRegistration;
      const response = await makeResponse(options);
      const input = (given: string) => ({ input: { registrationId: id, response: given } });
      expect(await me.refusal(COMPLETE_REGISTRATION, input(response))).toMatchObject({
        code: 'AUTHENTICATION_FAILED',
        attemptsLeft: 0,
      });
      // Spent: now even what would have been right is refused.
      const right = deviceFor(platform).create(options);
      expect((await me.refusal(COMPLETE_REGISTRATION, input(right))).code).toBe('AUTHENTICATION_FAILED');
      expect((await me.run(MINE)).me.passkeys).toEqual([]);
    };

    // biome-ignore format: a table is read by its rows
    it.each<[string, Faults]>([
      ['is for another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
      ['comes from another site', { origin: 'https://assent.example.org' }],
      ['is for another site', { rpId: 'example.org' }],
      ['comes from within somebody else’s page', { crossOrigin: true }],
      ['is an assertion and no new key', { type: 'webauthn.get' }],
      ['was made with nobody there', { present: false }],
      ['was made without verifying who is there', { verified: false }],
      ['carries a maker’s certificate', { certificate: Buffer.alloc(300) }],
    ])('%s', (_what, faults) => attempt((options) => deviceFor(platform).create(options, faults)));

    it.each([
      ['is nothing', ''],
      ['is no JSON', 'passkey'],
      ['is empty', '{}'],
      ['is endless', `"${'1'.repeat(20_000)}"`],
      ['is an empty response', '{"id":"AA","rawId":"AA","type":"public-key","response":{}}'],
    ])('%s', (_what, response) => attempt(() => response));

    it('comes after five minutes', () =>
      attempt(async (options) => {
        await platform.database.advance(300);
        return deviceFor(platform).create(options);
      }));
  });

  it('of somebody else can’t be completed, and that one’s own still can', async () => {
    const [mine, theirs] = [platform.someone(), platform.someone()];
    const me = await platform.person(mine).signIn('FACE');
    const other = await platform.person(theirs).signIn('FACE');
    const { id, options } = (await me.run(START_REGISTRATION)).startPasskeyRegistration;
    const input = { registrationId: id, response: deviceFor(platform).create(options) };
    expect((await other.refusal(COMPLETE_REGISTRATION, { input })).code).toBe('AUTHENTICATION_FAILED');
    expect((await other.run(MINE)).me.passkeys).toEqual([]);
    await me.run(COMPLETE_REGISTRATION, { input });
    // Once.
    expect((await me.refusal(COMPLETE_REGISTRATION, { input })).code).toBe('AUTHENTICATION_FAILED');
    expect((await me.run(MINE)).me.passkeys).toHaveLength(1);
  });

  it('of a credential that somebody has registered already is refused', async () => {
    const [mine, theirs] = [platform.someone(), platform.someone()];
    const me = await platform.person(mine).signIn('FACE');
    const other = await platform.person(theirs).signIn('FACE');
    const own = (await me.run(START_REGISTRATION)).startPasskeyRegistration;
    const response = deviceFor(platform).create(own.options);
    await me.run(COMPLETE_REGISTRATION, { input: { registrationId: own.id, response } });
    const foreign = (await other.run(START_REGISTRATION)).startPasskeyRegistration;
    // The same credential, with the client data of the other registration.
    const made = JSON.parse(response);
    const clientData = JSON.parse(Buffer.from(made.response.clientDataJSON, 'base64url').toString());
    clientData.challenge = JSON.parse(foreign.options).challenge;
    made.response.clientDataJSON = Buffer.from(JSON.stringify(clientData)).toString('base64url');
    const input = { registrationId: foreign.id, response: JSON.stringify(made) };
    expect((await other.refusal(COMPLETE_REGISTRATION, { input })).code).toBe('BAD_USER_INPUT');
    expect((await other.run(MINE)).me.passkeys).toEqual([]);
  });

  it('does not happen without telling the phone: with the gateway down nothing is added, and nothing is spent', async () => {
    const cutOff = await apiProcesses(platform, 1, { SMS_GATEWAY_URL: 'http://127.0.0.1:1' });
    const someone = platform.someone();
    const me = await platform.person(someone).signIn('FACE');
    const { id, options } = (await me.run(START_REGISTRATION)).startPasskeyRegistration;
    const input = { registrationId: id, response: deviceFor(platform).create(options) };
    const before = await changes();
    const refusal = await me.at(cutOff.urls[0]!).refusal(COMPLETE_REGISTRATION, { input });
    await cutOff.end();
    expect(refusal.code).toBe('UNAVAILABLE');
    expect((await me.run(MINE)).me.passkeys).toEqual([]);
    expect(await changes()).toEqual(before);
    await me.run(COMPLETE_REGISTRATION, { input });
  });
});

describe('removing a passkey', () => {
  it('is as easy as adding it: any session will do; the phone is told, and the ledger has it', async () => {
    const { person, me, passkey } = await somebody(platform);
    const weak = await platform.person(person).signIn('SMS');
    await weak.run(REMOVE, { id: passkey.id });
    expect((await me.run(MINE)).me.passkeys).toEqual([]);
    expect((await messages(person.mobile))[0]!.text).toMatch(/删除了一个通行密钥/);
    expect((await changes()).slice(-1)[0]!.content).toMatchObject({ change: 'PASSKEY_REMOVED' });
    expect((await weak.refusal(REMOVE, { id: passkey.id })).code).toBe('NOT_FOUND');
  });

  it('is for the person’s own', async () => {
    const { me, passkey } = await somebody(platform);
    const other = await platform.person(platform.someone()).signIn('FACE');
    for (const id of [passkey.id, 'nonsense'])
      expect((await other.refusal(REMOVE, { id })).code).toBe('NOT_FOUND');
    expect((await me.run(MINE)).me.passkeys).toHaveLength(1);
  });
});

describe('the database', () => {
  it('shows the API’s role no passkey but by its functions', async () => {
    const { Client } = (await import('pg')).default;
    const api = new Client({ connectionString: platform.database.apiUrl });
    await api.connect();
    try {
      for (const statement of [
        'SELECT * FROM assent.passkey',
        'UPDATE assent.passkey SET counter = 0',
        'DELETE FROM assent.passkey',
        'SELECT * FROM assent.passkey_registration',
        "SELECT assent.record_authenticator(1, 'PASSKEY_ADDED')",
      ])
        await expect(api.query(statement)).rejects.toThrow(/permission denied/);
    } finally {
      await api.end();
    }
  });

  it('lets nobody put a counter back, exchange a key or hand a passkey over', async () => {
    const { passkey } = await somebody(platform);
    await platform.database.sql('UPDATE assent.passkey SET counter = 7 WHERE id = $1', [passkey.id]);
    for (const change of ['counter = 6', "public_key = '\\x00'", 'person_id = person_id + 1'])
      await expect(
        platform.database.sql(`UPDATE assent.passkey SET ${change} WHERE id = $1`, [passkey.id]),
      ).rejects.toThrow(/may not change so/);
  });

  it('R-22: forgets the passkeys of who is erased', async () => {
    const { passkey } = await somebody(platform);
    await platform.database.sql(
      'UPDATE assent.person SET salt = NULL WHERE id = (SELECT person_id FROM assent.passkey WHERE id = $1)',
      [passkey.id],
    );
    expect(await platform.database.sql('SELECT FROM assent.passkey WHERE id = $1', [passkey.id])).toEqual([]);
  });
});
