import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { about, ask, CLAIM } from '../support/clients/consent.js';
import { Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { PortalBrowser } from '../support/web/portal-browser.js';
import { soundPages } from '../support/web/sound.js';

let platform: Platform;
let portal: PortalBrowser;
let sound: (name: string) => Promise<void>;
beforeAll(async () => {
  platform = await startPlatform();
  portal = await PortalBrowser.start(platform.url);
  sound = soundPages(portal, []);
});
afterAll(async () => {
  await portal.close();
  await platform.stop();
});

const says = (words: string | RegExp) => portal.page.getByText(words).first().waitFor();

describe('the directory of institutions', () => {
  it('lists without an account who may ask for data, by kind', async () => {
    const { name } = platform.bank.identity;
    await portal.open('/institutions');
    await portal.page.getByRole('link', { name, exact: true }).waitFor();
    await says(/已签数据使用协议/);
    await says('怎样辨认真假短信');
    await sound('institutions');
    await portal.page.getByRole('radio', { name: '商业保险公司' }).check({ force: true });
    await portal.page.getByRole('link', { name: platform.insurer.identity.name, exact: true }).waitFor();
    await portal.page.getByRole('link', { name, exact: true }).waitFor({ state: 'detached' });
  });

  it('shows of each institution its standing, how to reach it and the most that it can ask for', async () => {
    await portal.tap('link', platform.insurer.identity.name);
    await portal.heading(platform.insurer.identity.name);
    await says('它最多可以为什么、要什么');
    await says(platform.insurer.identity.code);
    await sound('institution');
    await portal.open('/institutions/NOBODY');
    await portal.heading('没有这一页，或者不是您的');
  });

  it('is one tap from a request, which says whether the institution may use data now', async () => {
    const person = platform.someone();
    const { id } = await ask(platform.otherInsurer, about(person), CLAIM);
    await portal.signIn(person);
    await portal.open(`/r/${id}`);
    await says(/已签数据使用协议/);
    const { code, name } = platform.otherInsurer.identity;
    await (await Officers.of(platform)).act({ kind: 'SUSPEND_RECIPIENT', recipient: code });
    await portal.open(`/r/${id}`);
    await says('已暂停：医保局已停止该机构使用数据');
    await sound('request of a suspended institution');
    await portal.tap('link', name);
    await portal.heading(name);
    await says('已暂停：医保局已停止该机构使用数据');
    await sound('suspended institution');
  });

  it('is there in English', async () => {
    const english = await PortalBrowser.start(platform.url, 'en');
    try {
      await english.open('/institutions');
      await english.heading('Institutions');
      await english.page
        .getByText(/Data use agreement signed/)
        .first()
        .waitFor();
      expect(await english.violations()).toEqual([]);
      expect(english.faults).toEqual([]);
    } finally {
      await english.close();
    }
  });
});
