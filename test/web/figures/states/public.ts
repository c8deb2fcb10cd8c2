import { ENROLLED, freshKey, giveGrant } from '../../../support/clients/consent.js';
import { sequenced } from '../../../support/ledger/recorded-life.js';
import { opened, type State, type World } from '../state.js';

const NUMBER = '证件号码';
const CODE = '短信验证码（6 位数字）';

/** From the ways of signing in to the number. */
const by = async (world: World, method: string) => {
  await world.portal.open('/sign-in');
  await world.tap('button', method);
};
const numbered = async (world: World, method: string) => {
  await by(world, method);
  await world.enter(NUMBER, world.person.certNo);
  await world.tap('button', '继续');
};

/** A receipt and its proof, as an institution keeps them. */
async function files({ platform, me }: World, change = (receipt: string) => receipt) {
  const { grant } = await giveGrant(me, platform.insurer);
  const { data } = await platform.insurer.redeem(grant.id, freshKey(), `receipt ${ENROLLED}`);
  await sequenced(platform);
  const { id, receipt } = data.redeemGrant;
  const query = 'query P($id: ID!) { inclusionProof(disclosureId: $id) }';
  const proof = (await platform.insurer.run(query, { id })).inclusionProof as string;
  return [
    { name: 'receipt.jws', mimeType: 'text/plain', buffer: Buffer.from(change(receipt)) },
    { name: 'proof.tlog-proof', mimeType: 'text/plain', buffer: Buffer.from(proof) },
  ];
}
const drop = async (world: World, given: Awaited<ReturnType<typeof files>>) => {
  await world.portal.open('/verify');
  await world.portal.page.locator('input[type=file]').setInputFiles(given);
};

const institution = ({ platform }: World) => `/institutions/${platform.insurer.identity.code}`;

/** What anybody sees without an account. */
export const PUBLIC: readonly State[] = [
  opened('/', 'signed out', () => '/', '谁想看您的医保数据，由您决定。'),
  opened('/sign-in', 'the ways', () => '/sign-in', '您想怎么登录？'),
  {
    page: '/sign-in',
    state: 'the number is asked for',
    reach: (world) => by(world, '短信验证码'),
    shows: NUMBER,
  },
  {
    page: '/sign-in',
    state: 'a number that can’t be one',
    reach: async (world) => {
      await by(world, '短信验证码');
      await world.enter(NUMBER, '379900199109278780');
      await world.tap('button', '继续');
    },
    shows: '证件号码好像不对，请再看一遍。',
  },
  {
    page: '/sign-in',
    state: 'the code is asked for',
    reach: (world) => numbered(world, '短信验证码'),
    shows: CODE,
  },
  {
    page: '/sign-in',
    state: 'a wrong code',
    reach: async (world) => {
      await numbered(world, '短信验证码');
      await world.portal.page.getByLabel(CODE).waitFor();
      const [sent] = await world.platform.person(world.person).messages();
      await world.enter(CODE, sent!.code === '000000' ? '000001' : '000000');
    },
    shows: /核验没有通过，还可以试 \d 次。/,
    refused: true,
  },
  {
    page: '/sign-in',
    state: 'a face is shown in the city’s app',
    reach: (world) => numbered(world, '刷脸'),
    shows: '正在等您在应用里完成……',
  },
  {
    page: '/sign-in',
    state: 'the e-voucher is opened',
    reach: (world) => by(world, '医保电子凭证'),
    shows: '打开医保电子凭证',
  },
  opened('/r/:id', 'signed out', (world) => world.asked(), '您想怎么登录？'),
  opened('/catalogue', 'all', () => '/catalogue', '您自己掏了多少现金。'),
  opened('/purposes', 'all', () => '/purposes', '用途'),
  opened('/institutions', 'all', () => '/institutions', /已签数据使用协议/),
  {
    page: '/institutions',
    state: 'of one kind',
    reach: async (world) => {
      await world.portal.open('/institutions');
      await world.tick('商业保险公司');
    },
    shows: /已签数据使用协议/,
  },
  opened('/institutions/:code', 'one', institution, '它最多可以为什么、要什么'),
  opened('/institutions/:code', 'nobody', () => '/institutions/NOBODY', '没有这一页，或者不是您的'),
  opened('/verify', 'empty', () => '/verify', /凭证/),
  {
    page: '/verify',
    state: 'a receipt that holds',
    reach: async (world) => drop(world, await files(world)),
    shows: '五项都对。',
  },
  {
    page: '/verify',
    state: 'a receipt that was changed',
    reach: async (world) =>
      drop(
        world,
        await files(world, (receipt) => receipt.replace(/.(?=.{9}$)/, (one) => (one === 'A' ? 'B' : 'A'))),
      ),
    shows: '有一项不对。请保存证据，并打 12393。',
  },
  {
    page: '/verify',
    state: 'a file that is no receipt',
    reach: (world) =>
      drop(world, [{ name: 'photo.txt', mimeType: 'text/plain', buffer: Buffer.from('nothing') }]),
    shows: '认不出这个文件。请放进凭证或证据的原文件。',
  },
  opened('/consent/:uid', 'over', () => '/consent/ended', '这次授权已经结束'),
  opened('/about', 'all', () => '/about', '怎样辨认真假短信'),
];
