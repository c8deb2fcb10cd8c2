import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { relyingParty } from '../../consent/authentication/passkeys/relying-party.js';
import type { Person } from '../../examples/clients/person-client.js';
import { about, ask, ELIGIBILITY } from '../support/clients/consent.js';
import { PortalClient } from '../support/clients/portal-client.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { PortalBrowser } from '../support/web/portal-browser.js';
import { soundPages } from '../support/web/sound.js';

let platform: Platform;
let portal: PortalBrowser;
let person: Person;
let sound: (name: string) => Promise<void>;

/** A device that has its user verified at once, as by a fingerprint. */
async function withAuthenticator({ context, page }: PortalBrowser): Promise<void> {
  const device = await context.newCDPSession(page);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

beforeAll(async () => {
  platform = await startPlatform();
  // A passkey belongs to a name, not to an address.
  portal = await PortalBrowser.start(relyingParty(platform.url).origin);
  await withAuthenticator(portal);
  person = platform.someone();
  sound = soundPages(portal, [person.name, person.certNo, person.mobile]);
  await portal.signIn(person);
});
afterAll(async () => {
  await portal.close();
  await platform.stop();
});

const says = (words: string | RegExp) => portal.page.getByText(words).first().waitFor();
/** What the page before was still reading has come, so that leaving it interrupts nothing. */
const openMe = async () => {
  await portal.page.waitForLoadState('networkidle');
  await portal.open('/me');
};
const codeOf = async () => {
  const messages = await platform.person(person).messages();
  return messages.find(({ code }) => code)!.code;
};
const enterCode = async () => {
  await portal.page.getByLabel('短信验证码（6 位数字）').waitFor();
  await portal.enter('短信验证码（6 位数字）', await codeOf());
};
const strength = async () =>
  (
    (await portal.page.evaluate(
      'fetch("/portal/session", { headers: { "assent-portal": "1" } }).then((r) => r.json())',
    )) as any
  ).strength;

describe('a passkey in the portal', () => {
  it('is added by a fresh face comparison, with a name, and listed', async () => {
    await openMe();
    await says('还没有。设置以后，用这台设备的指纹、面容或锁屏密码就能登录。');
    await portal.enter('给这台设备起个名字（可不填）', '我的手机');
    await portal.tap('button', '添加通行密钥');
    await sound('fresh proof');
    await portal.proveByFace(person);
    await says('已添加。下次可以用它登录。');
    await says('我的手机');
    await says('还没有用过');
    await sound('passkeys');
  });

  it('is not added twice to one device, which says so', async () => {
    await portal.tap('button', '添加通行密钥');
    await portal.proveByFace(person);
    await says('这台设备已经有您的通行密钥了。');
  });

  it('confirms a decision with one touch', async () => {
    const { id } = await ask(platform.insurer, about(person), ELIGIBILITY);
    await portal.open(`/r/${id}`);
    await portal.tap('button', '同意，继续');
    await portal.tick(/我单独同意/);
    await portal.tap('button', '确认');
    await portal.page.getByRole('button', { name: '通行密钥', exact: true }).waitFor();
    await sound('ways to prove');
    await portal.tap('button', '通行密钥');
    await portal.heading('已同意');
    await portal.page.waitForLoadState('networkidle');
  });

  it('signs in with one touch and without a number', async () => {
    await openMe();
    await portal.tap('button', '退出登录');
    await portal.heading('您想怎么登录？');
    await sound('sign-in with passkey');
    await portal.tap('button', /^通行密钥/);
    await says('在哪些设备上登录着');
    expect(await strength()).toBe('SCAN');
  });
});

describe('one’s whole record', () => {
  it('is taken away after signing in by two means and a fresh proof of two, by a link that counts down and is good once', async () => {
    await openMe();
    await portal.tap('button', '带走全部');
    await portal.heading('请先登录得更可靠');
    await sound('stronger sign-in');
    await portal.tap('button', '短信验证码登录');
    await portal.enter('证件号码', person.certNo);
    await portal.tap('button', '继续');
    await enterCode();
    await portal.heading('请再确认是您本人');
    expect(await strength()).toBe('FACE');
    await portal.tap('button', '通行密钥，再加短信验证码（两步，一样有效）');
    await enterCode();
    await says(/只能下载一次，还有 [12] 分 \d+ 秒/);
    await sound('export');
    const [download] = await Promise.all([
      portal.page.waitForEvent('download'),
      portal.tap('link', '下载文件'),
    ]);
    const kept = JSON.parse(readFileSync(await download.path(), 'utf8'));
    expect(JSON.stringify(kept)).toContain(person.certNo);
    await says('已开始下载。这个链接不能再用。');
    await sound('exported');
    await portal.tap('button', '再生成');
    await portal.heading('请再确认是您本人');
    await portal.page.keyboard.press('Escape');
  });
});

describe('the devices that are signed in', () => {
  it('are listed, and another one is signed out from here', async () => {
    const other = new PortalClient(platform.url, platform.standInUrl);
    await other.signIn(person, 'SCAN');
    expect((await other.session()).kind).toBe('PERSON');
    await openMe();
    const end = portal.page.getByRole('button', { name: /^让它退出/ });
    await end.first().waitFor();
    for (let left = await end.count(); left > 0; left -= 1) {
      await end.first().click();
      await end.nth(left - 1).waitFor({ state: 'detached' });
    }
    expect((await other.session()).kind).toBe('ANONYMOUS');
    await says('就是这里');
  });
});

describe('the settings of a device', () => {
  it('are larger letters, on this page and everywhere', async () => {
    await openMe();
    await portal.tick('长辈版，字大，按钮大');
    await portal.page.getByRole('button', { name: '标准版', exact: true }).waitFor();
    expect(await portal.page.evaluate('document.documentElement.dataset.mode')).toBe('elder');
    await sound('me in elder mode');
    await portal.page.getByRole('radio', { name: '标准版' }).check({ force: true });
    await portal.page.getByRole('button', { name: '长辈版', exact: true }).waitFor();
  });

  it('are the language too: the page is there in English', async () => {
    const english = await PortalBrowser.start(portal.url, 'en');
    try {
      await english.open('/');
      const answer = await new PortalClient(platform.url, platform.standInUrl).challenge(person, 'FACE');
      await english.page.evaluate(
        `fetch('/portal/session', { method: 'POST', body: ${JSON.stringify(JSON.stringify(answer))},
          headers: { 'assent-portal': '1', 'content-type': 'application/json' } }).then((r) => r.json())`,
      );
      await english.open('/me');
      await english.heading('Passkey');
      await english.page.getByText('Sign out on all devices').waitFor();
      expect(await english.page.getByRole('radio', { name: 'English' }).isChecked()).toBe(true);
      expect(await english.violations()).toEqual([]);
      expect(english.faults).toEqual([]);
    } finally {
      await english.close();
    }
  });

  it('end with the removal of the passkey, which then signs in no more', async () => {
    await openMe();
    await portal.tap('button', '移除我的手机');
    await says('还没有。设置以后，用这台设备的指纹、面容或锁屏密码就能登录。');
    await portal.tap('button', '退出登录');
    portal.faults.length = 0;
    await portal.tap('button', /^通行密钥/);
    await says(/核验没有通过/);
  });
});
