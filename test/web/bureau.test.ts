import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { StaffClient } from '../../examples/clients/staff-client.js';
import { ELIGIBILITY, ENROLLED, freshKey, giveGrant } from '../support/clients/consent.js';
import { sequenced } from '../support/ledger/recorded-life.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { DeskBrowser } from '../support/web/desk-browser.js';

/** The bureau's desk, by keyboard alone in a real browser: what two officers do, and what one of them answers and looks up. */
let platform: Platform;
let officers: [StaffClient, StaffClient];
beforeAll(async () => {
  platform = await startPlatform();
  officers = [await platform.staff('OFFICER'), await platform.staff('OFFICER')];
});
afterAll(() => platform.stop());

const open: DeskBrowser[] = [];
afterEach(async () => {
  for (const desk of open.splice(0)) await desk.close();
});

/** The desk of one officer, who has signed in. Their smart card stays in the machine until another one signs in. */
async function deskOf(officer: StaffClient, path = '/desk'): Promise<DeskBrowser> {
  const desk = await DeskBrowser.of(platform, officer);
  open.push(desk);
  await desk.signIn(path);
  return desk;
}

const lastEntry = async (kind: string) =>
  (
    await platform.database.sql(
      'SELECT id, content FROM assent.ledger_entry WHERE kind = $1 ORDER BY id DESC LIMIT 1',
      [kind],
    )
  )[0] as { id: string; content: Record<string, unknown> } | undefined;
const standingOf = async (code: string) =>
  (await officers[0].run('query ($code: ID!) { recipientOf(code: $code) { standing } }', { code }))
    .recipientOf.standing;

const stories: [sentence: string, play: () => Promise<void>][] = [];
const story = (sentence: string, play: () => Promise<void>) => stories.push([sentence, play]);

story(
  'one officer proposes with the effect before their eyes, and another confirms with their own smart card',
  async () => {
    const { code, name } = platform.otherInsurer.identity;
    const one = await deskOf(officers[0]);
    await one.heading('两人办的事');
    await one.says('没有这样的事。');
    await one.sound('acts');
    await one.keys.press('button', '提议暂停或恢复一家机构');
    await one.keys.choose('办什么', '暂停机构');
    await one.keys.reach(one.portal.page.getByLabel('找机构（名称或编码）'));
    await one.keys.type(name);
    await one.keys.choose('哪家机构', new RegExp(name));
    await one.says('涉及 0 份授权、0 人（机构也算），0 个信息项');
    await one.keys.reach(one.portal.page.getByLabel('理由'));
    await one.keys.type('年度检查未通过');
    await one.sound('a proposal');
    await one.keys.press('button', '提议，等另一位确认');
    await one.says('已提议。另一位管理人员确认以前，什么也没有变。');
    await one.says('这是您提议的：须另一位管理人员确认，您自己不能确认。');
    expect(await one.portal.page.getByRole('button', { name: '用 UKey 确认' }).count()).toBe(0);
    expect(await standingOf(code)).toBe('LIVE');
    await one.sound('one’s own proposal');

    const other = await deskOf(officers[1]);
    await other.says('年度检查未通过');
    await other.sound('a proposal of somebody else');
    await other.keys.press('button', '用 UKey 确认');
    await other.says('没有这样的事。');
    expect(await standingOf(code)).toBe('SUSPENDED');
    await other.keys.choose('看哪些', '已生效');
    await other.says(new RegExp(`工号 ${officers[1].identity.code} 确认`));
    await other.sound('confirmed');
  },
);

story('a proposal that was made by mistake is withdrawn by whoever made it', async () => {
  const { name, code } = platform.insurer.identity;
  const one = await deskOf(officers[0]);
  await one.keys.press('button', '提议暂停或恢复一家机构');
  await one.keys.choose('办什么', '暂停机构');
  await one.keys.choose('哪家机构', new RegExp(name));
  await one.keys.reach(one.portal.page.getByLabel('理由'));
  await one.keys.type('看错了机构');
  await one.keys.press('button', '提议，等另一位确认');
  await one.keys.press('button', '撤回提议');
  await one.says('没有这样的事。');
  await one.keys.choose('看哪些', '已撤回');
  await one.says('看错了机构');
  expect(await standingOf(code)).toBe('LIVE');
});

story('after a breach two officers freeze an institution on one page, and lift it afterwards', async () => {
  const me = await platform.person(platform.someone()).signIn('FACE');
  await giveGrant(me, platform.insurer, ELIGIBILITY);
  const { name, code } = platform.insurer.identity;
  const one = await deskOf(officers[0], '/desk/bureau/breach');
  const confirm = async () => {
    const other = await deskOf(officers[1], '/desk/bureau/breach');
    await other.sound('breach, to confirm');
    await other.keys.press('button', '用 UKey 确认');
    await other.portal.page.getByRole('button', { name: '用 UKey 确认' }).waitFor({ state: 'detached' });
  };
  await one.says('没有冻结的机构。');
  await one.keys.choose('哪家机构', new RegExp(name));
  await one.says('涉及 1 到 9 份授权、1 到 9 人（机构也算）');
  await one.sound('who is touched');
  await one.keys.reach(one.portal.page.getByLabel('理由'));
  await one.keys.type('机构报告数据泄露');
  await one.keys.press('button', '提议，等另一位确认');
  await one.says('已提议。请马上找另一位管理人员确认。');
  await confirm();
  expect(await standingOf(code)).toBe('FROZEN');
  await one.portal.page.reload();
  await one.keys.press('button', '提议解除冻结');
  await one.keys.reach(one.portal.page.getByLabel('理由').first());
  await one.keys.type('已查清');
  await one.keys.press('button', '提议，等另一位确认');
  await one.says('已提议。请马上找另一位管理人员确认。');
  await confirm();
  expect(await standingOf(code)).toBe('LIVE');
});

story(
  'an officer answers an objection, and looks up what it is about only after the page said that this is recorded',
  async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const { grant } = await giveGrant(me, platform.insurer, ELIGIBILITY);
    await platform.insurer.redeem(grant.id, freshKey(), ENROLLED);
    await sequenced(platform);
    const input = { about: 'GRANT', target: grant.id, text: '我没有给过这份授权。' };
    await me.run('mutation ($input: FileObjectionInput!) { fileObjection(input: $input) { id } }', { input });
    const one = await deskOf(officers[0], '/desk/bureau/objections');
    await one.says(input.text);
    await one.sound('objections');
    const looked = await lastEntry('STAFF_LOOK');
    await one.keys.press('link', '去查这一笔');
    await one.says(/每查一次，账本就记一笔/);
    await one.keys.press('button', '看清上面的话，继续');
    await one.portal.page.getByRole('button', { name: '看条款，并记录' }).waitFor();
    expect((await lastEntry('STAFF_LOOK'))?.id).toBe(looked?.id);
    await one.sound('before the look');
    await one.keys.press('button', '看条款，并记录');
    await one.says('已用 1 次，共 3 次');
    expect((await lastEntry('STAFF_LOOK'))?.id).not.toBe(looked?.id);
    await one.keys.press('button', '看每次使用，并记录');
    await one.says('用过 1 次');
    await one.keys.press('button', '看账本里的记录，并记录');
    await one.says('GRANT_GIVEN');
    await one.sound('what was found');
    await one.keys.press('link', '个人的异议');
    await one.keys.reach(one.portal.page.getByLabel('答复（本人会看到）'));
    await one.keys.type('账本里有您当时的确认。');
    await one.keys.press('button', '答复');
    await one.says('已答复。');
    const { nodes } = (await me.run('{ me { objections { nodes { status answer } } } }')).me.objections;
    expect(nodes).toEqual([{ status: 'ANSWERED', answer: '账本里有您当时的确认。' }]);
  },
);

story('levels are raised by two officers, and the log’s head is checked in the page', async () => {
  const one = await deskOf(officers[0], '/desk/bureau/catalogue');
  await one.keys.reach(one.portal.page.getByLabel('找一项（中文、英文或编码）'));
  await one.keys.type('INSUTYPE');
  await one.keys.press('button', /^提高.+的级别$/);
  await one.says(/涉及 .+ 份授权/);
  await one.keys.reach(one.portal.page.getByLabel('理由'));
  await one.keys.type('按新的分级标准');
  await one.sound('levels');
  await one.keys.press('button', '提议，等另一位确认');
  await one.says('按新的分级标准');
  await one.keys.press('link', '账本');
  await one.says(/签名对，账本只增不改。/);
  await one.sound('log');
  await one.keys.press('button', 'English');
  await one.heading('Log');
  await one.sound('log in English');
});

it.each(stories)('%s', (_sentence, play) => play());
