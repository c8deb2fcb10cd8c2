import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Person } from '../../examples/clients/person-client.js';
import { ELIGIBILITY, giveGrant } from '../support/clients/consent.js';
import { sequenced } from '../support/ledger/recorded-life.js';
import { everythingOf } from '../support/people/asked.js';
import { madeFamily } from '../support/people/family.js';
import { type Asking, ask } from '../support/people/giving.js';
import { Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { PortalBrowser } from '../support/web/portal-browser.js';
import { soundPages } from '../support/web/sound.js';

/** What a person does after they have given something, or before they can give it, by hand in a real browser. */
let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

let portal: PortalBrowser;
afterEach(() => portal.close());

const says = (words: string | RegExp) => portal.page.getByText(words).first().waitFor();
const pagesOf = ({ name, certNo, mobile }: Person) => soundPages(portal, [name, certNo, mobile]);

const stories: [sentence: string, play: () => Promise<void>][] = [];
const story = (sentence: string, play: () => Promise<void>) => stories.push([sentence, play]);

const CLAIM: Asking = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3 };

/** A browser in which somebody has signed in by the code of an SMS, the weakest way. */
async function signedInBySms(person: Person) {
  portal = await PortalBrowser.start(platform.url);
  await portal.open('/sign-in');
  await portal.tap('button', '短信验证码');
  await portal.enter('证件号码', person.certNo);
  await portal.tap('button', '继续');
  await portal.page.getByLabel('短信验证码（6 位数字）').waitFor();
  const [message] = await platform.person(person).messages();
  await portal.enter('短信验证码（6 位数字）', message!.code);
  await portal.heading('待我决定');
  return pagesOf(person);
}

/** Signs in by face in a sheet over the page. */
async function raise(person: Person): Promise<void> {
  await portal.heading('请先登录得更可靠');
  await portal.tap('button', '刷脸登录');
  await portal.enter('证件号码', person.certNo);
  await portal.tap('button', '继续');
  await portal.answerInApp('在这台手机上打开', person);
}

story(
  'an item whose level was raised is confirmed again by one’s own hand, or let go, and the rest is given as before',
  async () => {
    const person = platform.someone();
    const me = await platform.person(person).signIn('FACE');
    const { grant } = await giveGrant(me, platform.insurer, ELIGIBILITY);
    const raises = ['INSUTYPE', 'PSN_INSU_STAS'].map((item) => ({ item, level: 3 }));
    await (await Officers.of(platform)).act({ kind: 'PUBLISH_CATALOGUE', raises });
    portal = await PortalBrowser.start(platform.url);
    await portal.signIn(person);
    const sound = pagesOf(person);
    await says('2 项升了级，暂时不给');
    await sound('home with raised items');
    await portal.tap('link', '看清再确认');
    await portal.heading(/^还给.+这些吗？$/);
    expect(await portal.page.getByRole('button', { name: /^确认提供/ }).isDisabled()).toBe(true);
    await sound('raised items');
    await portal.page
      .getByText(/^继续提供/)
      .first()
      .click();
    await portal.tick(/我单独同意把其中 1 项/);
    await portal.tap('button', '确认提供 1 项');
    await portal.proveByFace(person);
    await portal.heading('已确认');
    await says('还有 1 项没有确认');
    await sound('confirmed');
    const { suspendedItems } = (
      await me.run('query ($id: ID!) { grant(id: $id) { suspendedItems { item { code } } } }', {
        id: grant.id,
      })
    ).grant;
    expect(suspendedItems).toHaveLength(1);
    await portal.tap('button', '还有 1 项没有确认');
    await portal.tap('link', '不再提供这些');
    await portal.heading('一份授权');
    await says('1 项升了级，暂时不给');
    await says('有效');
  },
);

story('a guardian confirms a raised item for a child, for whom each item counts as sensitive', async () => {
  const { child, guardian } = await madeFamily(platform, 9);
  const id = await ask(platform.insurer, child, CLAIM);
  await (await platform.person(guardian).signIn('FACE')).approve(id, 'FACE');
  const raises = [{ item: 'SETL_ID', level: 3 }];
  await (await Officers.of(platform)).act({ kind: 'PUBLISH_CATALOGUE', raises });
  portal = await PortalBrowser.start(platform.url);
  await portal.signIn(guardian);
  const sound = pagesOf(guardian);
  await portal.tap('link', /^替 .+ 办理$/);
  await portal.tap('link', '看清再确认');
  await portal.heading(/^还给.+这些吗？$/);
  await portal.tick(/^继续提供/);
  await portal.tick(/我单独同意把其中 1 项/);
  await sound('raised item of a ward');
  await portal.tap('button', '确认提供 1 项');
  await portal.proveByFace(guardian);
  await portal.heading('已确认');
  await portal.page.getByRole('complementary', { name: '代办' }).waitFor();
});

story('taking back ends with its proof, which finds the entry of just this grant in the log', async () => {
  const person = platform.someone();
  const me = await platform.person(person).signIn('FACE');
  for (const institution of [platform.insurer, platform.otherInsurer])
    await giveGrant(me, institution, ELIGIBILITY);
  portal = await PortalBrowser.start(platform.url);
  await portal.signIn(person);
  const sound = pagesOf(person);
  for (const left of [1, 0]) {
    await portal.tap('button', /^撤回给/);
    await portal.page.getByRole('dialog').getByRole('button', { name: '撤回', exact: true }).click();
    await portal.heading('已撤回');
    await says(/起无效。$/);
    await sequenced(platform);
    await sound(`taken back, ${left} left`);
    await portal.tap('button', '核验撤回');
    await says('三项都对。');
    await sound('proof of taking back');
    await portal.tap('button', '关闭');
    await portal.tap('button', '好');
  }
  await says('现在没有机构可以看您的数据。');
});

story('a session is made stronger inside a request, and what was entered is still there', async () => {
  const person = platform.someone();
  const id = await ask(platform.insurer, person, everythingOf());
  const sound = await signedInBySms(person);
  await portal.open(`/r/${id}`);
  const optional = portal.page.getByRole('switch').first();
  await portal.page.getByText(/^提供/).first().click();
  expect(await optional.isChecked()).toBe(true);
  await portal.tap('button', '看看会给出哪些数据');
  await says(/您现在看到的有些是遮盖的/);
  await portal.tap('button', '还有一类记录默认不给');
  await portal.tap('button', '先用更可靠的方式登录');
  await sound('stronger in a request');
  await raise(person);
  await portal.tap('button', '打开特别保护的记录');
  await says(/这份申请的范围里没有这样的记录。/);
  await says('您登录得更可靠了，再看一次就是原值。');
  expect(await optional.isChecked()).toBe(true);
  await sound('after it');
});

story('what is wrong in one’s own record is said there, of one item, and listed with its name', async () => {
  const person = platform.someone();
  const sound = await signedInBySms(person);
  await portal.open('/data');
  await portal.tap('button', /^打开/);
  await portal.tap('button', '查看，并记录这次查看');
  await portal.tap('button', '为什么遮盖？');
  await raise(person);
  await portal.tap('button', '再看一次，并记录这次查看');
  await portal.tap('button', /：这里不对$/);
  await portal.heading('哪里不对？');
  await portal.page.getByRole('radio').nth(1).check({ force: true });
  await portal.enter('请写清哪里不对。只有您和医保局看得到。', '这一项写错了。');
  await sound('what is wrong');
  await portal.tap('button', '提出');
  await portal.tap('link', '看我的异议');
  await says(/我的数据：[^A-Z_]+$/);
  await says('这一项写错了。');
  await sound('objections');
});

it.each(stories)('%s', (_sentence, play) => play());
