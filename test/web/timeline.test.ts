import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person, PersonClient } from '../../examples/clients/person-client.js';
import { ELIGIBILITY, ENROLLED, freshKey, giveGrant } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { PortalBrowser } from '../support/web/portal-browser.js';
import { soundPages } from '../support/web/sound.js';

let platform: Platform;
let portal: PortalBrowser;
let person: Person;
let me: PersonClient;
let sound: (name: string) => Promise<void>;
let grants: string[];

beforeAll(async () => {
  platform = await startPlatform();
  portal = await PortalBrowser.start(platform.url);
  person = platform.someone();
  sound = soundPages(portal, [person.name, person.certNo, person.mobile]);
  me = await platform.person(person).signIn('FACE');
  grants = [];
  for (let n = 0; n < 2; n += 1) grants.push((await giveGrant(me, platform.insurer, ELIGIBILITY)).grant.id);
  await giveGrant(me, platform.otherInsurer, ELIGIBILITY);
  await portal.signIn(person);
});
afterAll(async () => {
  await portal.close();
  await platform.stop();
});

const says = (words: string | RegExp) => portal.page.getByText(words).first().waitFor();
const cards = () => portal.page.locator('main li.card').count();

describe('the list of what happened in the browser', () => {
  it('tells under days, as sentences, what was read and what was not given, newest first', async () => {
    await platform.insurer.redeem(grants[0]!, freshKey(), ENROLLED);
    await platform.insurer.redeem(grants[0]!, freshKey(), 'id person { contact { mobile } }');
    for (let n = 0; n < 3; n += 1) await me.run('{ me { person { basicIdentity { gender } } } }');
    await portal.open('/timeline');
    await portal.heading('今天');
    await says(/^我自己看的（3 次）/);
    await says(/没有给出：安心.*想看手机号/);
    await says('这一项您没有给。');
    await says(/看了您的数据（2 项），第 1 次，共 3 次。/);
    await says(/给了 安心.* 一份授权/);
    await sound('timeline');
  });

  it('opens a run of the same in place', async () => {
    await portal.tap('button', '看每一次');
    expect(await portal.page.getByText('我自己看的（1 次）。').count()).toBe(3);
    await sound('timeline, a run opened');
  });

  it('shows one kind, and says where there is none of it', async () => {
    await portal.tap('button', '筛选');
    await portal.tick(/^没有给出$/);
    await says(/^没有给出：/);
    await portal.page.getByText(/^给了/).first().waitFor({ state: 'detached' });
    expect(await cards()).toBe(1);
    await portal.tick('窗口和登录');
    await says('没有这样的记录。换一个条件看看。');
    await portal.page.getByRole('button', { name: '筛选（用了 1 个条件）' }).waitFor();
    await sound('timeline, nothing of a kind');
  });

  it('leads from a reading to a page of its own, with what to say about it', async () => {
    await portal.open('/timeline');
    await portal.tap('link', '第 1 次使用：有疑问');
    await portal.heading('一次使用');
    await says(/看了您的数据（2 项）/);
    await portal.page.getByText('参保险种').or(portal.page.getByText('险种类型')).first().waitFor();
    await sound('a reading');
    const [file] = await Promise.all([
      portal.page.waitForEvent('download'),
      portal.tap('button', '存成文件（FHIR）'),
    ]);
    expect(file.suggestedFilename()).toMatch(/^reading-[0-9a-f-]{36}\.json$/);
    await portal.open('/timeline/01a21f95-9372-7276-af57-78edb3d753ff');
    await portal.heading(/没有/);
  });

  it('takes back all grants to one institution with two taps, each of them named', async () => {
    await portal.open('/grants');
    portal.steps = 0;
    await portal.tap('button', /^撤回给安心.*的全部 2 份$/);
    await says('马上停：这些授权都不能再用。要么全部撤回，要么一份也不动。');
    await sound('revoke all');
    await portal.tap('button', '撤回全部 2 份');
    await portal.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(portal.steps).toBe(2);
    for (const id of grants)
      expect((await platform.insurer.redeem(id, freshKey(), ENROLLED)).errors[0]!.extensions.code).toBe(
        'GRANT_REVOKED',
      );
  });
});

describe('an objection in the browser', () => {
  it('is raised on the page of a use, and listed with its state and until when it is answered', async () => {
    await portal.open('/timeline');
    await portal.tap('link', '第 1 次使用：有疑问');
    await portal.heading('一次使用');
    await portal.tap('button', '有疑问');
    await portal.enter('请写清哪里不对。只有您和医保局看得到。', '我没有去办理赔。');
    await sound('objection');
    await portal.tap('button', '提出');
    await says(/^医保局会在/);
    await portal.tap('button', '好');
    await portal.page.getByRole('dialog').waitFor({ state: 'detached' });
    await portal.tap('link', '看我的异议');
    await portal.heading('我的异议');
    await says('等答复');
    await says('我没有去办理赔。');
    await says(/最晚.*答复/);
    await sound('objections');
  });
});
