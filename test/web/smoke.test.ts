import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person } from '../../examples/clients/person-client.js';
import { about, ask, CLAIM, ELIGIBILITY, freshKey } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { PortalBrowser } from '../support/web/portal-browser.js';
import { soundPages } from '../support/web/sound.js';

/** The whole of a consent, by hand in a real browser against the real platform; at every page what must hold on all. */
let platform: Platform;
let portal: PortalBrowser;
let person: Person;

beforeAll(async () => {
  platform = await startPlatform();
  portal = await PortalBrowser.start(platform.url);
  person = platform.someone();
});
afterAll(async () => {
  await portal.close();
  await platform.stop();
});

const sound = (name: string) => soundPages(portal, [person.name, person.certNo, person.mobile])(name);

const codeOf = async () => {
  const messages = await platform.person(person).messages();
  return messages.find(({ code }) => code)!.code;
};

const looksOf = async () => {
  const rows = await platform.database.sql(
    `SELECT count(*)::int AS looks FROM assent.ledger_entry WHERE kind = 'OWN_ACCESS'`,
  );
  return rows[0]!.looks as number;
};

describe('a consent in the browser', () => {
  it('begins at a page that says what this is, without signing in', async () => {
    await portal.open('/');
    await portal.heading('谁想看您的医保数据，由您决定。');
    await sound('welcome');
    await portal.tap('link', '登录');
    await portal.heading('您想怎么登录？');
    await sound('sign-in');
  });

  it('a wrong number is said at the field, before anything is sent', async () => {
    await portal.tap('button', '短信验证码');
    await portal.enter('证件号码', '379900199109278780');
    await portal.tap('button', '继续');
    await portal.page.getByText('证件号码好像不对，请再看一遍。').waitFor();
    await sound('number');
  });

  it('a wrong code says how many tries are left, and the right one signs in', async () => {
    await portal.enter('证件号码', person.certNo);
    await portal.tap('button', '继续');
    await portal.page.getByLabel('短信验证码（6 位数字）').waitFor();
    const code = await codeOf();
    await portal.enter('短信验证码（6 位数字）', code === '000000' ? '000001' : '000000');
    await portal.page.getByText('核验没有通过，还可以试 4 次。').waitFor();
    portal.faults.length = 0;
    await sound('code');
    await portal.enter('短信验证码（6 位数字）', code);
    await portal.heading('待我决定');
    await sound('empty home');
  });

  it('shows who asks, who may read and who read last, and reads no record for it', async () => {
    await ask(platform.insurer, about(person), ELIGIBILITY);
    const { id } = await ask(platform.insurer, about(person), CLAIM);
    const before = await looksOf();
    await portal.open('/');
    await portal.page.getByRole('link', { name: '看申请' }).nth(1).waitFor();
    await sound('home');
    expect(await looksOf()).toBe(before);
    await portal.open(`/r/${id}`);
    await portal.heading(/想看您的医保数据/);
    await sound('request');
  });

  it('takes five steps to agree where sensitive items need FACE, and gives no optional item by itself', async () => {
    portal.steps = 0;
    await portal.tap('button', '同意，继续');
    await portal.heading('敏感信息，请您单独确认');
    await sound('sensitive');
    expect(await portal.page.getByRole('button', { name: '确认', exact: true }).isDisabled()).toBe(true);
    await portal.tick(/我单独同意/);
    await portal.tap('button', '确认');
    await sound('step-up');
    await portal.tap('button', '刷脸');
    const decided = portal.steps;
    await portal.page.getByRole('link', { name: '在这台手机上打开' }).waitFor();
    await sound('handoff');
    await portal.answerInApp('在这台手机上打开', person);
    await portal.heading('已同意');
    await sound('done');
    expect(decided).toBeLessThanOrEqual(5);
  });

  it('takes two steps from the first page to take a grant back, and the next use is refused', async () => {
    await portal.open('/');
    const revoke = portal.page.getByRole('button', { name: /^撤回给/ }).first();
    await revoke.waitFor();
    const [grant] = await platform.database.sql(
      `SELECT id FROM assent.consent_grant ORDER BY valid_from DESC LIMIT 1`,
    );
    portal.steps = 0;
    await portal.tap('button', /^撤回给/);
    await portal.heading(/^撤回给/);
    await sound('revoke');
    await portal.page.getByRole('dialog').getByRole('button', { name: '撤回', exact: true }).click();
    portal.steps += 1;
    await portal.page.getByText('现在没有机构可以看您的数据。').waitFor();
    expect(portal.steps).toBe(2);
    const { errors } = await platform.insurer.redeem(
      grant!.id,
      freshKey(),
      'useNumber person { settlements { nodes { totalFee } } }',
    );
    expect(errors[0]!.extensions.code).toBe('GRANT_REVOKED');
  });

  it('takes no more steps to say no than to agree', async () => {
    await portal.open('/');
    portal.steps = 0;
    await portal.tap('link', '看申请');
    await portal.tap('button', '不同意');
    await portal.heading(/^不同意/);
    await sound('deny');
    await portal.page.getByRole('dialog').getByRole('button', { name: '不同意', exact: true }).click();
    portal.steps += 1;
    await portal.heading('已记下：不同意');
    await sound('denied');
    expect(portal.steps).toBeLessThanOrEqual(3);
  });

  it('looks at one’s own data only when asked to, and shows the look afterwards', async () => {
    await portal.open('/data');
    await sound('data');
    const before = await looksOf();
    await portal.page.getByRole('button', { name: /^打开/ }).first().click();
    await portal.tap('button', '查看，并记录这次查看');
    await portal.page.getByRole('definition').first().waitFor();
    expect(await looksOf()).toBe(before + 1);
    await sound('records');
    await portal.tap('link', '谁看过');
    await portal.heading('今天');
    await portal.page
      .getByText(/^我自己看的/)
      .first()
      .waitFor();
    await sound('timeline');
  });

  it('ends with signing out', async () => {
    await portal.tap('link', '我的');
    await portal.page.getByText('就是这里').waitFor();
    await sound('me');
    await portal.tap('button', '退出登录');
    await portal.heading('您想怎么登录？');
    expect((await portal.context.cookies()).map(({ name }) => name)).not.toContain('__Host-Http-assent');
  });

  it.each(['/catalogue', '/purposes', '/verify', '/about'])('the public page %s is sound', async (path) => {
    await portal.open(path);
    await portal.page.waitForLoadState('networkidle');
    await sound(path);
  });
});
