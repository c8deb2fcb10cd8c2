import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { cityDay } from '../../consent/kernel/city-time.js';
import type { Person } from '../../examples/clients/person-client.js';
import { nobodysCertNo, type StaffClient } from '../../examples/clients/staff-client.js';
import { about, ask, CLAIM, ELIGIBILITY } from '../support/clients/consent.js';
import { applied } from '../support/people/relatives.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { DeskBrowser, lay } from '../support/web/desk-browser.js';

/** Whoever comes for somebody else to a counter: agents under a power of attorney, and near relatives of who has died. */
const HALL = 'YT-01';
const COUNTER = 'YT-01-05';

let platform: Platform;
let clerk: StaffClient;
let reviewers: [StaffClient, StaffClient];
beforeAll(async () => {
  platform = await startPlatform();
  clerk = await platform.staff('CLERK');
  reviewers = [await platform.staff('REVIEWER'), await platform.staff('REVIEWER')];
});
afterAll(() => platform.stop());

const open: DeskBrowser[] = [];
afterEach(async () => {
  for (const desk of open.splice(0)) await desk.close();
});

async function deskOf(employee: StaffClient, ...people: readonly Person[]): Promise<DeskBrowser> {
  const hidden = people.flatMap(({ name, certNo, mobile }) => [name, certNo, mobile]).filter(Boolean);
  const desk = await DeskBrowser.of(platform, employee, hidden);
  open.push(desk);
  return desk;
}

const stories: [sentence: string, play: () => Promise<void>][] = [];
const story = (sentence: string, play: () => Promise<void>) => stories.push([sentence, play]);

/** Enters the power of attorney from the paper, by keyboard but for the days, which a browser takes in its own form. */
async function enterPower({ keys, portal }: DeskBrowser, purpose: string): Promise<void> {
  await keys.type('代办商业保险理赔');
  await keys.reach(portal.page.getByRole('checkbox', { name: platform.insurer.identity.name }));
  await keys.key('Space');
  await keys.reach(portal.page.getByLabel('找用途'));
  await keys.type(purpose);
  await keys.reach(portal.page.getByRole('checkbox', { name: purpose, exact: true }));
  await keys.key('Space');
  await portal.page.getByLabel('从哪天起').fill(cityDay(new Date()));
  await portal.page.getByLabel('到哪天为止').fill(cityDay(new Date(Date.now() + 86_400_000)));
  await keys.attach('授权委托书的扫描件', '授权委托书.pdf');
}

story(
  'an agent acts by a power of attorney, its limits are said, the print names it, and a reviewer compares both',
  async () => {
    const person = platform.someone();
    const agent = { certNo: nobodysCertNo(901), name: '代理人' };
    await ask(platform.insurer, about(person), CLAIM);
    await ask(platform.otherInsurer, about(person), ELIGIBILITY);
    const desk = await deskOf(clerk, person);
    const { keys, portal } = desk;
    await desk.signInAt('/desk', COUNTER);
    await desk.heading('认人');
    await keys.key('F4');
    await desk.heading('代理人来办');
    await desk.says(/^还差：/);
    await desk.sound('power of attorney');
    await enterPower(desk, '理赔直付');
    await keys.press('button', '下一步：读两张卡');
    await desk.says(/^第 1 张：/);
    await lay(platform, COUNTER, person);
    await keys.key('F2');
    await desk.says(/^第 2 张：/);
    await desk.says(/^委托人：/);
    await desk.sound('second card');
    await lay(platform, COUNTER, agent);
    await keys.key('F2');
    await desk.heading('选事');
    await desk.says(/代理人办理：代办商业保险理赔/);
    await portal.page.getByRole('option').first().waitFor();
    expect(await portal.page.getByRole('option').count()).toBe(1);
    await desk.sound('choose as agent');
    await keys.reach(portal.page.getByRole('option').first());
    await keys.key('Enter');
    await desk.heading('告知');
    const second = await portal.context.newPage();
    await second.goto(`${platform.url}/desk/counter/second`);
    await second.getByText('请您看清楚再决定').waitFor();
    await portal.page.bringToFront();
    await portal.page.emulateMedia({ media: 'print' });
    await portal.page.getByText(/凭授权委托书：代办商业保险理赔/).waitFor();
    await portal.page.emulateMedia({ media: 'screen' });
    await keys.press('button', '已宣读，继续');
    await desk.heading('由本人定');
    await keys.press('button', '同意，继续');
    await desk.heading('敏感信息，请您单独确认');
    await keys.key('Space');
    await keys.press('button', '确认');
    await keys.attach('证件和申请材料（可多选）', '代理人身份证.pdf');
    await keys.attach('代理人签名的扫描件', '签名.pdf');
    await desk.says(/签名\.pdf/);
    await keys.press('button', '提交');
    await desk.heading('办结');
    await desk.says(/^待复核，/);
    const review = await deskOf(reviewers[0], person);
    await review.signInAt('/desk/review', HALL);
    await review.portal.page.getByRole('option').first().waitFor();
    await review.keys.reach(review.portal.page.getByRole('option').first());
    await review.keys.key('Enter');
    await review.says(/代理人，凭授权委托书：代办商业保险理赔/);
    await review.sound('case of an agent');
    await review.keys.press('button', '确认');
    await review.says('已确认，已经生效。');
    const [given] = await platform.database.sql(
      `SELECT content FROM assent.ledger_entry WHERE kind = 'GRANT_GIVEN' ORDER BY id DESC LIMIT 1`,
      [],
    );
    expect(given!.content).toMatchObject({ role: 'AGENT', channel: 'COUNTER' });
  },
);

story('an employee can’t be an agent, and the page says so and keeps what was entered', async () => {
  const person = platform.someone();
  const desk = await deskOf(clerk, person);
  await desk.signInAt('/desk', COUNTER);
  await desk.heading('认人');
  await desk.keys.press('button', '代理人来办（F4）');
  await desk.heading('代理人来办');
  await enterPower(desk, '理赔直付');
  await desk.keys.press('button', '下一步：读两张卡');
  await lay(platform, COUNTER, person);
  await desk.keys.key('F2');
  await desk.says(/^第 2 张：/);
  await lay(platform, COUNTER, { ...person, certNo: reviewers[0].identity.certNo });
  await desk.keys.key('F2');
  await desk.says(/这位不能在这里办/);
  desk.portal.faults.length = 0;
  await desk.sound('an employee as agent');
  await desk.keys.press('button', '本人来办');
  await desk.heading('认人');
});

story(
  'two reviewers type whom the papers name, are told only whether that agrees, and one refusal is final',
  async () => {
    const one = await applied(platform);
    const reading = async (employee: StaffClient) => {
      const desk = await deskOf(employee, one.deceased, one.relative.person);
      await desk.signInAt('/desk/review', HALL);
      await desk.heading('待复核');
      await desk.keys.press('button', '近亲属申请（R）');
      await desk.portal.page.getByRole('option').first().waitFor();
      await desk.sound('near relatives');
      await desk.keys.key('Enter');
      await desk.heading(/^近亲属申请 /);
      await desk.sound('near relative');
      return desk;
    };
    const typed = async ({ keys, portal }: DeskBrowser, applicant: string) => {
      for (const [label, value] of [
        ['逝者姓名', one.deceased.name],
        ['逝者证件号码', one.deceased.certNo],
        ['申请人姓名', applicant],
        ['申请人证件号码', one.relative.person.certNo],
      ] as const) {
        await keys.reach(portal.page.getByLabel(label));
        await keys.key('Control+a');
        await keys.type(value);
      }
      await keys.press('button', '一致就通过');
    };
    const first = await reading(reviewers[0]);
    await typed(first, '别人');
    await first.says(/不一致：材料上的人和申请写的不同/);
    first.portal.faults.length = 0;
    await first.sound('papers that differ');
    await typed(first, one.relative.person.name);
    await first.says('已通过，还要另一位复核人员核对。');
    const second = await reading(reviewers[1]);
    await second.says('已有 1 位复核人员通过。');
    await typed(second, one.relative.person.name);
    await second.says('已通过，申请人可以查看了。');
    const refused = await applied(platform);
    const again = await reading(reviewers[0]);
    await again.keys.press('button', '驳回，写明原因');
    await again.keys.type('材料看不清');
    await again.keys.press('button', '驳回');
    await again.says('已驳回，申请人会看到原因。');
    const [row] = await platform.database.sql(
      'SELECT approved, reason FROM assent.relative_review WHERE application_id = $1',
      [refused.id],
    );
    expect(row).toMatchObject({ approved: false, reason: '材料看不清' });
  },
);

it.each(stories)('%s', (_sentence, play) => play());
