import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person } from '../../examples/clients/person-client.js';
import { returnTo, startInsurersApp } from '../../examples/enrol-app/app.js';
import { EnrolApp, type Sent } from '../../examples/enrol-app/enrol.js';
import { applyFile } from '../support/people/agreements.js';
import { freePort } from '../support/platform/free-port.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { PortalBrowser } from '../support/web/portal-browser.js';
import { soundPages } from '../support/web/sound.js';

/** Coming from an insurer's app, deciding and going back, by hand in a real browser. */
let platform: Platform;
let app: EnrolApp;
let pages: Server;
let host: string;
beforeAll(async () => {
  platform = await startPlatform();
  pages = createServer((_request, answer) => {
    answer.setHeader('content-type', 'text/html').end('<title>app</title><h1>Back in the app</h1>');
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(pages.address() as AddressInfo).port}`;
  const { identity, key } = platform.insurer;
  const back = `http://${host}/return`;
  await register([back]);
  app = await EnrolApp.start(platform.url, identity.clientId, key.privateKey as never, back);
});
afterAll(async () => {
  pages.closeAllConnections();
  pages.close();
  await platform.stop();
});

/** Where the insurer's app takes people back. */
const register = (redirectUris: string[]) =>
  applyFile(platform, platform.insurer, { recipient: { redirectUris } });

let portal: PortalBrowser;
afterEach(() => portal.close());

/** A browser that the app has sent over. The app's own page says that somebody came back. */
async function sentOver(): Promise<Sent> {
  portal = await PortalBrowser.start(platform.url);
  const sent = await app.send({
    purpose: 'QUICK_UNDERWRITING',
    mode: 'ONE_TIME',
    validForDays: 3,
    notice: '为您快速投保，需要核对您的参保信息。',
  });
  await portal.page.goto(sent.url.href);
  await portal.heading(/请您授权/);
  return sent;
}

async function signInHere(person: Person): Promise<void> {
  await portal.tap('button', '刷脸');
  await portal.enter('证件号码', person.certNo);
  await portal.tap('button', '继续');
  await portal.answerInApp('在这台手机上打开', person);
  await portal.heading('您替谁决定？');
}

async function backInTheApp(): Promise<URL> {
  await portal.tap('button', `返回 ${host}`);
  await portal.heading('Back in the app');
  return new URL(portal.page.url());
}

describe('the demo’s insurer’s app', () => {
  it('sends a person over, gets them back, and reads what they gave', async () => {
    const port = await freePort();
    await register([returnTo(port), `http://${host}/return`]);
    const { identity, key } = platform.insurer;
    const insurer = {
      platform: platform.url,
      clientId: identity.clientId,
      key: key.privateKey as never,
      port,
    };
    const server = await startInsurersApp(insurer);
    try {
      const person = platform.someone();
      portal = await PortalBrowser.start(platform.url);
      await portal.page.goto(`http://127.0.0.1:${port}/`);
      await portal.tap('button', '投保 · Enrol');
      await portal.heading(/请您授权/);
      await signInHere(person);
      await portal.tap('button', '我自己');
      await portal.tap('button', '同意，继续');
      await portal.tick(/我单独同意/);
      await portal.tap('button', '确认');
      await portal.proveByFace(person);
      await portal.heading('已同意');
      await portal.tap('button', `返回 127.0.0.1:${port}`);
      await portal.heading('已核对，可以投保 · Checked');
      await portal.page.getByText('"insuredStatus"').waitFor();
    } finally {
      await server.close();
    }
  });
});

describe('a person from an insurer’s app, in the browser', () => {
  it('reads what is asked before signing in, agrees, and is back in the app with a code', async () => {
    const person = platform.someone();
    const sent = await sentOver();
    const sound = await soundPages(portal, [person.name, person.certNo, person.mobile]);
    await portal.page.getByText('为您快速投保').waitFor();
    await sound('arrival');
    await signInHere(person);
    await sound('for whom');
    await portal.tap('button', '我自己');
    await portal.heading('会给出什么');
    await sound('request');
    await portal.tap('button', '同意，继续');
    await portal.heading('敏感信息，请您单独确认');
    await portal.tick(/我单独同意/);
    await portal.tap('button', '确认');
    await portal.proveByFace(person);
    await portal.heading('已同意');
    await sound('done');
    const answer = await app.receive(await backInTheApp(), sent);
    expect(answer).toMatchObject({ grant_id: expect.any(String) });
  });

  it('says no, and the app is told that access was denied', async () => {
    const sent = await sentOver();
    await signInHere(platform.someone());
    await portal.tap('button', '我自己');
    await portal.heading('会给出什么');
    await portal.tap('button', '不同意');
    await portal.page.getByRole('dialog').getByRole('button', { name: '不同意', exact: true }).click();
    await portal.heading('已记下：不同意');
    const back = await backInTheApp();
    expect(back.searchParams.get('error')).toBe('access_denied');
    await expect(app.receive(back, sent)).rejects.toMatchObject({ error: 'access_denied' });
  });

  it('goes back undecided without signing in, and the old page says that it is over', async () => {
    await sentOver();
    const page = portal.page.url();
    const back = await backInTheApp();
    expect(back.searchParams.get('error')).toBe('access_denied');
    await portal.page.goto(page);
    await portal.heading('这次授权已经结束');
  });
});
