import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { applyAgreements } from '../../api/cli/command/apply-agreements.js';
import type { AgreementFile } from '../../consent/recipients/agreement-file.js';
import { RecipientClient } from '../../examples/clients/recipient-client.js';
import { RecipientKey } from '../../examples/clients/recipient-key.js';
import { fullAgreement } from '../../examples/demo/agreements.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
let others: { url: string }[];
beforeAll(async () => {
  platform = await startPlatform({ ALLOW_LOOPBACK_HTTP: 'on' });
  others = [await platform.another()];
});
afterAll(() => platform.stop());

/** The recipient's own server, which says what a test wants and counts how often it was asked. */
let answer: RequestListener = (_request, response) => response.writeHead(404).end();
let asked = 0;
let server: Server;
let uri: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => {
  asked = 0;
});

const publishing =
  (keys: readonly unknown[], headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    response
      .writeHead(200, { 'content-type': 'application/jwk-set+json', ...headers })
      .end(JSON.stringify({ keys }));

let made = 0;
/** A recipient whose keys are at the server; and its client with each of its keys, by name. */
async function recipient(change: Partial<AgreementFile['recipient']> = { jwksUri: uri }) {
  const at = ++made;
  const identity = {
    code: `INS-P${at}`,
    name: `示例${at}`,
    kind: 'COMMERCIAL_INSURER',
    clientId: `published-${at}`,
  } as const;
  const { recipient: declared, ...agreement } = fullAgreement(identity, {});
  const { jwks: _, ...rest } = declared;
  const apply = (keys: Partial<AgreementFile['recipient']>) =>
    applyAgreements(platform.database.ownerUrl, platform.database.varDir, [
      { ...agreement, recipient: { ...rest, ...keys } },
    ]);
  await apply(change);
  const client = (key: RecipientKey, url = platform.url) => new RecipientClient(url, identity, key);
  const gets = async (key: RecipientKey, url?: string) => {
    const { status, body } = await client(key, url).requestToken();
    return status === 200 ? 'TOKEN' : body.error;
  };
  const changes = async () =>
    (
      await platform.database.sql(
        "SELECT content->>'change' AS change, content->>'thumbprint' AS key FROM assent.ledger_entry WHERE kind = 'KEY_CHANGED' AND recipient_code = $1 ORDER BY id",
        [identity.code],
      )
    ).map(({ change: what, key }) => [what, Buffer.from(key, 'hex').toString('base64url')]);
  return { identity, apply, gets, client, changes };
}

describe('a recipient that publishes its keys', () => {
  it('is known by them, on every process, and they are fetched once for all', async () => {
    const key = await RecipientKey.create('ES256');
    answer = publishing([key.registeredJwk]);
    const { gets, client, changes } = await recipient();
    expect(await Promise.all([gets(key), gets(key), gets(key)])).toEqual(['TOKEN', 'TOKEN', 'TOKEN']);
    expect(await gets(key, others[0]!.url)).toBe('TOKEN');
    expect(asked).toBe(1);
    expect((await client(key).run('{ recipient { name } }')).recipient.name).toMatch(/示例/);
    expect(await changes()).toEqual([['ADDED', key.thumbprint]]);
    expect(await gets(await RecipientKey.create())).toBe('invalid_client');
  });

  it('changes them with an overlap as long as it likes, and one that it takes away is dead in five minutes, whatever its server says of caches', async () => {
    const [first, second] = [await RecipientKey.create(), await RecipientKey.create('PS256')];
    const forAYear = {
      'cache-control': 'public, max-age=31536000',
      expires: 'Fri, 01 Jan 2100 00:00:00 GMT',
    };
    answer = publishing([first.registeredJwk], forAYear);
    const { gets, changes } = await recipient();
    expect([await gets(first), await gets(second)]).toEqual(['TOKEN', 'invalid_client']);
    try {
      answer = publishing([first.registeredJwk, second.registeredJwk], forAYear);
      await platform.database.advance(301);
      expect([await gets(second), await gets(first)]).toEqual(['TOKEN', 'TOKEN']);
      answer = publishing([second.registeredJwk], forAYear);
      await platform.database.advance(301);
      for (const { url } of [platform, ...others])
        expect([await gets(first, url), await gets(second, url)]).toEqual(['invalid_client', 'TOKEN']);
      expect(await changes()).toEqual([
        ['ADDED', first.thumbprint],
        ['ADDED', second.thumbprint],
        ['RETIRED', first.thumbprint],
      ]);
      // It never comes back, and the set that brings it is not taken.
      answer = publishing([first.registeredJwk, second.registeredJwk], forAYear);
      await platform.database.advance(301);
      expect([await gets(first), await gets(second)]).toEqual(['invalid_client', 'TOKEN']);
    } finally {
      await platform.database.advance(-903);
    }
  });

  it('is known by its last good keys for a day while its server can’t be reached, and by none after it', async () => {
    const key = await RecipientKey.create();
    answer = publishing([key.registeredJwk]);
    const { gets } = await recipient();
    expect(await gets(key)).toBe('TOKEN');
    answer = (_request, response) => response.writeHead(503).end();
    const ahead = [];
    try {
      for (const seconds of [3600, 22 * 3600, 3600]) {
        await platform.database.advance(seconds);
        ahead.push(seconds);
        asked = 0;
        const expected = ahead.length < 3 ? 'TOKEN' : 'invalid_client';
        for (let time = 0; time < 5; time++) expect([seconds, await gets(key)]).toEqual([seconds, expected]);
        // Once a minute at most, however many tokens are asked for.
        expect(asked).toBe(1);
      }
    } finally {
      await platform.database.advance(-ahead.reduce((sum, one) => sum + one, 0));
    }
  });

  const redirect: RequestListener = (_request, response) =>
    response.writeHead(302, { location: 'http://127.0.0.1/' }).end();
  const large: RequestListener = (_request, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(`{"keys":[]${' '.repeat(5_000_000)}}`);
  it.each([
    ['a redirect', () => redirect],
    ['five megabytes', () => large],
    [
      'no JSON',
      () => (_request: unknown, response: any) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end('keys'),
    ],
    ['another type', () => publishing([], { 'content-type': 'text/html' })],
    ['no key', () => publishing([])],
    ['a list that is none', () => publishing([null])],
  ])('is known by no key where its server answers with %s', async (_, made) => {
    answer = made() as RequestListener;
    const { gets, changes } = await recipient();
    expect(await gets(await RecipientKey.create())).toBe('invalid_client');
    expect([asked, await changes()]).toEqual([1, []]);
  });

  it('is known by no key where the set has one that is weak, is not for signing alone, is there twice, or are too many', async () => {
    const key = await RecipientKey.create();
    const weak = await exportJWK((await generateKeyPair('RS256', { modulusLength: 2048 })).publicKey);
    const five = await Promise.all(Array.from({ length: 5 }, () => RecipientKey.create()));
    for (const keys of [
      [key.registeredJwk, { ...weak, n: (weak.n as string).slice(0, 170) }],
      [key.registeredJwk, { kty: 'oct', k: 'c2VjcmV0' }],
      [key.registeredJwk, { kty: 'EC', crv: 'P-521', x: 'x', y: 'y' }],
      [{ ...key.registeredJwk, use: 'enc' }],
      [key.registeredJwk, { ...key.registeredJwk, kid: 'other' }],
      five.map(({ registeredJwk }) => registeredJwk),
    ]) {
      answer = publishing(keys);
      const { gets } = await recipient();
      expect([keys, await gets(key)]).toEqual([keys, 'invalid_client']);
    }
  });

  it('may publish keys for encryption beside them, with which nothing can be signed', async () => {
    const [key, sealing] = [await RecipientKey.create(), await RecipientKey.create('ES256')];
    answer = publishing([{ ...sealing.registeredJwk, use: 'enc' }, key.registeredJwk]);
    const { gets, changes } = await recipient();
    expect([await gets(sealing), await gets(key)]).toEqual(['invalid_client', 'TOKEN']);
    expect(await changes()).toEqual([['ADDED', key.thumbprint]]);
  });

  it('loses all of them when it publishes a private one', async () => {
    const [key, next] = [await RecipientKey.create(), await RecipientKey.create()];
    answer = publishing([key.registeredJwk]);
    const { gets, changes } = await recipient();
    expect(await gets(key)).toBe('TOKEN');
    try {
      answer = publishing([await key.privateJwk(), next.registeredJwk]);
      await platform.database.advance(301);
      expect([await gets(key), await gets(next)]).toEqual(['invalid_client', 'invalid_client']);
      expect(await changes()).toEqual([
        ['ADDED', key.thumbprint],
        ['RETIRED', key.thumbprint],
      ]);
      answer = publishing([next.registeredJwk]);
      await platform.database.advance(301);
      expect(await gets(next)).toBe('TOKEN');
    } finally {
      await platform.database.advance(-602);
    }
  });

  it('has no keys by a row that SQL made, and none of an address that it had before', async () => {
    const [key, forged] = [await RecipientKey.create(), await RecipientKey.create()];
    answer = publishing([key.registeredJwk]);
    const { gets, apply, identity } = await recipient();
    expect(await gets(key)).toBe('TOKEN');
    const hexOf = (one: RecipientKey) => `\\x${Buffer.from(one.thumbprint, 'base64url').toString('hex')}`;
    await platform.database.sql(
      `INSERT INTO assent.recipient_key SELECT * FROM jsonb_populate_record(NULL::assent.recipient_key, (
         SELECT to_jsonb(k) || jsonb_build_object('thumbprint', $1::text, 'kid', 'forged', 'jwk', $2::jsonb)
         FROM assent.recipient_key k WHERE thumbprint = $3::bytea))`,
      [hexOf(forged), JSON.stringify(forged.registeredJwk), hexOf(key)],
    );
    await platform.database.sql(
      `UPDATE assent.fetched_key_set SET thumbprints = thumbprints || jsonb_build_array($2::text)
       WHERE software_id = (SELECT id FROM assent.software WHERE client_id = $1)`,
      [identity.clientId, hexOf(forged)],
    );
    expect(await gets(forged)).toBe('invalid_client');
    answer = (_request, response) => response.writeHead(404).end();
    await apply({ jwksUri: `${uri}?moved` });
    expect(await gets(key)).toBe('invalid_client');
  });
});

describe('a key', () => {
  it('belongs to one recipient: no other can have it, in a file or published', async () => {
    const key = await RecipientKey.create();
    const file = await recipient({ jwks: { keys: [{ ...key.registeredJwk }] } });
    expect(await file.gets(key)).toBe('TOKEN');
    expect(await file.changes()).toEqual([['ADDED', key.thumbprint]]);
    await expect(recipient({ jwks: { keys: [{ ...key.registeredJwk, kid: 'another' }] } })).rejects.toThrow(
      /recipient\.jwks\.keys\[0\]: was used before/,
    );
    answer = publishing([key.registeredJwk]);
    const published = await recipient();
    expect(await published.gets(key)).toBe('invalid_client');
  });

  it('that a file leaves out is retired at once on every process, and no file brings it back', async () => {
    const [first, second] = [await RecipientKey.create(), await RecipientKey.create()];
    const { apply, gets, changes } = await recipient({ jwks: { keys: [{ ...first.registeredJwk }] } });
    await apply({ jwks: { keys: [{ ...first.registeredJwk }, { ...second.registeredJwk }] } });
    expect([await gets(first), await gets(second)]).toEqual(['TOKEN', 'TOKEN']);
    await apply({ jwks: { keys: [{ ...second.registeredJwk }] } });
    for (const { url } of [platform, ...others])
      expect([await gets(first, url), await gets(second, url)]).toEqual(['invalid_client', 'TOKEN']);
    await expect(apply({ jwks: { keys: [{ ...first.registeredJwk }] } })).rejects.toThrow(/was used before/);
    expect(await gets(second)).toBe('TOKEN');
    expect((await changes()).map(([what]) => what)).toEqual(['ADDED', 'ADDED', 'RETIRED']);
  });

  it('goes on when its recipient begins to publish it', async () => {
    const key = await RecipientKey.create();
    const { apply, gets, changes } = await recipient({ jwks: { keys: [{ ...key.registeredJwk }] } });
    answer = publishing([key.registeredJwk]);
    await apply({ jwksUri: uri });
    expect(await gets(key)).toBe('TOKEN');
    expect(await changes()).toEqual([['ADDED', key.thumbprint]]);
  });
});
