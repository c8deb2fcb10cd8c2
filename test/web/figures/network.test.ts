import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Officers } from '../../support/people/officers.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { PortalBrowser } from '../../support/web/portal-browser.js';
import { enterAs, personsWorld, type World } from './state.js';

/** What the portal does when the network, the session or the request does not last as long as the page. */
let platform: Platform;
let world: World;
beforeAll(async () => {
  platform = await startPlatform();
});
beforeEach(async () => {
  world = await personsWorld(platform);
});
afterEach(() => world.portal.close());
afterAll(() => platform.stop());

const count = async (what: string): Promise<number> =>
  (await platform.database.sql(`SELECT count(*)::int AS n FROM assent.${what}`))[0]!.n;
const idIn = (address: string) => address.split('/').at(-1)!;
const grantsOf = (address: string) => count(`consent_grant WHERE request_id = '${idIn(address)}'`);

/** Loses the answer to the next request that has this in it, after the platform has acted on it. */
async function losesAnswer(to: string): Promise<() => number> {
  let lost = 0;
  const { context, page } = world.portal;
  const device = await context.newCDPSession(page);
  device.on('Fetch.requestPaused', ({ requestId, request }) => {
    const isMeant = lost === 0 && (request.postData?.includes(to) ?? false);
    if (isMeant) lost += 1;
    void (isMeant
      ? device.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionReset' })
      : device.send('Fetch.continueResponse', { requestId }));
  });
  const patterns = [{ urlPattern: '*/portal/graphql', requestStage: 'Response' as const }];
  await device.send('Fetch.enable', { patterns });
  return () => lost;
}

async function toAnswer(address: string): Promise<void> {
  await world.portal.open(address);
  await world.tap('button', '同意，继续');
  await world.tick(/^我单独同意/);
  await world.tap('button', '确认');
}

describe('an answer that is lost after the platform did it', () => {
  it('of an approval: the page shows that the request was agreed to, and there is one grant', async () => {
    const address = await world.asked('heavy');
    await toAnswer(address);
    const lost = await losesAnswer('"authentication"');
    await world.portal.proveByFace(world.person);
    await world.heading('这份申请您已经同意');
    expect(lost()).toBe(1);
    expect(await grantsOf(address)).toBe(1);
  });

  it('of taking back: the grant is shown as taken back, and was taken back once', async () => {
    const id = await world.given();
    await world.portal.open(`/grants/${id}`);
    const lost = await losesAnswer(`{"id":"${id}"`);
    await world.tap('button', /^撤回/);
    await world.portal.page.getByRole('dialog').getByRole('button', { name: '撤回', exact: true }).click();
    await world.portal.page
      .getByText(/^已撤回/)
      .first()
      .waitFor();
    expect(lost()).toBeGreaterThan(0);
    expect(await count(`ledger_entry WHERE kind = 'GRANT_REVOKED' AND grant_id = '${id}'`)).toBe(1);
  });

  it('of a denial: saying no again shows that it was noted, and it was noted once', async () => {
    const address = await world.asked('denied');
    await world.portal.open(address);
    await losesAnswer(`{"id":"${idIn(address)}"}`);
    await world.tap('button', '不同意');
    await world.portal.page.getByRole('dialog').getByRole('button', { name: '不同意', exact: true }).click();
    await world.heading('已记下：不同意');
    expect(await count(`consent_request WHERE id = '${idIn(address)}' AND status = 'DENIED'`)).toBe(1);
  });
});

describe('no network', () => {
  it('is said at once, nothing is sent later, and what was entered is there when it is back', async () => {
    const { use } = await world.used();
    await world.portal.open(`/timeline/${use}`);
    await world.tap('button', '有疑问');
    const field = world.portal.page.getByRole('textbox');
    await field.fill('我没有去办理赔。');
    await world.portal.context.setOffline(true);
    await world.tap('button', '提出');
    await world.says('没有网络，没有任何改动。连上后再试，或打 12393。');
    await world.portal.context.setOffline(false);
    expect(await field.inputValue()).toBe('我没有去办理赔。');
    expect(await count('objection')).toBe(0);
    await world.tap('button', '提出');
    await world.heading('已收到');
    expect(await count('objection')).toBe(1);
  });

  it('that is slow is said after four seconds', async () => {
    await world.portal.page.clock.install();
    await world.portal.page.route('**/portal/graphql', () => undefined);
    await world.portal.page.goto(`${platform.url}/grants`);
    await world.says('正在加载');
    await world.portal.page.clock.fastForward(4_500);
    await world.says('网络较慢，仍在加载');
    await world.portal.page.unroute('**/portal/graphql');
  });
});

describe('a request that is answered twice at once', () => {
  it('in two tabs: one grant, and the other tab says so before a code is sent', async () => {
    const address = await world.asked('heavy');
    const other = await PortalBrowser.start(platform.url);
    try {
      await enterAs(other, platform, world.person);
      await other.open(address);
      await other.tap('button', '同意，继续');
      await toAnswer(address);
      await world.portal.proveByFace(world.person);
      await world.heading('已同意');
      await other.tick(/^我单独同意/);
      await other.tap('button', '确认');
      await other.page.getByText('这份申请已经有了结果，请看下面。').waitFor();
    } finally {
      await other.close();
    }
    expect(await grantsOf(address)).toBe(1);
  });
});

describe('a session whose time is over in the middle of a form', () => {
  const over = async () => {
    await world.portal.context.clearCookies({ name: '__Host-Http-assent' });
    await world.portal.page.clock.setFixedTime(Date.now() + 31 * 60_000);
  };
  const inForm = async () => {
    const { use } = await world.used();
    await world.portal.open(`/timeline/${use}`);
    await world.tap('button', '有疑问');
    await world.portal.page.getByRole('textbox').fill('我没有去办理赔。');
    await over();
    await world.tap('button', '提出');
    await world.heading('登录时间到了');
  };
  const signInAs = async (person: World['person']) => {
    await world.tap('button', '刷脸');
    await world.portal.enter('证件号码', person.certNo);
    await world.tap('button', '继续');
    await world.portal.page.clock.setFixedTime(Date.now());
    await world.portal.answerInApp('在这台手机上打开', person);
  };

  it('covers the page; what was entered is there after signing in again, and is sent', async () => {
    await inForm();
    await world.portal.page.getByRole('alertdialog').waitFor();
    await signInAs(world.person);
    await world.portal.page.getByRole('alertdialog').waitFor({ state: 'detached' });
    expect(await world.portal.page.getByRole('textbox').inputValue()).toBe('我没有去办理赔。');
    const before = await count('objection');
    await world.tap('button', '提出');
    await world.heading('已收到');
    expect(await count('objection')).toBe(before + 1);
  });

  it('leaves nothing on the page to somebody else who signs in', async () => {
    await inForm();
    await signInAs(platform.someone());
    await world.portal.page.getByRole('alertdialog').waitFor({ state: 'detached' });
    expect(await world.portal.page.getByText('我没有去办理赔。').count()).toBe(0);
    expect(await world.portal.page.getByRole('textbox').count()).toBe(0);
  });
});

describe('what changes while the page is open', () => {
  it('a request that the institution took back meanwhile is said before a code is sent', async () => {
    const address = await world.asked('heavy');
    await world.portal.open(address);
    await world.tap('button', '同意，继续');
    await world.tick(/^我单独同意/);
    await platform.insurer.run('mutation ($id: ID!) { cancelConsentRequest(id: $id) { id } }', {
      id: idIn(address),
    });
    const before = await count('challenge');
    await world.tap('button', '确认');
    await world.says('这份申请已经有了结果，请看下面。');
    expect(await count('challenge')).toBe(before);
  });

  it('a person finds no desk, and the desk asks for an employee’s card', async () => {
    await world.portal.page.goto(`${platform.url}/desk/review`);
    await world.heading('工作人员登录');
  });

  it('an institution that was suspended meanwhile is named as such, and gets no grant', async () => {
    const address = await world.asked('heavy');
    const officers = await Officers.of(platform);
    await officers.act({ kind: 'SUSPEND_RECIPIENT', recipient: platform.insurer.identity.code });
    await world.portal.open(address);
    await world.says('已暂停：医保局已停止该机构使用数据');
    await toAnswer(address);
    await world.says(/^还不能同意$|没有任何改动|停止/);
    expect(await grantsOf(address)).toBe(0);
  });
});
