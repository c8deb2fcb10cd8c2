import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Person } from '../../examples/clients/person-client.js';
import type { StaffClient } from '../../examples/clients/staff-client.js';
import { about, ask, CLAIM, ELIGIBILITY } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { DeskBrowser, lay as laid } from '../support/web/desk-browser.js';

/**
 * The clerk's and the reviewer's desk, by keyboard alone in a real browser, with the card reader and the smart cards of the
 * stand-in city.
 */
const HALL = 'YT-01';
const COUNTER = 'YT-01-05';

let platform: Platform;
let clerk: StaffClient;
let reviewer: StaffClient;
let person: Person;
let desk: DeskBrowser;

const lay = (who: Pick<Person, 'certNo' | 'name'>) => laid(platform, COUNTER, who);
const deskOf = (employee: StaffClient) =>
  DeskBrowser.of(platform, employee, [person.name, person.certNo, person.mobile]);

beforeAll(async () => {
  platform = await startPlatform();
  clerk = await platform.staff('CLERK');
  reviewer = await platform.staff('REVIEWER');
});
beforeEach(async () => {
  person = platform.someone();
  desk = await deskOf(clerk);
});
afterEach(() => desk.close());
afterAll(() => platform.stop());

const grantOf = async (requestId: string) =>
  (
    await platform.database.sql(
      `SELECT g.id::text, g.strength, e.content FROM assent.consent_grant g
       JOIN assent.ledger_entry e ON e.grant_id = g.id AND e.kind = 'GRANT_GIVEN' WHERE request_id = $1`,
      [requestId],
    )
  )[0] as { id: string; strength: string; content: Record<string, unknown> } | undefined;
const statusOf = async (id: string) =>
  (await platform.database.sql('SELECT status FROM assent.consent_request WHERE id = $1', [id]))[0]!.status;

/** The number that the clerk says aloud: the last of the approval's id. */
const numberOf = async (requestId: string): Promise<string> =>
  (
    await platform.database.sql(
      `SELECT upper(right(replace(id::text, '-', ''), 6)) AS number FROM assent.counter_approval
       WHERE request_id = $1 ORDER BY created_at DESC LIMIT 1`,
      [requestId],
    )
  )[0]!.number as string;

/** From the card to the papers: the clerk's way to a signature for the first request. */
async function signed({ keys, sound, heading }: DeskBrowser): Promise<void> {
  await heading('认人');
  await sound('identify');
  await lay(person);
  await keys.key('F2');
  await heading('选事');
  await sound('choose');
  await keys.key('Enter');
  await heading('告知');
  await sound('tell');
  await keys.key('Enter');
  await heading('由本人定');
  await sound('decide');
  await keys.press('button', '同意，继续');
  await heading('敏感信息，请您单独确认');
  await sound('sensitive');
  await keys.key('Space');
  await keys.press('button', '确认');
  await heading('材料与签名');
  await keys.attach('证件和申请材料（可多选）', '身份证.pdf', '申请表.pdf');
  await keys.attach('本人签名的扫描件', '签名.pdf');
  await desk.says('签名.pdf');
  await sound('sign');
  await keys.press('button', '提交');
  await heading('办结');
  await desk.says(/^待复核，/);
  await sound('waiting');
}

/** The reviewer's way to the only case of the hall. */
async function reviewing(requestId: string): Promise<DeskBrowser> {
  const other = await deskOf(reviewer);
  await other.signInAt('/desk/review', HALL);
  await other.heading('待复核');
  const number = await numberOf(requestId);
  await other.portal.page.getByRole('option', { name: number }).waitFor();
  await other.sound('queue');
  await other.keys.type(number);
  await other.keys.reach(other.portal.page.getByRole('option', { name: number }));
  await other.keys.key('Enter');
  await other.heading(`复核 ${number}`);
  await other.says('给本人看的告知书');
  await other.sound('case');
  return other;
}

describe('a consent at the counter, by keyboard alone', () => {
  it('takes the clerk six steps and the reviewer one, and both papers and digests are those that were shown', async () => {
    const { id } = await ask(platform.insurer, about(person), CLAIM);
    await desk.signInAt('/desk', COUNTER);
    await signed(desk);
    expect(await grantOf(id)).toBeUndefined();
    const other = await reviewing(id);
    try {
      await other.keys.press('button', '确认');
      await other.says('已确认，已经生效。');
      await other.says('现在没有等您复核的。有新的，这里马上会有一条。');
    } finally {
      await other.close();
    }
    await desk.says(/复核人员已确认/);
    expect(await grantOf(id)).toMatchObject({
      strength: 'FACE',
      content: {
        channel: 'COUNTER',
        counter: COUNTER,
        clerk: clerk.identity.code,
        reviewer: reviewer.identity.code,
        evidence: { documents: [expect.any(String), expect.any(String)] },
      },
    });
    await desk.keys.key('F8');
    await desk.heading('认人');
    // Taking back takes the card, the grant and one confirmation: no papers and no reviewer.
    await desk.keys.key('F2');
    await desk.heading('选事');
    await desk.keys.key('Enter');
    await desk.heading(/^撤回给/);
    await desk.sound('take back');
    await desk.keys.key('Enter');
    await desk.says('没有等本人决定的申请，也没有可以撤回的授权。');
    const { id: grantId } = (await grantOf(id))!;
    const { errors } = await platform.insurer.redeem(
      grantId,
      'after',
      'useNumber person { settlements { nodes { totalFee } } }',
    );
    expect(errors[0]!.extensions.code).toBe('GRANT_REVOKED');
  });
});

describe('what else happens at the counter', () => {
  it('the person says no in as few steps as yes, reading along on the second screen and on paper', async () => {
    const { id } = await ask(platform.insurer, about(person), ELIGIBILITY);
    const { keys, portal } = desk;
    await desk.signInAt('/desk', COUNTER);
    await desk.heading('认人');
    await lay(person);
    await keys.key('F2');
    await desk.heading('选事');
    await keys.key('Enter');
    await desk.heading('告知');
    const second = await portal.context.newPage();
    await second.goto(`${platform.url}/desk/counter/second`);
    await second.getByText('请您看清楚再决定').waitFor();
    await second.getByText(ELIGIBILITY.notice, { exact: true }).waitFor();
    expect(await second.getByRole('button').count()).toBe(0);
    await portal.page.bringToFront();
    await portal.page.emulateMedia({ media: 'print' });
    await portal.page.getByRole('img', { name: '告知书编号与摘要的二维码' }).waitFor();
    expect(await portal.page.getByRole('button', { name: '打印告知书（P）' }).isVisible()).toBe(false);
    await portal.page.emulateMedia({ media: 'screen' });
    await keys.press('button', '已宣读，继续');
    await desk.heading('由本人定');
    await keys.press('button', '不同意');
    await desk.heading(/^不同意/);
    await desk.sound('deny');
    await keys.key('Enter');
    await desk.says(/^已记下：不同意给/);
    await second.getByText('您好，请稍候。').waitFor();
    expect(await statusOf(id)).toBe('DENIED');
  });

  it('the reviewer returns an approval with a reason, in English too, and the clerk reads it', async () => {
    const { id } = await ask(platform.insurer, about(person), CLAIM);
    await desk.signInAt('/desk', COUNTER);
    await signed(desk);
    const other = await reviewing(id);
    try {
      await other.keys.press('button', '退回，写明原因');
      await other.heading('退回给经办人员？');
      await other.sound('return');
      await other.keys.type('签名与证件不符');
      await other.keys.press('button', '退回');
      await other.says('已退回经办人员。');
      await other.keys.press('button', 'English');
      await other.heading('Waits for review');
      await other.sound('queue in English');
    } finally {
      await other.close();
    }
    await desk.says(/复核人员退回了.*签名与证件不符/);
    await desk.sound('returned');
    expect(await statusOf(id)).toBe('PENDING');
    expect(await grantOf(id)).toBeUndefined();
  });

  it('another card ends what was begun, an empty reader is said, and nobody serves themselves', async () => {
    await ask(platform.insurer, about(person), ELIGIBILITY);
    await desk.signInAt('/desk', COUNTER);
    await desk.heading('认人');
    await lay(person);
    await desk.keys.key('F2');
    await desk.heading('选事');
    await desk.keys.key('Enter');
    await desk.heading('告知');
    await lay(platform.someone());
    await desk.keys.key('F2');
    await desk.says('换了一张卡，上一位的办理已经结束。');
    await desk.says(/没有办完的：/);
    await desk.sound('another card');
    await desk.keys.key('F8');
    await desk.heading('认人');
    await lay({ ...person, certNo: clerk.identity.certNo });
    await desk.keys.key('F2');
    await desk.says(/不能为自己办理；/);
    // The browser tells of each answer that refuses.
    desk.portal.faults.length = 0;
    await desk.sound('themselves');
  });
});
