import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OWN_PAGE, PortalClient } from '../../support/clients/portal-client.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const COOKIE = '__Host-Http-assent';
const browser = () => new PortalClient(platform.url, platform.standInUrl);
const signedIn = async (method: 'SMS' | 'SCAN' | 'FACE' = 'SMS') => {
  const person = platform.someone();
  const portal = browser();
  expect((await portal.signIn(person, method)).status).toBe(200);
  return { portal, person };
};
const ME = '{ me { sessions { current } } }';

describe('signing in at the portal', () => {
  it('sets a cookie that no script, no other host and no plain connection can read', async () => {
    const { portal } = await signedIn();
    const [cookie] = portal.setCookies.filter((line) => line.startsWith(`${COOKIE}=`));
    const [, ...attributes] = cookie!.split('; ');
    expect(attributes.filter((one) => !one.startsWith('Max-Age')).sort()).toEqual([
      'HttpOnly',
      'Path=/',
      'SameSite=Strict',
      'Secure',
    ]);
  });

  it('gives the page no token and nothing personal', async () => {
    const person = platform.someone();
    const portal = browser();
    const { text, body } = await portal.signIn(person, 'FACE');
    expect(body).toEqual({
      kind: 'PERSON',
      strength: 'FACE',
      expiresAt: expect.any(String),
      now: expect.any(String),
      role: null,
      staff: null,
      member: null,
      roles: [],
      mark: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect((await browser().signIn(person)).body.mark).toBe(body.mark);
    expect((await browser().signIn(platform.someone())).body.mark).not.toBe(body.mark);
    expect(text).not.toMatch(/eyJ/);
    for (const value of [person.name, person.certNo, person.mobile]) expect(text).not.toContain(value);
    const sealed = portal.cookies.get(COOKIE)!;
    const parts = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    for (const value of [person.name, person.certNo]) expect(parts.join()).not.toContain(value);
  });

  it('a wrong answer signs nobody in', async () => {
    const portal = browser();
    const { challengeId, response } = await portal.challenge(platform.someone(), 'SMS');
    const wrong = response === '000000' ? '000001' : '000000';
    const { status, body } = await portal.send('POST', '/portal/session', { challengeId, response: wrong });
    expect(status).not.toBe(200);
    expect(body.errors[0].extensions.code).toBe('AUTHENTICATION_FAILED');
    expect(portal.cookies.has(COOKIE)).toBe(false);
    expect((await portal.session()).kind).toBe('ANONYMOUS');
  });

  it('a challenge of another action opens no session', async () => {
    const { portal, person } = await signedIn();
    const { data } = await portal.run(
      `mutation { startAuthentication(input: { action: EXPORT, method: SCAN }) { id } }`,
    );
    const challengeId = data.startAuthentication.id;
    const { token } = await portal.ask('/evoucher', { certNo: person.certNo, challengeId });
    const { body } = await portal.send('POST', '/portal/session', { challengeId, response: token });
    expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  it('any other body is refused in words', async () => {
    for (const body of [
      {},
      { challengeId: 'x' },
      { assertion: 1 },
      { challengeId: 'x', response: 'y', code: 'z' },
    ])
      expect((await browser().send('POST', '/portal/session', body)).body.errors[0].extensions.code).toBe(
        'BAD_USER_INPUT',
      );
  });

  it('an employee signs in by an assertion', async () => {
    const clerk = await platform.staff('CLERK');
    const portal = browser();
    const assertion = await clerk.key.assertion(clerk.identity.code, platform.url);
    const { status, body } = await portal.send('POST', '/portal/session', { assertion });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { kind: 'STAFF', role: 'CLERK', staff: clerk.identity.code },
    });
    expect((await portal.session()).kind).toBe('STAFF');
  });
});

describe('a session of the portal', () => {
  it('signs in at the portal’s GraphQL and nowhere else', async () => {
    const { portal } = await signedIn();
    expect((await portal.run(ME)).data.me.sessions).toEqual([{ current: true }]);
    const elsewhere = await portal.send('POST', '/graphql', { query: ME });
    expect(elsewhere.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  it('is another one after each sign-in, and the one before has ended', async () => {
    const { portal, person } = await signedIn();
    const before = portal.cookies.get(COOKIE)!;
    await portal.signIn(person, 'SCAN');
    expect(portal.cookies.get(COOKIE)).not.toBe(before);
    const thief = browser();
    thief.cookies.set(COOKIE, before);
    expect((await thief.session()).kind).toBe('ANONYMOUS');
    expect((await thief.run(ME)).errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  it('keeps the strongest strength when its person signs in again by less, and lasts no longer for it', async () => {
    const { portal, person } = await signedIn('FACE');
    const { expiresAt } = await portal.session();
    const { body } = await portal.signIn(person, 'SMS');
    expect(body.strength).toBe('FACE');
    expect(Date.parse(body.expiresAt)).toBeLessThanOrEqual(Date.parse(expiresAt));
  });

  it('has FACE after e-voucher and SMS', async () => {
    const { portal, person } = await signedIn('SCAN');
    expect((await portal.signIn(person, 'SMS')).body.strength).toBe('FACE');
  });

  it('of somebody else takes nothing over from the one before', async () => {
    const { portal } = await signedIn('FACE');
    const before = portal.cookies.get(COOKIE)!;
    expect((await portal.signIn(platform.someone(), 'SMS')).body.strength).toBe('SMS');
    const left = browser();
    left.cookies.set(COOKIE, before);
    expect((await left.session()).kind).toBe('ANONYMOUS');
  });

  it('ends when its person signs out', async () => {
    const { portal } = await signedIn();
    const cookie = portal.cookies.get(COOKIE)!;
    expect((await portal.send('DELETE', '/portal/session')).status).toBe(204);
    expect(portal.cookies.has(COOKIE)).toBe(false);
    portal.cookies.set(COOKIE, cookie);
    expect((await portal.session()).kind).toBe('ANONYMOUS');
  });

  it('ends on every device at once', async () => {
    const { portal, person } = await signedIn();
    const other = browser();
    await other.signIn(person);
    expect((await portal.send('DELETE', '/portal/sessions')).status).toBe(204);
    expect((await other.session()).kind).toBe('ANONYMOUS');
  });

  it('is worth nothing once its cookie was changed in any one character', async () => {
    const { portal } = await signedIn();
    const cookie = portal.cookies.get(COOKIE)!;
    // The last character of a part has bits that mean nothing.
    const ends = (at: number) => /[.]|undefined/.test(String(cookie[at + 1]));
    for (let at = 0; at < cookie.length; at += 19) {
      if (cookie[at] === '.' || ends(at)) continue;
      const other = cookie[at] === 'A' ? 'B' : 'A';
      const thief = browser();
      thief.cookies.set(COOKIE, cookie.slice(0, at) + other + cookie.slice(at + 1));
      expect({ at, kind: (await thief.session()).kind }).toEqual({ at, kind: 'ANONYMOUS' });
    }
  });
});

describe('another site', () => {
  it.each([
    ['without the header of our pages', { 'sec-fetch-site': 'same-origin' }],
    ['without the browser’s word', { 'assent-portal': '1' }],
    ['by the browser’s word of another site', { ...OWN_PAGE, 'sec-fetch-site': 'cross-site' }],
    [
      'by the browser’s word of another host of the same site',
      { ...OWN_PAGE, 'sec-fetch-site': 'same-site' },
    ],
    ['by the browser’s word of a typed address', { ...OWN_PAGE, 'sec-fetch-site': 'none' }],
  ])('can do nothing with the session: %s', async (_how, headers) => {
    const { portal } = await signedIn();
    for (const [method, path, body] of [
      ['POST', '/portal/graphql', { query: ME }],
      ['GET', '/portal/session', undefined],
      ['DELETE', '/portal/session', undefined],
      ['DELETE', '/portal/sessions', undefined],
      ['GET', '/portal/config.json', undefined],
    ] as const) {
      const answer = await portal.send(method, path, body, headers);
      expect({ path, code: answer.body.errors[0].extensions.code }).toEqual({ path, code: 'FORBIDDEN' });
    }
    expect((await portal.session()).kind).toBe('PERSON');
  });

  it('can’t send the portal a form', async () => {
    const { portal } = await signedIn();
    const answer = await fetch(`${platform.url}/portal/graphql`, {
      method: 'POST',
      headers: {
        ...OWN_PAGE,
        cookie: `${COOKIE}=${portal.cookies.get(COOKIE)}`,
        'content-type': 'text/plain',
      },
      body: JSON.stringify({ query: ME }),
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  it('gets no permission to read an answer', async () => {
    const answer = await fetch(`${platform.url}/portal/session`, {
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.test', 'access-control-request-method': 'GET' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
