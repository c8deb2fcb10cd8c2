import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecipientKey } from '../../examples/clients/recipient-key.js';
import { returnAddress } from '../../examples/demo/agreements.js';
import { ELIGIBILITY } from '../support/clients/consent.js';
import { RawRedirect } from '../support/clients/raw-redirect.js';
import { RedirectedPerson } from '../support/clients/redirected-person.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { report, scale } from '../support/scale.js';

const DETAIL = { type: 'assent_consent', ...ELIGIBILITY };
const CODES = scale(2, 1_000);
const TRIES = 8;

let platform: Platform;
let other: string;
let dpop: RecipientKey;
beforeAll(async () => {
  platform = await startPlatform();
  other = (await platform.another({ PUBLIC_URL: platform.url })).url;
  dpop = await RecipientKey.create();
});
afterAll(() => platform.stop());

const software = () =>
  new RawRedirect(platform.insurer, platform.url, returnAddress(platform.insurer.identity), dpop);

/** A code that somebody’s consent gave. */
async function coded() {
  const raw = software();
  const { body } = await raw.push([{ ...DETAIL, reference: raw.verifier }]);
  const browser = new RedirectedPerson(platform);
  await browser.arrive(raw.address(body.request_uri));
  const back = await browser.agree(platform.someone());
  return { raw, browser, requestUri: body.request_uri as string, code: back.searchParams.get('code')! };
}

describe('a code', () => {
  it('gives one token, however often it is tried at once through two processes', async () => {
    let tokens = 0;
    for (let at = 0; at < CODES; at += 1) {
      const { raw, code } = await coded();
      const tries = Array.from({ length: TRIES }, (_, index) =>
        raw.token(code, index % 2 === 0 ? platform.url : other),
      );
      const answers = await Promise.all(tries);
      const given = answers.filter(({ status }) => status === 200);
      expect(given).toHaveLength(1);
      for (const { status, body } of answers.filter((answer) => answer !== given[0]))
        expect([status, body.error]).toEqual([400, 'invalid_grant']);
      tokens += given.length;
    }
    report(`${CODES} codes tried ${TRIES} times each: ${tokens} tokens`);
  });

  it('gives none with another verifier, another address or another key', async () => {
    const { raw, code } = await coded();
    const wrong = [
      () => raw.token(code, platform.url, { code_verifier: software().verifier }),
      () => raw.token(code, platform.url, { redirect_uri: 'https://elsewhere.example/return' }),
      async () => {
        const thief = new RawRedirect(
          platform.insurer,
          platform.url,
          returnAddress(platform.insurer.identity),
          await RecipientKey.create(),
        );
        return thief.token(code, platform.url, { code_verifier: raw.verifier });
      },
      () => {
        const stranger = new RawRedirect(
          platform.otherInsurer,
          platform.url,
          returnAddress(platform.insurer.identity),
          dpop,
        );
        return stranger.token(code, platform.url, { code_verifier: raw.verifier });
      },
    ];
    for (const attempt of wrong) expect((await attempt()).body).toMatchObject({ error: 'invalid_grant' });
  });

  it('comes of a pushed request that is used once', async () => {
    const { raw, requestUri, browser } = await coded();
    const again = await browser.visit(raw.address(requestUri));
    expect(again?.pathname).toBe('/consent/ended');
  });
});

describe('a request', () => {
  it('that was not pushed, or that another software pushed, leads nowhere', async () => {
    const browser = new RedirectedPerson(platform);
    const url = new URL('/oauth/authorize', platform.url);
    for (const [name, value] of Object.entries({
      client_id: platform.insurer.identity.clientId,
      response_type: 'code',
      redirect_uri: returnAddress(platform.insurer.identity),
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
      authorization_details: JSON.stringify([DETAIL]),
    }))
      url.searchParams.set(name, value);
    const led = await browser.visit(url);
    expect(led?.searchParams.get('code') ?? null).toBeNull();
    expect(led?.pathname).not.toMatch(/^\/consent\/(?!ended)/);
    const pushed = await software().push([DETAIL]);
    const stolen = software().address(pushed.body.request_uri);
    stolen.searchParams.set('client_id', platform.otherInsurer.identity.clientId);
    expect((await browser.visit(stolen))?.pathname).not.toMatch(/^\/consent\/(?!ended)/);
  });

  it('is pushed with an assertion for our issuer, as one string and nothing else (FAPI 2.0, 5.3.3.1)', async () => {
    const { url } = platform;
    for (const audience of [
      [url],
      `${url}/oauth/par`,
      `${url}/oauth/token`,
      [url, 'https://elsewhere.example'],
    ]) {
      const raw = software();
      raw.audience = audience;
      const { status, body } = await raw.push([DETAIL]);
      expect([audience, status, body.error]).toEqual([audience, 401, 'invalid_client']);
    }
  });

  it('is sent back to a registered address only', async () => {
    const { status, body } = await software().push([DETAIL], {
      redirect_uri: 'https://anxin-life.example/return/elsewhere',
    });
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it('needs PKCE with S256, and a proof of possession that is new', async () => {
    for (const more of [{ code_challenge: undefined }, { code_challenge_method: 'plain' }])
      expect((await software().push([DETAIL], more)).body).toHaveProperty('error', 'invalid_request');
  });
});
