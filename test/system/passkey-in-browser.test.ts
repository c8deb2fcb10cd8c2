import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { relyingParty } from '../../consent/authentication/passkeys/relying-party.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import {
  COMPLETE,
  COMPLETE_REGISTRATION,
  challenge,
  MINE,
  startRegistration,
} from '../authentication/passkeys/scene.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { Browser, type Page } from '../support/processes/browser.js';

/** The script that a page runs with the options it receives. The tests have no DOM types. */
const create = (options: string) => `navigator.credentials.create({
  publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(${JSON.stringify(options)})) })`;
const get = (options: string) => `navigator.credentials.get({
  publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(${JSON.stringify(options)})) })`;

describe('a passkey in Chromium', () => {
  let platform: Platform;
  let browser: Browser;
  let page: Page;
  let me: PersonClient;
  let authenticatorId: string;
  beforeAll(async () => {
    platform = await startPlatform();
    browser = await Browser.start();
    // Any page of the platform, under the relying party’s host name.
    page = await browser.page(`${relyingParty(platform.url).origin}/healthz`);
    await page.send('WebAuthn.enable');
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    };
    ({ authenticatorId } = await page.send('WebAuthn.addVirtualAuthenticator', { options }));
    me = await platform.person(platform.someone()).signIn('FACE');
  });
  afterAll(async () => {
    await browser.close();
    await platform.stop();
  });

  const inPage = (expression: string) => page.evaluate(`${expression}.then((made) => JSON.stringify(made))`);

  it('is registered, is stored on the device without the person’s name, and is announced once', async () => {
    const started = await startRegistration(me);
    const response = await inPage(create(started.options));
    const input = { registrationId: started.id, response, name: 'Chromium' };
    await me.run(COMPLETE_REGISTRATION, { input });
    expect((await me.run(MINE)).me.passkeys).toMatchObject([{ name: 'Chromium', lastUsedAt: null }]);
    const { credentials } = await page.send('WebAuthn.getCredentials', { authenticatorId });
    expect(credentials).toMatchObject([
      { isResidentCredential: true, rpId: 'localhost', userName: '参保人' },
    ]);

    // The same device again, which detects that it has a passkey already.
    const again = await startRegistration(me);
    await expect(inPage(create(again.options))).rejects.toThrow(/InvalidStateError/);
  });

  it('signs in without an ID number, with SCAN, repeatedly', async () => {
    for (let i = 0; i < 2; i += 1) {
      const { id, passkeyOptions } = await challenge(platform.anonymous);
      const input = { challengeId: id, response: await inPage(get(passkeyOptions)) };
      const { completeAuthentication } = await platform.anonymous.run(COMPLETE, { input });
      expect(completeAuthentication).toMatchObject({ strength: 'SCAN', accessToken: expect.any(String) });
    }
  });

  it('confirms an action of the signed-in person', async () => {
    const { id, passkeyOptions } = await challenge(me, { action: 'VIEW' });
    const input = { challengeId: id, response: await inPage(get(passkeyOptions)) };
    expect((await me.run(COMPLETE, { input })).completeAuthentication.strength).toBe('SCAN');
  });

  it('gives no assertion when the device has not verified its user', async () => {
    await page.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    const { passkeyOptions } = await challenge(platform.anonymous);
    await expect(inPage(get(passkeyOptions))).rejects.toThrow(/NotAllowedError/);
    await page.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  });

  it('is not given to another site', async () => {
    const other = await browser.page(`${platform.url}/healthz`);
    await other.send('WebAuthn.enable');
    const { passkeyOptions } = await challenge(platform.anonymous);
    await expect(other.evaluate(get(passkeyOptions))).rejects.toThrow(/SecurityError/);
  });
});
