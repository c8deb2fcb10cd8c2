import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { relyingParty } from '../../../consent/authentication/passkeys/relying-party.js';
import { type EntryRow, entryOf } from '../../../consent/ledger/entries/entry.js';
import { entryFaults } from '../../../consent/ledger/entries/entry-form.js';
import type { PersonClient } from '../../../examples/clients/person-client.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { apiProcesses } from '../../support/processes/api-processes.js';
import type { Faults } from './authenticator.js';
import { cbor } from './cbor.js';
import {
  COMPLETE_REGISTRATION,
  deviceFor,
  MINE,
  REMOVE,
  register,
  START_REGISTRATION,
  somebody,
  startRegistration,
} from './scene.js';

/** A COSE key of RSA (RFC 8230) with this algorithm and a modulus of so many bytes. */
const rsaKey = (algorithm: number, bytes: number) =>
  cbor([
    [1, 3],
    [3, algorithm],
    [-1, Buffer.alloc(bytes, 0xff)],
    [-2, Buffer.from([1, 0, 1])],
  ]);

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

describe('the relying party follows from the public URL', () => {
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
  it('needs a FACE session', async () => {
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

  it('needs no face comparison: e-voucher and SMS together suffice (R-27)', async () => {
    const me = await platform.person(platform.someone()).signIn('SCAN');
    await me.signIn('SMS');
    await register(me, deviceFor(platform));
  });

  it('asks the device for a discoverable key with user verification, and gives it no personal data', async () => {
    const person = platform.someone();
    const me = await platform.person(person).signIn('FACE');
    const { options } = await startRegistration(me);
    expect(JSON.parse(options)).toMatchObject({
      rp: { id: 'localhost' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
      excludeCredentials: [],
    });
    for (const secret of [person.name, person.certNo, person.mobile]) expect(options).not.toContain(secret);
  });

  it('lists the passkey, sends a text message, and writes a ledger entry without a name (R-29)', async () => {
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

  it('gives the passkey a default name', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    expect((await register(me, deviceFor(platform))).name).toBe('通行密钥');
  });

  it('excludes devices that have a passkey already', async () => {
    const { me, device } = await somebody(platform);
    const { id, options } = await startRegistration(me);
    expect(JSON.parse(options).excludeCredentials).toHaveLength(1);
    await register(me, device, '另一部');
    expect((await me.run(MINE)).me.passkeys).toHaveLength(2);
    expect(id).toBeDefined();
  });

  it('is refused to a person with ten passkeys', async () => {
    const { me } = await somebody(platform);
    for (let i = 1; i < 10; i += 1) await register(me, deviceFor(platform), `第${i + 1}个`);
    const authentication = await me.fresh('ADD_PASSKEY');
    expect((await me.refusal(START_REGISTRATION, { authentication })).code).toBe('BAD_USER_INPUT');
    expect((await me.run(MINE)).me.passkeys).toHaveLength(10);
  });

  describe('is refused, and spent, if the result', () => {
    let me: PersonClient;
    beforeAll(async () => {
      me = await platform.person(platform.someone()).signIn('FACE');
    });
    const attempt = async (makeResponse: (options: string) => string | Promise<string>) => {
      const { id, options } = await startRegistration(me);
      const response = await makeResponse(options);
      const input = (given: string) => ({ input: { registrationId: id, response: given } });
      expect(await me.refusal(COMPLETE_REGISTRATION, input(response))).toMatchObject({
        code: 'AUTHENTICATION_FAILED',
        attemptsLeft: 0,
      });
      // The registration is spent, so even a valid result is refused now.
      const right = deviceFor(platform).create(options);
      expect((await me.refusal(COMPLETE_REGISTRATION, input(right))).code).toBe('AUTHENTICATION_FAILED');
      expect((await me.run(MINE)).me.passkeys).toEqual([]);
    };

    // biome-ignore format: a table is read by its rows
    it.each<[string, Faults]>([
      ['is for another challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
      ['comes from another site', { origin: 'https://assent.example.org' }],
      ['is for another site', { rpId: 'example.org' }],
      ['comes from a frame of another site', { crossOrigin: true }],
      ['has the type webauthn.get', { type: 'webauthn.get' }],
      ['was made without user presence', { present: false }],
      ['was made without user verification', { verified: false }],
      ['calls itself cross-origin by a text', { crossOrigin: 'true' }],
      ['is backed up without being eligible', { backedUp: true }],
      ['has an identifier that is too long', { credentialId: Buffer.alloc(1_024, 1) }],
      ['has no identifier', { credentialId: Buffer.alloc(0) }],
      ['has a key that is too long', { coseKey: rsaKey(-257, 2_100) }],
      ['has a key for RS1, which was not offered', { coseKey: rsaKey(-65_535, 256) }],
      ['has a key for PS256, which was not offered', { coseKey: rsaKey(-37, 256) }],
      ['has a key without an algorithm', { coseKey: cbor([[1, 2]]) }],
      ['has no key', { coseKey: Buffer.alloc(0) }],
      ['has text after its key', { coseKey: Buffer.concat([rsaKey(-257, 256), Buffer.alloc(40)]) }],
      ['is an endless list', { attestation: Buffer.from('9affffffff', 'hex') }],
      ['is an endless map', { attestation: Buffer.from('bb001fffffffffffff', 'hex') }],
      ['is endless bytes', { attestation: Buffer.from('5b001fffffffffffff', 'hex') }],
      ['is a list in a list, thousands deep', { attestation: Buffer.alloc(6_000, 0x81) }],
      ['is a tag of a tag, thousands deep', { attestation: Buffer.alloc(6_000, 0xc1) }],
      ['carries an attestation certificate', { certificate: Buffer.alloc(300) }],
    ])('%s', (_what, faults) => attempt((options) => deviceFor(platform).create(options, faults)));

    it.each([
      ['is an empty text', ''],
      ['is not JSON', 'passkey'],
      ['is an empty object', '{}'],
      ['is too long', `"${'1'.repeat(20_000)}"`],
      ['has an empty response', '{"id":"AA","rawId":"AA","type":"public-key","response":{}}'],
    ])('%s', (_what, response) => attempt(() => response));

    it('is older than five minutes', () =>
      attempt(async (options) => {
        await platform.database.advance(300);
        return deviceFor(platform).create(options);
      }));
  });

  it('can be completed only by the person who started it', async () => {
    const [mine, theirs] = [platform.someone(), platform.someone()];
    const me = await platform.person(mine).signIn('FACE');
    const other = await platform.person(theirs).signIn('FACE');
    const { id, options } = await startRegistration(me);
    const input = { registrationId: id, response: deviceFor(platform).create(options) };
    expect((await other.refusal(COMPLETE_REGISTRATION, { input })).code).toBe('AUTHENTICATION_FAILED');
    expect((await other.run(MINE)).me.passkeys).toEqual([]);
    await me.run(COMPLETE_REGISTRATION, { input });
    // The registration is spent after its first completion.
    expect((await me.refusal(COMPLETE_REGISTRATION, { input })).code).toBe('AUTHENTICATION_FAILED');
    expect((await me.run(MINE)).me.passkeys).toHaveLength(1);
  });

  it('is refused for a credential that is registered already', async () => {
    const [mine, theirs] = [platform.someone(), platform.someone()];
    const me = await platform.person(mine).signIn('FACE');
    const other = await platform.person(theirs).signIn('FACE');
    const own = await startRegistration(me);
    const response = deviceFor(platform).create(own.options);
    await me.run(COMPLETE_REGISTRATION, { input: { registrationId: own.id, response } });
    const foreign = await startRegistration(other);
    // The same credential, with the client data of the other registration.
    const made = JSON.parse(response);
    const clientData = JSON.parse(Buffer.from(made.response.clientDataJSON, 'base64url').toString());
    clientData.challenge = JSON.parse(foreign.options).challenge;
    made.response.clientDataJSON = Buffer.from(JSON.stringify(clientData)).toString('base64url');
    const input = { registrationId: foreign.id, response: JSON.stringify(made) };
    expect((await other.refusal(COMPLETE_REGISTRATION, { input })).code).toBe('BAD_USER_INPUT');
    expect((await other.run(MINE)).me.passkeys).toEqual([]);
  });

  it('adds nothing and spends nothing while the SMS gateway is down, because the person must be told', async () => {
    const cutOff = await apiProcesses(platform, 1, { SMS_GATEWAY_URL: 'http://127.0.0.1:1' });
    const someone = platform.someone();
    const me = await platform.person(someone).signIn('FACE');
    const { id, options } = await startRegistration(me);
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
  it('works in any session, sends a text message, and writes a ledger entry', async () => {
    const { person, me, passkey } = await somebody(platform);
    const weak = await platform.person(person).signIn('SMS');
    await weak.run(REMOVE, { id: passkey.id });
    expect((await me.run(MINE)).me.passkeys).toEqual([]);
    expect((await messages(person.mobile))[0]!.text).toMatch(/删除了一个通行密钥/);
    expect((await changes()).slice(-1)[0]!.content).toMatchObject({ change: 'PASSKEY_REMOVED' });
    expect((await weak.refusal(REMOVE, { id: passkey.id })).code).toBe('NOT_FOUND');
  });

  it('is possible only for passkeys of the person', async () => {
    const { me, passkey } = await somebody(platform);
    const other = await platform.person(platform.someone()).signIn('FACE');
    for (const id of [passkey.id, 'nonsense'])
      expect((await other.refusal(REMOVE, { id })).code).toBe('NOT_FOUND');
    expect((await me.run(MINE)).me.passkeys).toHaveLength(1);
  });
});

describe('the passkeys in the database', () => {
  it('are visible to the API role only through functions', async () => {
    const { Client } = (await import('pg')).default;
    const api = new Client({ connectionString: platform.database.urls.identity });
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

  it('can not get a lower counter, another key or another owner', async () => {
    const { passkey } = await somebody(platform);
    await platform.database.sql('UPDATE assent.passkey SET counter = 7 WHERE id = $1', [passkey.id]);
    for (const change of ['counter = 6', "public_key = '\\x00'", 'person_id = person_id + 1'])
      await expect(
        platform.database.sql(`UPDATE assent.passkey SET ${change} WHERE id = $1`, [passkey.id]),
      ).rejects.toThrow(/may not change so/);
  });

  it('are deleted when their person is erased (R-22)', async () => {
    const { passkey } = await somebody(platform);
    await platform.database.sql(
      'UPDATE assent.person SET salt = NULL WHERE id = (SELECT person_id FROM assent.passkey WHERE id = $1)',
      [passkey.id],
    );
    expect(await platform.database.sql('SELECT FROM assent.passkey WHERE id = $1', [passkey.id])).toEqual([]);
  });
});
