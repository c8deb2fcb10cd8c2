import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from '../../api/config.js';
import { GraphqlClient } from '../../examples/clients/graphql-client.js';
import { Visitor } from '../support/clients/visitor.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { type Program, startProgram } from '../support/processes/program.js';
import { projectRoot } from '../support/project.js';

const COMPLETE = `mutation ($input: CompleteProviderSignInInput!) {
  completeProviderSignIn(input: $input) { id strength accessToken }
}`;
const FAILED = { code: 'AUTHENTICATION_FAILED', attemptsLeft: 0 };

/** A valid ID number that nobody has. */
const UNKNOWN = '379900188001010011';

const SETTINGS = {
  ASSENT_OIDC_CLIENT_ID: 'assent',
  ASSENT_OIDC_SCOPE: 'identity',
  ASSENT_OIDC_CLAIM: 'cert_no',
  ASSENT_OIDC_ACR: 'urn:city:sms=SMS, urn:city:app=SCAN,urn:city:face=FACE',
};

describe('signing in through the city’s identity provider', () => {
  let platform: Platform;
  let provider: Program;
  let issuer: string;
  let directory: string;
  const log: string[] = [];
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'assent-oidc-'));
    const secretFile = join(directory, 'client.secret');
    const secret = randomBytes(24).toString('base64url');
    writeFileSync(secretFile, `${secret}\n`, { mode: 0o600 });
    provider = startProgram([join(projectRoot, 'dist/test/support/processes/identity-provider.js')]);
    ({ issuer } = JSON.parse((await provider.says(/\{"issuer":.*\}/))[0]));
    platform = await startPlatform(
      {
        ...SETTINGS,
        ASSENT_OIDC_ISSUER: issuer,
        ASSENT_OIDC_CLIENT_SECRET_FILE: secretFile,
        LOG_LEVEL: 'info',
      },
      { write: (line: string) => void log.push(line) },
    );
    const client = { clientId: 'assent', secret, redirectUri: `${platform.url}/oidc/callback` };
    await fetch(`${issuer}/client`, { method: 'POST', body: JSON.stringify(client) });
  });
  afterAll(async () => {
    await platform.stop();
    provider.signal('SIGTERM');
    await provider.ended;
    rmSync(directory, { recursive: true });
  });

  /** A client that begins a sign-in: its secret verifier, and the URL to which it sends the person. */
  const newClient = () => {
    const verifier = randomBytes(32).toString('base64url');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    return { verifier, start: `${platform.url}/oidc/start?challenge=${challenge}` };
  };
  const codeIn = (location: string | null) => new URL(location!).searchParams.get('signIn')!;
  const exchange = (code: string, verifier: string) => ({ input: { code, verifier } });

  /** Goes through the sign-in up to the code in the URL of the portal. */
  async function visit(as: { account?: string; acr?: string }) {
    const { verifier, start } = newClient();
    const visitor = new Visitor();
    const callback = await visitor.signInAt(start, as);
    const { status, location, answer } = await visitor.visit(callback);
    return { verifier, visitor, callback, status, location, answer, code: codeIn(location) };
  }

  it.each([
    ['urn:city:sms', 'SMS'],
    ['urn:city:app', 'SCAN'],
    ['urn:city:face', 'FACE'],
  ])('by %s makes a session of strength %s for the person with that ID number', async (acr, strength) => {
    const { certNo, name } = platform.someone();
    const { code, verifier } = await visit({ account: certNo, acr });
    const { completeProviderSignIn } = await platform.anonymous.run(COMPLETE, exchange(code, verifier));
    expect(completeProviderSignIn.strength).toBe(strength);
    const authorization = `Bearer ${completeProviderSignIn.accessToken}`;
    const me = new GraphqlClient(platform.url, async () => ({ authorization }));
    const { basicIdentity } = (await me.run('{ me { person { basicIdentity { certNo personName } } } }')).me
      .person;
    if (strength === 'FACE') expect(basicIdentity).toEqual({ certNo, personName: name });
    else expect(basicIdentity.certNo).not.toBe(certNo);
    const [row] = await platform.database.sql('SELECT * FROM assent.authentication WHERE id = $1', [
      completeProviderSignIn.id,
    ]);
    expect(row).toMatchObject({ strength, action: 'SIGN_IN', identity_provider: issuer });
  });

  it('sends the person to the provider with PKCE, state and nonce, and demands a new login there', async () => {
    const { location } = await new Visitor().visit(newClient().start);
    const asked = Object.fromEntries(new URL(location!).searchParams);
    expect(asked).toMatchObject({
      response_type: 'code',
      scope: 'openid identity',
      code_challenge_method: 'S256',
      redirect_uri: `${platform.url}/oidc/callback`,
      max_age: '300',
      acr_values: 'urn:city:sms urn:city:app urn:city:face',
    });
    for (const secret of ['state', 'nonce', 'code_challenge']) expect(asked[secret]).toMatch(/^[\w-]{43}$/);
  });

  it('puts no token into a URL, and sends no referrer', async () => {
    const { location, answer, status } = await visit({
      account: platform.someone().certNo,
      acr: 'urn:city:app',
    });
    expect(status).toBe(303);
    expect(location).toMatch(new RegExp(`^${platform.url}/\\?signIn=[\\w-]{43}$`));
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  describe('does not reveal who is insured: it looks the same up to the exchange and fails there in the same way for', () => {
    it.each<[string, () => { account?: string; acr?: string }]>([
      ['an unknown ID number', () => ({ account: UNKNOWN, acr: 'urn:city:face' })],
      [
        'R-10: a child under 14',
        () => ({ account: platform.someone('CHILD_UNDER_14').certNo, acr: 'urn:city:face' }),
      ],
      [
        'R-13: somebody who has died',
        () => ({ account: platform.someone('DECEASED').certNo, acr: 'urn:city:face' }),
      ],
      ['an account without an ID number', () => ({ account: 'nobody', acr: 'urn:city:face' })],
      ['an acr that is not mapped', () => ({ account: platform.someone().certNo, acr: 'urn:city:password' })],
      ['a person who gives up at the provider', () => ({})],
    ])('%s', async (_who, as) => {
      const { code, verifier, status, location } = await visit(as());
      expect(status).toBe(303);
      expect(location).toMatch(/\/\?signIn=[\w-]{43}$/);
      expect(await platform.anonymous.refusal(COMPLETE, exchange(code, verifier))).toEqual({
        ...FAILED,
        message: expect.any(String),
      });
    });
  });

  describe('is refused', () => {
    const someone = () => ({ account: platform.someone().certNo, acr: 'urn:city:app' });

    it('if the code is used twice', async () => {
      const { code, verifier } = await visit(someone());
      await platform.anonymous.run(COMPLETE, exchange(code, verifier));
      expect(await platform.anonymous.refusal(COMPLETE, exchange(code, verifier))).toMatchObject(FAILED);
    });

    it('if a client has the code but not the verifier, and the code is spent', async () => {
      const { code, verifier } = await visit(someone());
      for (const other of [newClient().verifier, '', 'x'.repeat(1_000)])
        expect(await platform.anonymous.refusal(COMPLETE, exchange(code, other))).toMatchObject(FAILED);
      expect(await platform.anonymous.refusal(COMPLETE, exchange(code, verifier))).toMatchObject(FAILED);
    });

    it('if the code is older than a minute', async () => {
      const { code, verifier } = await visit(someone());
      await platform.database.advance(61);
      expect(await platform.anonymous.refusal(COMPLETE, exchange(code, verifier))).toMatchObject(FAILED);
    });

    it('if the person returns too late', async () => {
      const { verifier, start } = newClient();
      const visitor = new Visitor();
      const callback = await visitor.signInAt(start, someone());
      await platform.database.advance(601);
      const { location } = await visitor.visit(callback);
      expect(await platform.anonymous.refusal(COMPLETE, exchange(codeIn(location), verifier))).toMatchObject(
        FAILED,
      );
    });

    it('if the provider’s answer arrives twice', async () => {
      const { callback, verifier, visitor } = await visit(someone());
      const again = codeIn((await visitor.visit(callback)).location);
      expect(await platform.anonymous.refusal(COMPLETE, exchange(again, verifier))).toMatchObject(FAILED);
    });

    it('if the answer to one request is sent with the state of another, because nonce and verifier differ', async () => {
      const [victim, thief] = [newClient(), newClient()];
      const visitor = new Visitor();
      const theirs = new URL(await visitor.signInAt(victim.start, someone()));
      const own = new URL(await new Visitor().signInAt(thief.start, someone()));
      own.searchParams.set('code', theirs.searchParams.get('code')!);
      const { location } = await visitor.visit(own.href);
      expect(
        await platform.anonymous.refusal(COMPLETE, exchange(codeIn(location), thief.verifier)),
      ).toMatchObject(FAILED);
    });

    it.each([
      ['a made-up state', '?code=x&state=made-up'],
      ['no state', '?code=x'],
      ['no parameters', ''],
      ['another issuer', '?code=x&state=y&iss=http://evil.test'],
    ])('with %s', async (_what, query) => {
      const { status, location } = await new Visitor().visit(`${platform.url}/oidc/callback${query}`);
      expect(status).toBe(303);
      const refusal = await platform.anonymous.refusal(COMPLETE, exchange(codeIn(location), 'verifier'));
      expect(refusal).toMatchObject(FAILED);
    });

    it.each(['', '?challenge=', '?challenge=short', `?challenge=${'a'.repeat(44)}`])(
      'at the start without the hash of a verifier: "%s"',
      async (query) => {
        const { status, answer } = await new Visitor().visit(`${platform.url}/oidc/start${query}`);
        expect(status).toBe(400);
        expect((await answer.json()) as any).toMatchObject({
          errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'challenge' } }],
        });
      },
    );
  });

  it('writes no ID number, name or claim into the log', async () => {
    const person = platform.someone();
    await visit({ account: person.certNo, acr: 'urn:city:password' });
    const told = log.join('');
    expect(told).toMatch(/an answer of the identity provider was refused/);
    for (const secret of [person.certNo, person.name, 'subject of']) expect(told).not.toContain(secret);
  });

  it('is not found without a provider, and is unavailable while the provider is unreachable', async () => {
    const without = await platform.another({ ASSENT_OIDC_ISSUER: '' });
    expect((await new Visitor().visit(newClient().start.replace(platform.url, without.url))).status).toBe(
      404,
    );
    const refusal = await new GraphqlClient(without.url).refusal(COMPLETE, exchange('code', 'verifier'));
    expect(refusal.code).toBe('NOT_FOUND');
    const cutOff = await platform.another({ ASSENT_OIDC_ISSUER: 'http://127.0.0.1:9' });
    expect((await new Visitor().visit(newClient().start.replace(platform.url, cutOff.url))).status).toBe(503);
  });
});

describe('the settings of an identity provider', () => {
  const complete = {
    ...SETTINGS,
    ASSENT_OIDC_ISSUER: 'https://id.city.test',
    ASSENT_OIDC_CLIENT_SECRET_FILE: '/run/secret',
  };

  it('must be given all or none', () => {
    expect(readConfig({}).identityProvider).toBeNull();
    expect(readConfig(complete).identityProvider).toMatchObject({
      scope: 'openid identity',
      strengths: new Map([
        ['urn:city:sms', 'SMS'],
        ['urn:city:app', 'SCAN'],
        ['urn:city:face', 'FACE'],
      ]),
    });
    for (const name of ['CLIENT_ID', 'CLIENT_SECRET_FILE', 'CLAIM', 'ACR'])
      expect(() => readConfig({ ...complete, [`ASSENT_OIDC_${name}`]: '' })).toThrow(ConfigError);
  });

  it.each(['acr', 'acr=NONE', 'acr=STRONG', '=SMS', 'a=SMS,,b=SCAN'])(
    '"%s" maps no acr',
    (ASSENT_OIDC_ACR) => {
      expect(() => readConfig({ ...complete, ASSENT_OIDC_ACR })).toThrow(ConfigError);
    },
  );
});
