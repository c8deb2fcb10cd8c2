import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CompactSign, type CryptoKey, compactDecrypt, exportJWK, generateKeyPair, type JWK } from 'jose';
import { LIMITS } from '../../consent/kernel/limits.js';
import type { MemberClient } from '../../examples/clients/member-client.js';
import { RecipientClient } from '../../examples/clients/recipient-client.js';
import { RecipientKey } from '../../examples/clients/recipient-key.js';
import { SETTLED } from '../support/clients/consent.js';
import { everythingOf } from '../support/people/asked.js';
import { codeOf, give } from '../support/people/giving.js';
import { enrolled } from '../support/people/members.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { faultsOf, namedRows } from '../support/platform/seals.js';
import { projectFile } from '../support/project.js';

const KEY = 'kid use algorithm thumbprint confirmedAt retiredAt expiresAt addedAt lastUsedAt';
const SOFTWARE = `{ member { software { id clientId name environment redirectUris jwksUri retiredAt keys { ${KEY} addedBy { code } } } } }`;
const REGISTER_SOFTWARE =
  'mutation ($input: RegisterSoftwareInput!) { registerSoftware(input: $input) { id clientId environment } }';
const CHALLENGE =
  'mutation ($software: ID!, $sealingKey: String) { keyChallenge(software: $software, sealingKey: $sealingKey) }';
const REGISTER = `mutation ($input: RegisterKeyInput!) { registerKey(input: $input) { ${KEY} } }`;
const CONFIRM = `mutation ($software: ID!, $kid: ID!) { confirmKey(software: $software, kid: $kid) { ${KEY} } }`;
const RETIRE = `mutation ($software: ID!, $kid: ID!, $now: Boolean!) {
  retireKey(software: $software, kid: $kid, reason: "换钥", now: $now) { ${KEY} }
}`;

let platform: Platform;
let other: { url: string };
let owner: MemberClient;
let developer: MemberClient;
let handler: MemberClient;
let auditor: MemberClient;
let stranger: MemberClient;
beforeAll(async () => {
  platform = await startPlatform();
  other = await platform.another();
  owner = await enrolled(platform, ['OWNER', 'DEVELOPER']);
  developer = await enrolled(platform, ['DEVELOPER']);
  handler = await enrolled(platform, ['HANDLER']);
  auditor = await enrolled(platform, ['AUDITOR']);
  stranger = await enrolled(platform, ['OWNER', 'DEVELOPER'], 1);
});
afterAll(() => platform.stop());

interface Registered {
  readonly id: string;
  readonly clientId: string;
}
const newSoftware = async (by = developer): Promise<Registered> =>
  (await by.run(REGISTER_SOFTWARE, { input: { name: '理赔系统' } })).registerSoftware;
const sign = (key: RecipientKey, text: string) =>
  new CompactSign(Buffer.from(text)).setProtectedHeader({ alg: key.algorithm }).sign(key.privateKey);
const register = async (
  software: string,
  key: RecipientKey,
  by = developer,
  jwk: object = key.registeredJwk,
) => {
  const { keyChallenge } = await by.run(CHALLENGE, { software });
  const proof = await sign(key, keyChallenge);
  return by.send(REGISTER, { input: { software, jwk: JSON.stringify(jwk), proof } });
};
const reasonOf = ({ errors }: any): string => errors[0]?.extensions.reason ?? errors[0]?.extensions.code;
/** A key that two members added. */
async function goodKey(software: string, key?: RecipientKey): Promise<RecipientKey> {
  const made = key ?? (await RecipientKey.create());
  expect((await register(software, made)).errors).toEqual([]);
  await owner.run(CONFIRM, { software, kid: made.thumbprint });
  return made;
}
const client = ({ clientId }: Registered, key: RecipientKey, url = platform.url) =>
  new RecipientClient(url, { ...platform.insurer.identity, clientId }, key);
const gets = async (software: Registered, key: RecipientKey) =>
  (await client(software, key).requestToken()).status;

describe('the software of an institution', () => {
  it('is that of its agreement first, whose key goes on working, and what its members register', async () => {
    const { clientId } = await newSoftware();
    const { software } = (await auditor.run(SOFTWARE)).member;
    expect(software[0]).toMatchObject({
      clientId: platform.insurer.identity.clientId,
      environment: 'PRODUCTION',
      keys: [{ thumbprint: platform.insurer.key.thumbprint, addedBy: null, use: 'SIGNING' }],
    });
    expect(software.map((one: any) => one.clientId)).toContain(clientId);
    expect((await platform.insurer.requestToken()).status).toBe(200);
    const theirs = (await stranger.run(SOFTWARE)).member.software;
    expect(theirs.map((one: any) => one.clientId)).toEqual([platform.otherInsurer.identity.clientId]);
  });

  it('may come back only to https addresses on hosts that the agreement names', async () => {
    for (const uri of [
      'http://app.insurer.example/cb',
      'https://evil.example/cb',
      'https://127.0.0.1/cb',
      'x',
    ])
      expect(
        codeOf(await developer.send(REGISTER_SOFTWARE, { input: { name: 'x', redirectUris: [uri] } })),
      ).toBe('BAD_USER_INPUT');
  });

  it('that is retired gets no token, and the tokens that it has are refused at once', async () => {
    const software = await newSoftware();
    const key = await goodKey(software.id);
    const own = client(software, key);
    expect(codeOf(await own.send('{ recipient { code } }'))).toBeUndefined();
    await developer.run('mutation ($id: ID!) { retireSoftware(id: $id) { retiredAt } }', { id: software.id });
    expect(codeOf(await own.send('{ recipient { code } }'))).toBe('UNAUTHENTICATED');
    expect(await gets(software, key)).toBe(401);
    expect(reasonOf(await register(software.id, await RecipientKey.create()))).toBe('SOFTWARE');
  });
});

describe('a key', () => {
  it('takes two members who are two people, of whom the second is an OWNER, and is good from then on', async () => {
    const software = await newSoftware();
    const key = await RecipientKey.create('ES256');
    const { data } = await register(software.id, key, owner);
    expect(data.registerKey).toMatchObject({
      algorithm: 'ES256',
      confirmedAt: null,
      thumbprint: key.thumbprint,
    });
    expect(await gets(software, key)).toBe(401);
    const confirm = { software: software.id, kid: key.thumbprint };
    expect(codeOf(await owner.send(CONFIRM, confirm))).toBe('FORBIDDEN');
    expect(codeOf(await developer.send(CONFIRM, confirm))).toBe('FORBIDDEN');
    expect(codeOf(await stranger.send(CONFIRM, confirm))).toBe('NOT_FOUND');
    expect(await gets(software, key)).toBe(401);
    const second = await enrolled(platform, ['OWNER']);
    expect((await second.run(CONFIRM, confirm)).confirmKey.confirmedAt).not.toBeNull();
    expect(await gets(software, key)).toBe(200);
    const [entry] = await platform.database.sql(
      "SELECT content FROM assent.ledger_entry WHERE kind = 'KEY_CHANGED' ORDER BY id DESC LIMIT 1",
    );
    const codes = await Promise.all(
      [owner, second].map(async (one) => (await one.run('{ member { code } }')).member.code),
    );
    expect(entry!.content).toEqual({
      recipient: platform.insurer.identity.code,
      thumbprint: Buffer.from(key.thumbprint, 'base64url').toString('hex'),
      change: 'ADDED',
      by: codes[0],
      confirmedBy: codes[1],
    });
    expect((await faultsOf(platform.database)).filter((fault) => fault.includes('key'))).toEqual([]);
  });

  it('that waited for more than seven days is not confirmed', async () => {
    const software = await newSoftware();
    const key = await RecipientKey.create();
    await register(software.id, key);
    await platform.database.sql('ALTER TABLE assent.recipient_key DISABLE TRIGGER USER');
    await platform.database.sql(
      "UPDATE assent.recipient_key SET added_at = added_at - interval '7 days', expires_at = expires_at - interval '7 days' WHERE software_id = $1",
      [software.id],
    );
    await platform.database.sql('ALTER TABLE assent.recipient_key ENABLE TRIGGER USER');
    expect((await namedRows(platform.database)).filter((row) => row.startsWith('recipient_key')).length).toBe(
      1,
    );
    expect(codeOf(await owner.send(CONFIRM, { software: software.id, kid: key.thumbprint }))).toBe(
      'NOT_FOUND',
    );
  });

  it('is not taken that is private, weak, of another algorithm, of another use, or no key', async () => {
    const { id } = await newSoftware();
    const key = await RecipientKey.create();
    const weak = { kty: 'RSA', n: Buffer.alloc(128, 0xc5).toString('base64url'), e: 'AQAB' };
    for (const [jwk, reason] of [
      [await key.privateJwk(), 'PRIVATE'],
      [weak, 'SIZE'],
      [{ ...key.registeredJwk, alg: 'ES256' }, 'ALGORITHM'],
      [{ kty: 'oct', k: 'eA' }, 'PRIVATE'],
      [{ kty: 'EC', crv: 'P-521', x: 'x', y: 'y' }, 'ALGORITHM'],
      [{ ...key.registeredJwk, crv: 'X25519' }, 'ALGORITHM'],
      [{ ...key.registeredJwk, use: 'enc' }, 'ALGORITHM'],
      [{ ...key.registeredJwk, x: 'x' }, 'NOT_A_KEY'],
      [{ ...key.registeredJwk, name: 'x' }, 'NOT_A_KEY'],
      [{ ...key.registeredJwk, kid: 'ä' }, 'KID'],
      [{}, 'ALGORITHM'],
      [[], 'NOT_A_KEY'],
    ] as const)
      expect([jwk, reasonOf(await register(id, key, developer, jwk))]).toEqual([jwk, reason]);
  });

  it('is proven over a challenge of its own, by its own private half, once', async () => {
    const [software, another] = [await newSoftware(), await newSoftware()];
    const key = await RecipientKey.create();
    const jwk = JSON.stringify(key.registeredJwk);
    const tried = async (proof: string, by = developer) =>
      reasonOf(await by.send(REGISTER, { input: { software: software.id, jwk, proof } }));
    const challenge = async (by = developer, of = software) =>
      (await by.run(CHALLENGE, { software: of.id })).keyChallenge as string;
    expect(await tried(await sign(await RecipientKey.create(), await challenge()))).toBe('PROOF');
    expect(await tried(await challenge())).toBe('PROOF');
    expect(await tried(await sign(key, 'something else'))).toBe('CHALLENGE');
    expect(await tried(await sign(key, await challenge(owner)))).toBe('CHALLENGE');
    expect(await tried(await sign(key, await challenge(developer, another)))).toBe('CHALLENGE');
    const late = await sign(key, await challenge());
    await platform.database.advance(LIMITS.keyChallengeSeconds + 5);
    const atLast = await tried(late).finally(() =>
      platform.database.advance(-LIMITS.keyChallengeSeconds - 5),
    );
    expect(atLast).toBe('CHALLENGE');
    const used = await challenge();
    const next = await RecipientKey.create();
    const register = (one: RecipientKey, proof: string) =>
      developer.send(REGISTER, {
        input: { software: software.id, jwk: JSON.stringify(one.registeredJwk), proof },
      });
    expect((await register(key, await sign(key, used))).errors).toEqual([]);
    expect(reasonOf(await register(next, await sign(next, used)))).toBe('CHALLENGE');
  });

  it('belongs to one recipient for ever: nobody else registers it, and it does not come back', async () => {
    const software = await newSoftware();
    const theirs = await newSoftware(stranger);
    const key = await goodKey(software.id);
    expect(reasonOf(await register(theirs.id, key, stranger))).toBe('USED_BEFORE');
    expect(reasonOf(await register(theirs.id, platform.insurer.key, stranger))).toBe('USED_BEFORE');
    await developer.run(RETIRE, { software: software.id, kid: key.thumbprint, now: false });
    for (const by of [developer, stranger])
      expect(reasonOf(await register(by === developer ? software.id : theirs.id, key, by))).toBe(
        'USED_BEFORE',
      );
    expect(reasonOf(await register(software.id, key, developer, { ...key.registeredJwk, kid: 'new' }))).toBe(
      'USED_BEFORE',
    );
  });

  it('for sealing is proven by decrypting, is another key than those that sign, and gives no token', async () => {
    const software = await newSoftware();
    for (const crv of ['P-256', 'X25519'] as const) {
      const pair = await generateKeyPair('ECDH-ES', { crv, extractable: true });
      const jwk = JSON.stringify({ ...(await exportJWK(pair.publicKey as CryptoKey)), use: 'enc', kid: crv });
      const { keyChallenge } = await developer.run(CHALLENGE, { software: software.id, sealingKey: jwk });
      const { plaintext } = await compactDecrypt(keyChallenge, pair.privateKey);
      const input = { software: software.id, jwk, proof: Buffer.from(plaintext).toString() };
      expect(reasonOf(await developer.send(REGISTER, { input: { ...input, proof: keyChallenge } }))).toBe(
        'CHALLENGE',
      );
      expect((await developer.run(REGISTER, { input })).registerKey).toMatchObject({
        kid: crv,
        use: 'SEALING',
        algorithm: 'ECDH-ES',
      });
    }
    const third = await generateKeyPair('ECDH-ES', { crv: 'X25519', extractable: true });
    const jwk = JSON.stringify({ ...(await exportJWK(third.publicKey as CryptoKey)), use: 'enc' });
    const { keyChallenge } = await developer.run(CHALLENGE, { software: software.id, sealingKey: jwk });
    const { plaintext } = await compactDecrypt(keyChallenge, third.privateKey);
    const proof = Buffer.from(plaintext).toString();
    expect(reasonOf(await developer.send(REGISTER, { input: { software: software.id, jwk, proof } }))).toBe(
      'TOO_MANY',
    );
    // A key that signs can’t become one for sealing.
    const both = await goodKey(software.id, await RecipientKey.create('ES256'));
    expect(
      codeOf(
        await developer.send(CHALLENGE, {
          software: software.id,
          sealingKey: JSON.stringify(both.registeredJwk),
        }),
      ),
    ).toBe('KEY_NOT_ALLOWED');
  });

  it('is one of four that sign at the same time, with an overlap as long as the institution likes', async () => {
    const software = await newSoftware();
    const keys: RecipientKey[] = [];
    for (let made = 0; made < LIMITS.signingKeys; made++) keys.push(await goodKey(software.id));
    const fifth = await RecipientKey.create();
    expect(reasonOf(await register(software.id, fifth))).toBe('TOO_MANY');
    expect(await Promise.all(keys.map((key) => gets(software, key)))).toEqual([200, 200, 200, 200]);
    await developer.run(RETIRE, { software: software.id, kid: keys[0]!.thumbprint, now: false });
    expect(await gets(software, keys[0]!)).toBe(401);
    await goodKey(software.id, fifth);
    expect(await gets(software, fifth)).toBe(200);
  });

  it('retired without now lets the tokens go on that it was used for, until they end or it is cut', async () => {
    const software = await newSoftware();
    const key = await goodKey(software.id);
    const own = client(software, key);
    await own.accessToken();
    const kid = key.thumbprint;
    await developer.run(RETIRE, { software: software.id, kid, now: false });
    expect(codeOf(await own.send('{ recipient { code } }'))).toBeUndefined();
    await developer.run(RETIRE, { software: software.id, kid, now: true });
    expect(codeOf(await own.send('{ recipient { code } }'))).toBe('UNAUTHENTICATED');
  });

  it('retired now is refused at once in both of two processes: no redemption of a thousand after it', async () => {
    const software = await newSoftware();
    const key = await goodKey(software.id);
    const { id } = await give(platform, { asks: everythingOf() });
    const clients = [platform.url, other.url].map((url) => client(software, key, url));
    for (const own of clients) expect(codeOf(await own.redeem(id, randomUUID(), SETTLED))).toBeUndefined();
    await owner.run(RETIRE, { software: software.id, kid: key.thumbprint, now: true });
    const outcomes = new Map<string, number>();
    for (const own of clients)
      expect(codeOf(await own.redeem(id, randomUUID(), SETTLED))).toBe('UNAUTHENTICATED');
    const [before] = await platform.database.sql('SELECT used FROM assent.consent_grant WHERE id = $1', [id]);
    for (let round = 0; round < 100; round++)
      for (const outcome of await Promise.all(
        Array.from({ length: 10 }, async (_, at) =>
          codeOf(await clients[at % 2]!.redeem(id, randomUUID(), SETTLED)),
        ),
      ))
        outcomes.set(String(outcome), (outcomes.get(String(outcome)) ?? 0) + 1);
    expect([...outcomes]).toEqual([['UNAUTHENTICATED', 1_000]]);
    const [after] = await platform.database.sql('SELECT used FROM assent.consent_grant WHERE id = $1', [id]);
    expect(after).toEqual(before);
  });
});

describe('docs/institutions.md', () => {
  const fenced = (language: string) =>
    [
      ...projectFile('docs/institutions.md').matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g')),
    ].map(([, text]) => text!.replace(/^ {3}/gm, ''));

  it('rotates a key, step by step, as it says', async () => {
    const [challenge, register, confirm, retire] = fenced('graphql');
    const directory = mkdtempSync(join(tmpdir(), 'assent-keys-'));
    try {
      for (const commands of fenced('sh'))
        execFileSync('sh', ['-ec', commands], { cwd: directory, stdio: 'ignore' });
      const privateKey = createPrivateKey(readFileSync(join(directory, 'new-key.pem')));
      const publicKey = createPublicKey(readFileSync(join(directory, 'new-key.pub.pem')));
      const key = await RecipientKey.fromJwk(privateKey.export({ format: 'jwk' }) as JWK, 'ES256');
      const { id: software, clientId } = await newSoftware();
      const old = await goodKey(software);
      const { keyChallenge } = await developer.run(challenge!, { software });
      const jwk = JSON.stringify(publicKey.export({ format: 'jwk' }));
      const input = { software, jwk, proof: await sign(key, keyChallenge) };
      const { kid } = (await developer.run(register!, { input })).registerKey;
      await owner.run(confirm!, { software, kid });
      const both = () => Promise.all([old, key].map((one) => gets({ id: software, clientId }, one)));
      expect(await both()).toEqual([200, 200]);
      await developer.run(retire!, { software, kid: old.thumbprint, reason: '到期轮换' });
      expect(await both()).toEqual([401, 200]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

/** What each may do with a key in each state: what becomes of the key, or why not. */
const STATES = `
                | awaiting  | good      | retired   | cut
  OWNER confirm | good      | good      | KEY       | KEY
  DEV confirm   | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  HAND confirm  | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  AUD confirm   | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  OTHER confirm | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND
  OWNER retire  | retired   | retired   | retired   | cut
  DEV retire    | retired   | retired   | retired   | cut
  HAND retire   | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  AUD retire    | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  OTHER retire  | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND
  OWNER cut     | cut       | cut       | cut       | cut
  DEV cut       | cut       | cut       | cut       | cut
  HAND cut      | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  AUD cut       | FORBIDDEN | FORBIDDEN | FORBIDDEN | FORBIDDEN
  OTHER cut     | NOT_FOUND | NOT_FOUND | NOT_FOUND | NOT_FOUND
`;

describe('of a key in each state', () => {
  const [head, ...rows] = STATES.trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const states = head!.filter((cell) => cell !== '');
  const cells = rows.flatMap(([what, ...outcomes]) =>
    states.map((state, at) => [...(what!.split(/ +/) as [string, string]), state, outcomes[at]!] as const),
  );
  const callers = () => ({ OWNER: owner, DEV: developer, HAND: handler, AUD: auditor, OTHER: stranger });
  let software: Registered;
  const stateOf = async (thumbprint: string) => {
    const [row] = await platform.database.sql(
      "SELECT CASE WHEN cut_at IS NOT NULL THEN 'cut' WHEN retired_at IS NOT NULL THEN 'retired' WHEN confirmed_at IS NOT NULL THEN 'good' ELSE 'awaiting' END AS state FROM assent.recipient_key WHERE thumbprint = $1",
      [Buffer.from(thumbprint, 'base64url')],
    );
    return row!.state as string;
  };
  async function keyIn(state: string): Promise<string> {
    const key = await RecipientKey.create();
    expect((await register(software.id, key)).errors).toEqual([]);
    const named = { software: software.id, kid: key.thumbprint };
    if (state !== 'awaiting') await owner.run(CONFIRM, named);
    if (state === 'retired' || state === 'cut')
      await developer.run(RETIRE, { ...named, now: state === 'cut' });
    return key.thumbprint;
  }

  it('each member may do what the table says, and nothing else', async () => {
    software = await newSoftware();
    for (const [who, what, state, expected] of cells) {
      const kid = await keyIn(state);
      const caller = callers()[who as keyof ReturnType<typeof callers>];
      const variables = { software: software.id, kid };
      const answer =
        what === 'confirm'
          ? await caller.send(CONFIRM, variables)
          : await caller.send(RETIRE, { ...variables, now: what === 'cut' });
      const code = codeOf(answer);
      const told = code === undefined ? await stateOf(kid) : code.replace('KEY_NOT_ALLOWED', 'KEY');
      expect([who, what, state, told]).toEqual([who, what, state, expected]);
      if (code !== undefined) expect(await stateOf(kid)).toBe(state);
      await owner.send(RETIRE, { ...variables, now: true });
    }
  });
});
