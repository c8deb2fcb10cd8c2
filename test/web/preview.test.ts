import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person, PersonClient } from '../../examples/clients/person-client.js';
import { ENROLLED, freshKey } from '../support/clients/consent.js';
import { importRows, psnNoOf, visitRows } from '../support/database/import-rows.js';
import { everythingOf } from '../support/people/asked.js';
import { type Asking, ask, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { PortalBrowser } from '../support/web/portal-browser.js';
import { soundPages } from '../support/web/sound.js';

/** Seeing what would be given before deciding, by hand in a real browser. */
let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

let portal: PortalBrowser;
afterEach(() => portal.close());

const CHECK: Asking = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 3, validForDays: 30 };
const DAY_MS = 86_400_000;
const dayAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

async function signedIn(person: Person) {
  portal = await PortalBrowser.start(platform.url);
  await portal.signIn(person);
  return soundPages(portal, [person.name, person.certNo, person.mobile]);
}

/** Leaving a page ends what it is still reading, which is no fault of the next one. */
async function open(path: string): Promise<void> {
  await portal.open(path);
  portal.faults.length = 0;
}

const countOf = async (what: string): Promise<number> =>
  (await platform.database.sql(`SELECT count(*)::int AS n FROM assent.${what}`))[0]!.n;
const looks = () => countOf("ledger_entry WHERE kind = 'OWN_ACCESS'");

/** A person with an ordinary visit and one that tells of a protected disease. */
async function visitor(): Promise<PersonClient> {
  const me = await platform.person(platform.someone()).signIn('FACE');
  const psnNo = await psnNoOf(platform.database, me.person);
  const id = me.person.mobile;
  await importRows(
    platform.database,
    visitRows([
      { id: `COLD-${id}`, psnNo, day: dayAgo(3) },
      { id: `LOW-${id}`, psnNo, day: dayAgo(2), diagnosis: ['F32.900', '抑郁发作'] },
    ]),
  );
  return me;
}

describe('a request in the browser', () => {
  it('shows the very rows, at the price of one look, and protected records are ticked one by one', async () => {
    const me = await visitor();
    const id = await ask(platform.insurer, me.person, everythingOf());
    const sound = await signedIn(me.person);
    await open(`/r/${id}`);
    await portal.heading('给出的样子');
    const before = await looks();
    await portal.tap('button', '看看会给出哪些数据');
    await portal.page.getByRole('table').first().waitFor();
    expect(await looks()).toBe(before + 1);
    await portal.page.getByText('对方报出一个值').waitFor();
    // A code is read with its meaning.
    await portal.page.getByRole('cell', { name: '普通门诊（11）' }).first().waitFor();
    await sound('preview');
    const column = () => portal.page.getByRole('columnheader', { name: '医保目录名称' }).count();
    expect(await column()).toBe(0);
    await portal.tick('提供医保目录名称');
    await portal.page.getByRole('columnheader', { name: '医保目录名称' }).waitFor();
    expect(await looks()).toBe(before + 1);
    expect(await portal.page.getByText('抑郁').count()).toBe(0);

    await portal.tap('button', '还有一类记录默认不给');
    await portal.tap('button', '打开特别保护的记录');
    await portal.tick(/抑郁发作/);
    await portal.page.getByText('您勾选了 1 条。').waitFor();
    await portal.page.getByText('范围改了，请再看一次。').waitFor();
    await sound('protected records');
    await portal.tap('button', '同意，继续');
    await portal.heading('敏感信息，请您单独确认');
    await portal.page.getByText('另加 1 条您亲自勾选的').waitFor();
    await sound('sensitive');
    await portal.tick(/我单独同意/);
    await portal.tap('button', '确认');
    await portal.proveByFace(me.person);
    await portal.heading('已同意');
    expect(
      await countOf(
        `protected_record_choice c JOIN assent.consent_grant g ON g.id = c.grant_id WHERE g.request_id = '${id}'`,
      ),
    ).toBe(1);
  });

  it('says what has changed since the last grant, and tells every problem before a code is sent', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    await give(platform, { asks: CHECK, by: me });
    const id = await ask(platform.insurer, me.person, { ...CHECK, maxUses: 5, validForDays: 20 });
    const sound = await signedIn(me.person);
    await open(`/r/${id}`);
    await portal.heading('和上次比');
    await portal.page.getByText('有效期：上次 30 天，这次 20 天').waitFor();
    await sound('changes');
    // Answered on another device meanwhile.
    await me.run('mutation ($id: ID!) { denyConsentRequest(id: $id) { id } }', { id });
    const before = [await countOf('challenge'), await countOf('message')];
    await portal.tap('button', '同意，继续');
    await portal.tick(/我单独同意/);
    await portal.tap('button', '确认');
    await portal.heading('还不能同意');
    await portal.page.getByText('这份申请已经有了结果').waitFor();
    await sound('problems');
    expect([await countOf('challenge'), await countOf('message')]).toEqual(before);
  });

  it('is the same in English, with the statement and every item in plain words', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const id = await ask(platform.insurer, me.person, CHECK);
    const sound = await signedIn(me.person);
    await portal.context.addInitScript("localStorage.setItem('assent-language', 'en')");
    await open(`/r/${id}`);
    await portal.page.getByText('Which kind of medical insurance you are in.').waitFor();
    await portal.page.getByText(/At any time, in one step/).waitFor();
    await portal.tap('button', 'See what would be given');
    await portal.page.getByRole('table').first().waitFor();
    await sound('request in English');
  });
});

describe('a grant in the browser', () => {
  it('tells the uses of today, who agreed, and what was agreed to; home tells of new uses until they were seen', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const { id } = await give(platform, { asks: CHECK, by: me });
    await platform.insurer.redeem(id, freshKey(), ENROLLED);
    const sound = await signedIn(me.person);
    await open('/');
    await portal.page.getByText('有 1 次新的查看').waitFor();
    await sound('new uses');
    await portal.tap('button', '我看过了');
    await portal.page.getByText('有 1 次新的查看').waitFor({ state: 'detached' });
    await open(`/grants/${id}`);
    await portal.page.getByText('今天已用 1 次').waitFor();
    await portal.page.getByText(/^本人/).waitFor();
    await portal.tap('button', '当时同意的内容');
    await portal.page.getByText(/可随时在“我的授权”中一步撤回/).waitFor();
    await sound('grant');
  });
});

describe('the catalogue in the browser', () => {
  it('tells each item in a plain sentence, with an example of what its mask leaves', async () => {
    portal = await PortalBrowser.start(platform.url);
    await portal.open('/catalogue');
    await portal.page.getByText('您自己掏了多少现金。').waitFor();
    await portal.page.getByText('遮盖后的样子（例）：王**').waitFor();
    await soundPages(portal, [])('catalogue');
  });
});
