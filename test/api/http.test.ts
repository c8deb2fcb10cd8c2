import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecipientClient } from '../../examples/clients/recipient-client.js';
import { ASK, about, CLAIM, ENROLLED, freshKey, newGrant, SETTLED } from '../support/clients/consent.js';
import { holdRow, someoneWaits, takeAway } from '../support/database/held-row.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { sealRows } from '../support/platform/seals.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const get = async (path: string, base = platform.url) => {
  const response = await fetch(base + path);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    body: await response.text(),
  };
};
const getJson = async (path: string) => JSON.parse((await get(path)).body);

describe('health', () => {
  it('/healthz reports that the process runs, /readyz that it can redeem', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect(await get('/readyz')).toMatchObject({ status: 200, body: '{"status":"ready"}' });
  });

  it('without a database the process runs and is not ready, redeems and counts nothing, and recovers by itself', async () => {
    const { grant } = await newGrant(platform);
    const giveBack = await takeAway(platform.database);
    try {
      expect((await get('/healthz')).status).toBe(200);
      const readiness = await get('/readyz');
      expect(readiness.status).toBe(503);
      expect(JSON.parse(readiness.body)).toEqual({
        status: 'not ready',
        failures: [
          'DATABASE_GATE',
          'DATABASE_READER',
          'DATABASE_CONSENT',
          'DATABASE_IDENTITY',
          'DATABASE_DISPATCH',
        ],
      });
      const { data, errors } = await platform.insurer.redeem(grant.id, freshKey(), ENROLLED);
      expect({ data, extensions: errors[0]!.extensions }).toEqual({
        data: null,
        extensions: { code: 'UNAVAILABLE', retryAfterSeconds: expect.any(Number) },
      });
    } finally {
      await giveBack();
    }
    for (;;) if ((await get('/readyz')).status === 200) break;
    const { data } = await platform.insurer.redeem(grant.id, freshKey(), ENROLLED);
    expect(data.redeemGrant.useNumber).toBe(1);
  });
});

describe('GraphiQL', () => {
  const paths = (body: string) =>
    [...body.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, path]) => path!);

  it('is served with everything it loads: the page contains no other address', async () => {
    const { status, type, body, headers } = await get('/graphiql');
    expect({ status, type }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
    expect(body).not.toMatch(/https?:|["'(]\/\//);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(paths(body).length).toBeGreaterThanOrEqual(2);
    for (const path of paths(body)) {
      const asset = await get(path);
      expect({ path, status: asset.status, type: asset.type }).toEqual({
        path,
        status: 200,
        type: expect.stringMatching(/javascript|css/),
      });
      expect(asset.body.length).toBeGreaterThan(100);
    }
  });

  it('loads no import, font or style sheet from elsewhere, and its headers forbid the browser to', async () => {
    const { body, headers } = await get('/graphiql');
    for (const path of paths(body)) {
      const { body: asset } = await get(path);
      expect(asset).not.toMatch(
        /@import\s|url\(\s*["']?(https?:)?\/\/|importScripts\(["']http|import\(["']http|\.src\s*=\s*["']http|fetch\(["']http/,
      );
    }
    expect(headers.get('content-security-policy')).not.toMatch(/https?:|\*|unsafe-eval/);
  });

  it('asks the API on its own origin', async () => {
    const { body } = await get('/graphiql');
    const scripts = await Promise.all(paths(body).map(async (path) => (await get(path)).body));
    expect(scripts.some((script) => /url:\s*[`'"]\/graphql[`'"]/.test(script))).toBe(true);
  });

  it('is not served in production, and neither are its files', async () => {
    const { url } = await platform.another({ NODE_ENV: 'production' });
    for (const path of ['/graphiql', ...paths((await get('/graphiql')).body)])
      expect((await get(path, url)).status).toBe(404);
    expect((await get('/healthz', url)).status).toBe(200);
  });
});

describe('discovery', () => {
  it('tells recipients where and how to get a token', async () => {
    const { url } = platform;
    expect(await getJson('/.well-known/oauth-authorization-server')).toMatchObject({
      issuer: url,
      token_endpoint: `${url}/oauth/token`,
      jwks_uri: `${url}/.well-known/jwks.json`,
      grant_types_supported: ['client_credentials', 'authorization_code'],
      pushed_authorization_request_endpoint: `${url}/oauth/par`,
      require_pushed_authorization_requests: true,
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      dpop_signing_alg_values_supported: expect.arrayContaining(['EdDSA', 'ES256', 'PS256']),
    });
  });

  it('publishes public keys and no private one', async () => {
    const { keys } = await getJson('/.well-known/jwks.json');
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(key).toMatchObject({
        kty: 'OKP',
        crv: 'Ed25519',
        x: expect.any(String),
        kid: expect.any(String),
      });
      expect(Object.keys(key)).not.toEqual(expect.arrayContaining(['d']));
    }
  });

  it('issues no token to a suspended recipient (R-34)', async () => {
    const { otherInsurer } = platform;
    const suspend = async (at: string) => {
      await platform.database.sql(`UPDATE assent.recipient SET suspended_at = ${at} WHERE code = $1`, [
        otherInsurer.identity.code,
      ]);
      await sealRows(platform.database, 'recipient');
    };
    await suspend('assent.now()');
    expect(await otherInsurer.requestToken()).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    await suspend('NULL');
    expect((await otherInsurer.requestToken()).status).toBe(200);
  });
});

describe('a refusal over HTTP', () => {
  it('has the seconds to wait in the header Retry-After too', async () => {
    const { bank } = platform;
    await platform.database.sql('UPDATE assent.recipient SET max_requests_per_second = 1 WHERE code = $1', [
      bank.identity.code,
    ]);
    await bank.accessToken();
    const answers = await Promise.all([1, 2, 3].map(() => bank.send('{ recipient { code } }')));
    const refused = answers.find(({ status }) => status === 429)!;
    expect(refused.headers.get('retry-after')).toBe(String(refused.errors[0]!.extensions.retryAfterSeconds));
    await platform.database.sql(
      'UPDATE assent.recipient SET max_requests_per_second = 2000 WHERE code = $1',
      [bank.identity.code],
    );
  });

  it('of one recipient for its rate does not affect another recipient', async () => {
    const { bank, insurer } = platform;
    const [, ...answers] = await Promise.all([
      Promise.all([1, 2, 3, 4].map(() => bank.send('{ recipient { code } }'))),
      ...[1, 2, 3, 4].map(() => insurer.send('{ recipient { code } }')),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });
});

describe('a graceful stop', () => {
  const insurerAt = (url: string) =>
    new RecipientClient(url, platform.insurer.identity, platform.insurer.key);

  it('finishes a redemption in flight and then accepts no connection', async () => {
    const { grant } = await newGrant(platform);
    const { url, server } = await platform.another();
    const there = insurerAt(url);
    await there.accessToken();
    const release = await holdRow(platform.database, 'consent_grant', grant.id);
    const redemption = there.redeem(grant.id, freshKey(), ENROLLED);
    await someoneWaits(platform.database);
    const stopped = server.stop();
    await release();
    const { status, data } = await redemption;
    expect({ status, useNumber: data.redeemGrant.useNumber }).toEqual({ status: 200, useNumber: 1 });
    await stopped;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
  });

  it('loses no answered use: the next process continues the count', async () => {
    const { grant } = await newGrant(platform);
    const { url, server } = await platform.another();
    await insurerAt(url).redeem(grant.id, freshKey(), ENROLLED);
    await server.stop();
    const { data } = await platform.insurer.redeem(grant.id, freshKey(), ENROLLED);
    expect(data.redeemGrant.useNumber).toBe(2);
  });
});

describe('logs and metrics', () => {
  it('name nobody, not even at debug level while everything goes wrong', async () => {
    const lines: string[] = [];
    const loud = await startPlatform({ LOG_LEVEL: 'debug' }, { write: (line) => void lines.push(line) });
    try {
      const { me, person, grant } = await newGrant(loud, CLAIM);
      await loud.insurer.redeem(grant.id, freshKey(), `${SETTLED}`);
      await loud.insurer.redeem(grant.id, freshKey(), 'person { contact { mobile } }');
      await me.run(
        '{ me { person { basicIdentity { certNo personName } contact { mobile liveAddress } } } }',
      );
      await me.send(`{ me { person { contact(name: "${person.name}") { mobile } } } }`);
      await loud.anonymous.send(
        'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }',
        {
          input: { method: person.name, action: 'SIGN_IN', certNo: person.certNo },
        },
      );
      const release = await holdRow(loud.database, 'consent_grant', grant.id);
      await loud.insurer.redeem(grant.id, `${person.name} ${person.mobile}`, SETTLED);
      await release();
      const { requestConsent: asked } = await loud.insurer.run(ASK, {
        input: { subject: about(person), ...CLAIM },
      });
      // A failure of the database quotes the whole row: PostgreSQL tells which one, the ORM with what statement.
      await loud.database.sql(
        'ALTER TABLE assent.consent_request ADD CONSTRAINT no_reason CHECK (reason IS NULL) NOT VALID',
      );
      const failure = await me.refusal(
        'mutation ($id: ID!, $reason: String) { denyConsentRequest(id: $id, reason: $reason) { id } }',
        {
          id: asked.id,
          reason: `${person.name} ${person.mobile}`,
        },
      );
      expect(failure.code).toBe('UNAVAILABLE');
      expect(failure.message).not.toMatch(/no_reason|consent_request|row/);
      await fetch(`${loud.url}/${person.certNo}?name=${encodeURIComponent(person.name)}`);
      const metrics = await (await fetch(`${loud.url}/metrics`)).text();
      const log = lines.join('');
      expect(log).toContain('listening');
      expect(log).toContain('refused for a reason of ours');
      expect(metrics).toContain('assent_disclosures_total{replayed="false"} 1');
      const secrets = [person.name, person.certNo, person.mobile, 'Bearer ', 'DPoP '];
      for (const [where, text] of Object.entries({ log, metrics }))
        expect({ where, named: secrets.filter((secret) => text.includes(secret)) }).toEqual({
          where,
          named: [],
        });
      for (const label of [grant.id, loud.insurer.identity.code]) expect(metrics).not.toContain(label);
      for (const line of lines)
        expect(JSON.parse(line)).toMatchObject({
          level: expect.any(Number),
          time: expect.any(String),
          msg: expect.any(String),
        });
    } finally {
      await loud.stop();
    }
  });

  it('count refusals by code and requests by route, from closed lists', async () => {
    await platform.anonymous.send('{ me { grants { nodes { id } } } }');
    await get('/some/path/of/nobody');
    const { type, body } = await get('/metrics');
    expect(type).toMatch(/^text\/plain/);
    expect(body).toMatch(/assent_refusals_total\{code="UNAUTHENTICATED"\} [1-9]/);
    expect(body).toMatch(
      /assent_http_request_duration_seconds_count\{method="GET",route="none",status="404"\} [1-9]/,
    );
    expect(body).not.toContain('nobody');
  });
});
