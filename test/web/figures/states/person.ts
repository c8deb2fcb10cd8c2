import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshKey } from '../../../support/clients/consent.js';
import { dies } from '../../../support/people/family.js';
import { APPLY, application, approval, REVIEW } from '../../../support/people/relatives.js';
import { opened, type State, type World } from '../state.js';

const toSheet = async (world: World) => {
  await world.portal.open(await world.asked('heavy'));
  await world.tap('button', /同意，继续$/);
  await world.tick(/单独同意/);
  await world.tap('button', '确认');
};
const inDialog = async ({ portal }: World, name: string) =>
  portal.page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

/** Opens the first category of the record, and looks. */
export const look = async (world: World, category: RegExp | string = /^打开/) => {
  await world.portal.open(`${world.base}/data`);
  await world.tap('button', category);
  await world.tap('button', '查看，并记录这次查看');
};

/** The states of a request, for oneself and for whoever one acts for. */
export const requestStates = (at: string): readonly State[] => [
  opened(`${at}/r/:id`, 'asked', (world) => world.asked('heavy'), '会给出什么'),
  {
    page: `${at}/r/:id`,
    state: 'saying no',
    reach: async (world) => {
      await world.portal.open(await world.asked());
      await world.tap('button', /不同意$/);
    },
    shows: /^不同意/,
  },
  {
    page: `${at}/r/:id`,
    state: 'said no',
    reach: async (world) => {
      await world.portal.open(await world.asked('denied'));
      await world.tap('button', /不同意$/);
      await inDialog(world, '不同意');
    },
    shows: '已记下：不同意',
  },
  {
    page: `${at}/r/:id/sensitive`,
    state: 'nothing confirmed yet',
    reach: async (world) => {
      await world.portal.open(await world.asked('heavy'));
      await world.tap('button', /同意，继续$/);
    },
    shows: '敏感信息，请您单独确认',
  },
  {
    page: `${at}/r/:id/sensitive`,
    state: 'the ways to prove oneself',
    reach: toSheet,
    shows: '请再确认是您本人',
  },
  {
    page: `${at}/r/:id/sensitive`,
    state: 'a face is shown in the city’s app',
    reach: async (world) => {
      await toSheet(world);
      await world.tap('button', '刷脸');
    },
    shows: '正在等您在应用里完成……',
  },
  {
    page: `${at}/r/:id/sensitive`,
    state: 'given',
    reach: async (world) => {
      await toSheet(world);
      await world.portal.proveByFace(world.person);
    },
    shows: '已同意',
  },
];

/** The states of grants, of what happened and of the record. */
export const keepingStates = (at: string): readonly State[] => [
  opened(`${at}/grants`, 'some', ({ base }) => `${base}/grants`, /^撤回/),
  {
    page: `${at}/grants`,
    state: 'taking one back',
    reach: async (world) => {
      await world.given();
      await world.portal.open(`${world.base}/grants`);
      await world.tap('button', /^撤回给.*的授权$/);
    },
    shows: /^撤回给.*？$/,
  },
  {
    page: `${at}/grants`,
    state: 'none of a kind',
    reach: async (world) => {
      await world.portal.open(`${world.base}/grants`);
      await world.tick('已到期');
    },
    shows: '没有这样的授权。',
  },
  opened(
    `${at}/grants/:id`,
    'in use',
    async (world) => `${world.base}/grants/${(await world.used()).grant}`,
    /还剩 \d 次/,
  ),
  {
    page: `${at}/grants/:id`,
    state: 'checked',
    reach: async (world) => {
      await world.portal.open(`${world.base}/grants/${(await world.used()).grant}`);
      await world.tap('button', '核验这份授权');
    },
    shows: '五项都对。',
  },
  opened(
    `${at}/grants/:id/items`,
    'nothing to confirm again',
    async (world) => `${world.base}/grants/${await world.given()}/items`,
    '没有要再次确认的',
  ),
  opened(`${at}/timeline`, 'all', ({ base }) => `${base}/timeline`, '今天'),
  opened(
    `${at}/timeline/:id`,
    'one use',
    async (world) => `${world.base}/timeline/${(await world.used()).use}`,
    '一次使用',
  ),
  {
    page: `${at}/timeline/:id`,
    state: 'a question about it',
    reach: async (world) => {
      await world.portal.open(`${world.base}/timeline/${(await world.used()).use}`);
      await world.tap('button', '有疑问');
    },
    shows: '哪里不对？',
  },
  opened(`${at}/data`, 'closed', ({ base }) => `${base}/data`, '打开就是一次查看，会记录时间和看了什么。'),
  { page: `${at}/data`, state: 'one category read', reach: (world) => look(world), shows: /./ },
];

/** Comes last: the level of an item stays raised. */
export const raisedStates = (at: string): readonly State[] => [
  opened(
    `${at}/grants/:id/items`,
    'an item to confirm again',
    async (world) => `${world.base}/grants/${await world.raised()}/items`,
    /^继续提供/,
  ),
];

const papers = mkdtempSync(join(tmpdir(), 'assent-papers-'));
function paper(name: string): string {
  const path = join(papers, name);
  writeFileSync(path, name);
  return path;
}

/** An application of the person about somebody who has died. */
async function applied({ platform, me }: World, approve = false): Promise<string> {
  const deceased = platform.someone();
  await dies(platform.database, deceased);
  const { id } = (await me.run(APPLY, application(deceased))).applyAsRelative;
  if (approve)
    for (const reviewer of [await platform.staff('REVIEWER'), await platform.staff('REVIEWER')])
      await reviewer.run(REVIEW, approval({ id, deceased, relative: me }));
  return `/relative/${id}`;
}

const RELATIVES: readonly State[] = [
  opened('/join', 'no invitation', () => '/join', '这个地址里没有邀请'),
  opened('/join', 'an invitation', () => `/join#${'x'.repeat(43)}`, '加入'),
  opened('/relative', 'none', () => '/relative', '提出申请'),
  opened('/relative/apply', 'empty', () => '/relative/apply', /^还差：/),
  {
    page: '/relative/apply',
    state: 'filled in',
    reach: async (world) => {
      await world.portal.open('/relative/apply');
      await world.enter('逝者姓名', '王某');
      await world.enter('逝者证件号码', world.person.certNo);
      await world.tick(/^子女$/);
      await world.tick(/^办继承/);
      await world.portal.page.getByLabel('死亡证明').setInputFiles(paper('death.pdf'));
      await world.portal.page.getByLabel('亲属关系证明').setInputFiles(paper('kinship.pdf'));
    },
    shows: /kinship\.pdf，指纹 [\da-f]{8}/,
  },
  opened('/relative/:id', 'waits for review', (world) => applied(world), '待审'),
  {
    page: '/relative/:id',
    state: 'before a reading',
    reach: async (world) => {
      await world.portal.open(await applied(world, true));
      await world.tap('button', '查看记录');
    },
    shows: '这会用掉第 1 次，共 3 次。',
  },
  {
    page: '/relative/:id',
    state: 'a reading',
    reach: async (world) => {
      await world.portal.open(await applied(world, true));
      await world.tap('button', '查看记录');
      await world.tap('button', '现在查看');
    },
    shows: '已用 1 次，还剩 2 次',
  },
];

/** What an insured person sees of their own. */
export const PERSON: readonly State[] = [
  opened('/', 'nothing has happened yet', () => '/', '现在没有机构可以看您的数据。'),
  opened('/grants', 'none', () => '/grants', '没有这样的授权。'),
  opened('/timeline', 'empty', () => '/timeline', /./),
  opened('/objections', 'none', () => '/objections', /^您没有提过异议/),
  {
    page: '/',
    state: 'a request, a grant and a use',
    reach: async (world) => {
      await world.used();
      await world.asked('heavy');
      await world.portal.open('/');
    },
    shows: '有 1 次新的查看',
  },
  {
    page: '/timeline',
    state: 'a refused attempt and a run of looks',
    reach: async (world) => {
      const { grant } = await world.used();
      await world.platform.insurer.redeem(grant, freshKey(), 'id person { contact { mobile } }');
      for (let n = 0; n < 3; n += 1) await world.me.run('{ me { person { basicIdentity { gender } } } }');
      await world.portal.open('/timeline');
      await world.tap('button', '看每一次');
    },
    shows: /^没有给出：/,
  },
  ...requestStates(''),
  {
    page: '/r/:id',
    state: 'the rows that would be given',
    reach: async (world) => {
      await world.portal.open(await world.asked('heavy'));
      await world.tap('button', '看看会给出哪些数据');
      await world.portal.page.getByRole('table').first().waitFor();
    },
    shows: '给出的样子',
  },
  {
    page: '/r/:id/sensitive',
    state: 'answered elsewhere meanwhile',
    reach: async (world) => {
      const address = await world.asked('heavy');
      await world.portal.open(address);
      await world.tap('button', '同意，继续');
      await world.me.approve(address.split('/').at(-1)!, 'FACE');
      await world.tick(/单独同意/);
      await world.tap('button', '确认');
    },
    shows: '这份申请已经有了结果，请看下面。',
  },
  opened('/r/:id', 'nobody’s', () => '/r/01a21f95-9372-7276-af57-78edb3d753ff', '没有这一页，或者不是您的'),
  ...keepingStates(''),
  {
    page: '/grants',
    state: 'taking back all of one institution',
    reach: async (world) => {
      await world.given();
      await world.given();
      await world.portal.open('/grants');
      await world.tap('button', /^撤回给.*的全部 \d+ 份$/);
    },
    shows: '马上停：这些授权都不能再用。要么全部撤回，要么一份也不动。',
  },
  {
    page: '/grants/:id',
    state: 'taken back',
    reach: async (world) => {
      const id = await world.given();
      await world.me.run('mutation ($id: ID!) { revokeGrant(id: $id) { id } }', { id });
      await world.portal.open(`/grants/${id}`);
    },
    shows: '已撤回',
  },
  {
    page: '/timeline',
    state: 'checked',
    reach: async (world) => {
      await world.used();
      await world.portal.open('/timeline');
      await world.tap('button', /^核验第 1 次使用/);
    },
    shows: '五项都对。',
  },
  {
    page: '/objections',
    state: 'one',
    reach: async (world) => {
      const { use } = await world.used();
      await world.portal.open(`/timeline/${use}`);
      await world.tap('button', '有疑问');
      await world.enter('请写清哪里不对。只有您和医保局看得到。', '我没有去办理赔。');
      await world.tap('button', '提出');
      await world.tap('button', '好');
      await world.tap('link', '看我的异议');
    },
    shows: '等答复',
  },
  opened('/me', 'all', () => '/me', '就是这里'),
  {
    page: '/me',
    state: 'proving oneself for a passkey',
    reach: async (world) => {
      await world.portal.open('/me');
      await world.tap('button', '添加通行密钥');
    },
    shows: '请再确认是您本人',
  },
  opened('/me/after', 'all', () => '/me/after', '现在的安排：近亲属可以申请'),
  ...RELATIVES,
  opened('/w/:id', 'nobody’s guardian', () => '/w/AAAAAAAAAAAAAAAAAAAAAA', '您已不代这个人办理'),
  opened('/p/:id', 'nobody’s representative', () => '/p/H00000000000', '您已不代表这家机构办理'),
  ...raisedStates(''),
];
