import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, it } from '@jest/globals';
import { findPurpose } from '../../consent/purposes/registry.js';
import type { Person } from '../../examples/clients/person-client.js';
import type { StaffClient } from '../../examples/clients/staff-client.js';
import { about, ask, ENROLLED, freshKey, giveGrant, SETTLED } from '../support/clients/consent.js';
import { sequenced } from '../support/ledger/recorded-life.js';
import { aFamily, dies } from '../support/people/family.js';
import * as giving from '../support/people/giving.js';
import { Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { lay, plugIn } from '../support/web/desk-browser.js';
import { Keyboard } from '../support/web/keyboard.js';
import { PortalBrowser } from '../support/web/portal-browser.js';
import { lendFont, take } from './album.js';

/** `npm run pictures`: the product is used by hand in a real browser, and what it shows on the way is kept for docs/portal.md. */
let platform: Platform;
let portal: PortalBrowser;

beforeAll(async () => {
  platform = await startPlatform();
});
beforeEach(async () => {
  portal = await browser();
});
afterEach(() => portal.close());
afterAll(() => platform.stop());

async function browser(): Promise<PortalBrowser> {
  const one = await PortalBrowser.start(platform.url);
  await lendFont(one.context);
  return one;
}

const claim = findPurpose('CLAIM_DIRECT_PAY')!;
const CLAIM = {
  purpose: claim.code,
  mode: 'LIMITED',
  maxUses: 3,
  validForDays: 30,
  notice: '为直接赔付您的住院及门诊费用，读取就诊和结算信息，30天内最多三次。',
  reference: 'CLM-20261128-01',
  items: [...claim.required, ...claim.optional.map((item) => ({ ...item, required: false }))],
};
const CHECK = {
  purpose: 'CLAIM_ELIGIBILITY_CHECK',
  mode: 'LIMITED',
  maxUses: 3,
  validForDays: 30,
  notice: '为办理理赔直付，核验您的姓名、证件号码和参保状态，30天内最多三次。',
  reference: 'CLM-20261128-00',
};
const CREDIT = {
  purpose: 'CREDIT_MONITOR',
  mode: 'MULTI_USE',
  validForDays: 365,
  notice: '贷款存续期内，每天最多一次读取贵店的结算、清算和信用信息，用于贷后监测。',
} as const;

const picture = (name: Parameters<typeof take>[1]) => take(portal.page, name);
const says = (words: string | RegExp) => portal.page.getByText(words).first().waitFor();
/** Puts an element near the top of the screen. */
const scrollTo = (heading: string | RegExp) =>
  portal.page
    .getByRole('heading', { name: heading })
    .first()
    .evaluate((element) => element.scrollIntoView({ block: 'start' }));
const speak = (language: 'zh' | 'en') =>
  portal.page.evaluate(`localStorage.setItem('assent-language', '${language}')`);

it('an insured person decides, sees and takes back', async () => {
  const person = platform.someone();
  const me = await platform.person(person).signIn('FACE');
  const { grant } = await giveGrant(me, platform.otherInsurer, CHECK);
  await platform.otherInsurer.redeem(grant.id, freshKey(), ENROLLED);
  await platform.otherInsurer.redeem(grant.id, freshKey(), 'id person { contact { mobile } }');
  const { id } = await ask(platform.insurer, about(person), CLAIM);
  await portal.open('/sign-in');
  await picture('sign-in');
  await portal.signIn(person);
  await portal.page.getByRole('link', { name: '看申请' }).waitFor();
  await picture('home');
  await speak('en');
  await portal.open('/');
  await portal.page
    .getByText('To decide')
    .or(portal.page.getByRole('heading', { level: 2 }))
    .first()
    .waitFor();
  await picture('home-en');
  await portal.open(`/r/${id}`);
  await portal.page.getByRole('heading', { level: 2 }).first().waitFor();
  await picture('request-en');
  await speak('zh');
  await portal.open('/?mode=elder');
  await portal.page.getByRole('link', { name: '看申请' }).waitFor();
  await picture('home-elder');
  await portal.open(`/r/${id}?mode=normal`);
  await portal.heading(/想看您的医保数据/);
  await scrollTo('会给出什么');
  await picture('request');
  await portal.tap('button', '看看会给出哪些数据');
  await portal.page.getByRole('table').first().waitFor();
  await scrollTo('给出的样子');
  await picture('preview');
  await portal.tap('button', '同意，继续');
  await portal.heading('敏感信息，请您单独确认');
  await picture('sensitive');
  await portal.tick(/我单独同意/);
  await portal.tap('button', '确认');
  await portal.page.getByRole('button', { name: '刷脸', exact: true }).waitFor();
  await picture('step-up');
  await portal.proveByFace(person);
  await portal.heading('已同意');
  await picture('done');

  const { grants } = (await me.run('{ me { grants(first: 2) { nodes { id purpose { code } } } } }')).me;
  const given = grants.nodes.find(({ purpose }: any) => purpose.code === claim.code);
  await platform.insurer.redeem(given.id, freshKey(), SETTLED);
  await sequenced(platform);
  await portal.open('/grants');
  await portal.page
    .getByRole('button', { name: /^撤回给/ })
    .nth(1)
    .waitFor();
  await picture('grants');
  await portal.tap('button', /^撤回给/);
  await portal.heading(/^撤回给/);
  await picture('revoke');
  await portal.page.keyboard.press('Escape');
  await portal.open('/timeline');
  await portal.heading('今天');
  await scrollTo('今天');
  await picture('timeline');
  await portal.tap('link', '第 1 次使用：有疑问');
  await portal.heading('一次使用');
  await picture('reading');
  await portal.tap('button', /^核验/);
  await says('五项都对。');
  await picture('proof');
  await portal.tap('button', '关闭');
  await portal.page.evaluate(
    `localStorage.setItem('assent-log-head',
       JSON.stringify({ ...JSON.parse(localStorage.getItem('assent-log-head')), size: 2 }))`,
  );
  await portal.page.reload();
  await portal.tap('button', /^核验/);
  await says('有一项不对。请保存证据，并打 12393。');
  await picture('proof-wrong');
  await portal.open('/data');
  await portal.page.getByRole('button', { name: /^打开/ }).first().click();
  await portal.tap('button', '查看，并记录这次查看');
  await portal.page.getByRole('definition').first().waitFor();
  await picture('data');
  await portal.open('/me');
  await says('就是这里');
  await picture('me');
});

it('a guardian decides for a child', async () => {
  const { child, guardian } = aFamily(platform, 'CHILD_UNDER_14');
  await ask(platform.insurer, about(child), CLAIM);
  await portal.signIn(guardian);
  await portal.page.getByRole('listitem').filter({ hasText: '件等您处理' }).first().getByRole('link').click();
  await portal.heading(/^替.+办理$/);
  await portal.page.getByRole('link', { name: '看申请' }).waitFor();
  await picture('ward');
  await portal.tap('link', '看申请');
  await portal.heading(/想看.+的医保数据/);
  const yes = portal.page.getByRole('button', { name: /^代.+同意，继续$/ });
  await yes.waitFor();
  await yes.evaluate((element) => element.scrollIntoView({ block: 'end' }));
  await picture('ward-request');
});

it('a near relative applies', async () => {
  const [person, deceased] = [platform.someone(), platform.someone()];
  await dies(platform.database, deceased);
  await portal.signIn(person);
  await portal.open('/relative/apply');
  await portal.enter('逝者姓名', deceased.name);
  await portal.enter('逝者证件号码', deceased.certNo);
  await portal.tick(/^子女$/);
  await portal.tick(/^办继承/);
  const papers = mkdtempSync(join(tmpdir(), 'assent-papers-'));
  for (const [label, file] of [
    ['死亡证明', 'death.pdf'],
    ['亲属关系证明', 'kinship.pdf'],
  ] as const) {
    writeFileSync(join(papers, file), file);
    await portal.page.getByLabel(label).setInputFiles(join(papers, file));
  }
  await says(/kinship\.pdf，指纹/);
  await portal.tap('button', '提交申请');
  await says('已有 0 位审核人通过，共需 2 位');
  await picture('relative');
});

it('a representative decides for a provider', async () => {
  const person = platform.someone('REPRESENTATIVE');
  await giving.ask(platform.bank, person, CREDIT);
  await portal.signIn(person);
  await portal.page.getByRole('listitem').filter({ hasText: '1 件等您处理' }).getByRole('link').click();
  await portal.page.getByRole('complementary', { name: '代办' }).waitFor();
  await portal.page.getByRole('link', { name: '看申请' }).waitFor();
  await picture('provider');
});

it('anybody looks up institutions and checks a receipt', async () => {
  await portal.open('/institutions');
  await portal.page.getByRole('link', { name: platform.bank.identity.name, exact: true }).waitFor();
  await picture('institutions');
  const me = await platform.person(platform.someone()).signIn('FACE');
  const { grant } = await giveGrant(me, platform.insurer, CHECK);
  const { data } = await platform.insurer.redeem(grant.id, freshKey(), `receipt ${ENROLLED}`);
  await sequenced(platform);
  const { id, receipt } = data.redeemGrant;
  const query = 'query P($id: ID!) { inclusionProof(disclosureId: $id) }';
  const proof = (await platform.insurer.run(query, { id })).inclusionProof;
  await portal.open('/verify');
  await portal.page.locator('input[type=file]').setInputFiles([
    { name: 'receipt.jws', mimeType: 'text/plain', buffer: Buffer.from(receipt) },
    { name: 'proof.tlog-proof', mimeType: 'text/plain', buffer: Buffer.from(proof) },
  ]);
  await says('五项都对。');
  await picture('verify');
});

/** The counter of the desk's pictures, and its hall. */
const COUNTER = 'YT-01-05';
const HALL = 'YT-01';
/** Signs an employee in at a desk with their UKey, and returns their keyboard. */
async function atDesk(employee: StaffClient, path: string, at: string): Promise<Keyboard> {
  await portal.page.setViewportSize({ width: 1366, height: 768 });
  await plugIn(platform, employee);
  await portal.open(path);
  const keys = new Keyboard(portal.page);
  await keys.press('button', '用 UKey 登录');
  await portal.heading(/^这是哪个/);
  await keys.type(at);
  await keys.key('Enter');
  return keys;
}

/** What the clerk does for a person, until it waits for the reviewer. */
async function serve(keys: Keyboard, person: Person): Promise<void> {
  await portal.heading('认人');
  await lay(platform, COUNTER, person);
  await keys.key('F2');
  await portal.heading('选事');
  await keys.key('Enter');
  await portal.heading('告知');
  await picture('desk-notice');
  await keys.key('Enter');
  await portal.heading('由本人定');
  await keys.press('button', '同意，继续');
  await portal.heading('敏感信息，请您单独确认');
  await keys.key('Space');
  await keys.press('button', '确认');
  await portal.heading('材料与签名');
  await keys.attach('证件和申请材料（可多选）', '身份证.pdf', '申请表.pdf');
  await keys.attach('本人签名的扫描件', '签名.pdf');
  await says('签名.pdf');
  await keys.press('button', '提交');
  await says(/^待复核，/);
}

it('a clerk and a reviewer serve a person at the counter', async () => {
  const person = platform.someone();
  await ask(platform.insurer, about(person), CLAIM);
  await serve(await atDesk(await platform.staff('CLERK'), '/desk', COUNTER), person);
  await portal.close();
  portal = await browser();
  const keys = await atDesk(await platform.staff('REVIEWER'), '/desk/review', HALL);
  const only = portal.page.getByRole('option').first();
  await only.waitFor();
  await keys.reach(only);
  await keys.key('Enter');
  await says('给本人看的告知书');
  await picture('desk-case');
});

it('two officers of the bureau act together', async () => {
  const { code } = platform.otherInsurer.identity;
  const me = await platform.person(platform.someone()).signIn('FACE');
  await giveGrant(me, platform.otherInsurer, CHECK);
  const proposal = { kind: 'SUSPEND_RECIPIENT', recipient: code };
  await (await Officers.of(platform)).propose(proposal);
  const employee = await platform.staff('OFFICER');
  await portal.page.setViewportSize({ width: 1366, height: 768 });
  await plugIn(platform, employee);
  await portal.open('/desk');
  await portal.tap('button', '用 UKey 登录');
  await says(/^涉及/);
  await picture('desk-act');
});
