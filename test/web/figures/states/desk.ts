import { lay } from '../../../support/web/desk-browser.js';
import { Keyboard } from '../../../support/web/keyboard.js';
import { opened, type State, type World } from '../state.js';

export const HALL = 'YT-01';
export const COUNTER = 'YT-01-05';

const keysOf = ({ portal }: World) => new Keyboard(portal.page);

/** A new lane with the person's card in the reader. */
async function identified(world: World): Promise<void> {
  await world.asked('heavy');
  await world.portal.open('/desk/counter');
  await world.heading('认人');
  await lay(world.platform, COUNTER, world.person);
  await keysOf(world).key('F2');
  await world.heading('选事');
}
async function told(world: World): Promise<void> {
  await identified(world);
  await keysOf(world).key('Enter');
  await world.heading('告知');
}
async function deciding(world: World): Promise<void> {
  await told(world);
  await keysOf(world).press('button', '已宣读，继续');
  await world.heading('由本人定');
}
async function confirming(world: World): Promise<void> {
  await deciding(world);
  await keysOf(world).press('button', '同意，继续');
  await world.heading('敏感信息，请您单独确认');
}
async function signing(world: World): Promise<void> {
  await confirming(world);
  await keysOf(world).key('Space');
  await keysOf(world).press('button', '确认');
  await world.heading('材料与签名');
}
export async function submitted(world: World): Promise<void> {
  await signing(world);
  const keys = keysOf(world);
  await keys.attach('证件和申请材料（可多选）', '身份证.pdf', '申请表.pdf');
  await keys.attach('本人签名的扫描件', '签名.pdf');
  await world.says('签名.pdf');
  await keys.press('button', '提交');
}

/** What a clerk sees at the counter. */
export const CLERK: readonly State[] = [
  opened('/desk', 'signed out', () => '/desk', '工作人员登录'),
  {
    page: '/desk/counter',
    state: 'which counter this is',
    reach: async (world) => {
      await world.portal.open('/desk');
      await world.tap('button', '用 UKey 登录');
    },
    shows: '这是哪个窗口？',
  },
  {
    page: '/desk/counter',
    state: 'nobody is served',
    reach: async (world) => {
      await world.portal.open('/desk/counter');
      await world.portal.page.getByRole('textbox').fill(COUNTER);
      await world.tap('button', '确定');
    },
    shows: '认人',
  },
  opened('/desk/counter', 'the next person', () => '/desk/counter', '认人'),
  opened('/desk/counter/second', 'between two people', () => '/desk/counter/second', '您好，请稍候。'),
  { page: '/desk/counter', state: 'what the person can do', reach: identified, shows: '选事' },
  { page: '/desk/counter', state: 'the notice', reach: told, shows: '已宣读，继续' },
  { page: '/desk/counter', state: 'the terms', reach: deciding, shows: '同意，继续' },
  {
    page: '/desk/counter',
    state: 'saying no',
    reach: async (world) => {
      await deciding(world);
      await keysOf(world).press('button', '不同意');
    },
    shows: /^不同意.+/,
  },
  {
    page: '/desk/counter',
    state: 'the separate confirmation',
    reach: confirming,
    shows: '敏感信息，请您单独确认',
  },
  { page: '/desk/counter', state: 'papers and signature', reach: signing, shows: '提交' },
  { page: '/desk/counter', state: 'waits for the reviewer', reach: submitted, shows: /^待复核，/ },
];

/** The only case of the hall, opened by keyboard. */
async function opening(world: World): Promise<void> {
  await world.portal.open('/desk/review');
  const only = world.portal.page.getByRole('option').first();
  await only.waitFor();
  await keysOf(world).reach(only);
  await keysOf(world).key('Enter');
}

/** What a reviewer sees. */
export const REVIEWER: readonly State[] = [
  {
    page: '/desk/review',
    state: 'which hall this is',
    reach: async (world) => {
      await world.portal.open('/desk/review');
      await world.tap('button', '用 UKey 登录');
    },
    shows: '这是哪个大厅？',
  },
  {
    page: '/desk/review',
    state: 'nothing waits',
    reach: async (world) => {
      await world.portal.open('/desk/review');
      await world.portal.page.getByRole('textbox').fill('YT-09');
      await world.tap('button', '确定');
    },
    shows: '现在没有等您复核的。有新的，这里马上会有一条。',
  },
  {
    page: '/desk/review',
    state: 'a case in the queue',
    reach: async (world) => {
      await world.portal.page.evaluate(`localStorage.setItem('assent-counter', '${HALL}')`);
      await world.portal.open('/desk/review');
      await world.portal.page.getByRole('option').first().waitFor();
    },
    shows: '待复核',
  },
  {
    page: '/desk/review',
    state: 'one case',
    reach: opening,
    shows: '给本人看的告知书',
  },
  {
    page: '/desk/review',
    state: 'returning it',
    reach: async (world) => {
      await opening(world);
      await keysOf(world).press('button', '退回，写明原因');
    },
    shows: '退回给经办人员？',
  },
  {
    page: '/desk/review',
    state: 'confirmed',
    reach: async (world) => {
      await opening(world);
      await keysOf(world).press('button', '确认');
    },
    shows: '已确认，已经生效。',
  },
];

const acts = '/desk/bureau';

/** What an officer of the bureau sees. */
export const OFFICER: readonly State[] = [
  {
    page: acts,
    state: 'nothing to confirm',
    reach: async (world) => {
      await world.portal.open('/desk');
      await world.tap('button', '用 UKey 登录');
    },
    shows: '没有这样的事。',
  },
  {
    page: acts,
    state: 'a proposal',
    reach: async (world) => {
      await world.portal.open(acts);
      await world.tap('button', '提议暂停或恢复一家机构');
    },
    shows: '哪家机构',
  },
  opened(`${acts}/breach`, 'nothing is frozen', () => `${acts}/breach`, '没有冻结的机构。'),
  opened(`${acts}/objections`, 'none waits', () => `${acts}/objections`, '没有等答复的异议。'),
  opened(`${acts}/look-up`, 'before a look', () => `${acts}/look-up`, /^每查一次，账本就记一笔/),
  opened(`${acts}/catalogue`, 'all items', () => `${acts}/catalogue`, '还有更多，请写得更准一些。'),
  opened(`${acts}/log`, 'checked', () => `${acts}/log`, /签名对，账本只增不改。/),
];
