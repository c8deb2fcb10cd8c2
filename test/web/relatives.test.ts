import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { dies, idOf } from '../support/people/family.js';
import { approval, REVIEW } from '../support/people/relatives.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { PortalBrowser } from '../support/web/portal-browser.js';
import { soundPages } from '../support/web/sound.js';

/** Near relatives and what one arranges for after one’s death, by hand in a real browser. */
let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

let portal: PortalBrowser;
afterEach(() => portal.close());

const stories: [sentence: string, play: () => Promise<void>][] = [];
const story = (sentence: string, play: () => Promise<void>) => stories.push([sentence, play]);

const papers = mkdtempSync(join(tmpdir(), 'assent-papers-'));
const paper = (name: string) => {
  const path = join(papers, name);
  writeFileSync(path, `${name}: nobody sends this`);
  return path;
};

story(
  'a near relative applies with digests of papers, waits for two reviewers, and reads once what was approved',
  async () => {
    const [person, deceased] = [platform.someone(), platform.someone()];
    await dies(platform.database, deceased);
    portal = await PortalBrowser.start(platform.url);
    await portal.signIn(person);
    const personal = [person, deceased].flatMap(({ name, certNo, mobile }) => [name, certNo, mobile]);
    const sound = soundPages(portal, personal.filter(Boolean));
    const sent: string[] = [];
    portal.page.on('request', (request) => sent.push(request.postData() ?? ''));

    await portal.tap('link', '查看去世亲人的数据');
    await portal.heading('我的申请');
    await sound('applications');
    await portal.tap('link', '提出申请');
    await portal.heading('谁去世了');
    await portal.page.getByText(/^还差：/).waitFor();
    await sound('empty application');
    expect(await portal.page.getByRole('button', { name: '提交申请' }).isDisabled()).toBe(true);
    await portal.enter('逝者姓名', deceased.name);
    await portal.enter('逝者证件号码', deceased.certNo);
    await portal.tick(/^子女$/);
    await portal.tick(/^办继承/);
    await portal.page.getByLabel('死亡证明').setInputFiles(paper('death.pdf'));
    await portal.page.getByLabel('亲属关系证明').setInputFiles(paper('kinship.pdf'));
    await portal.page.getByText(/kinship\.pdf，指纹 [\da-f]{8}/).waitFor();
    await portal.tick('诊断名称');
    await sound('filled application');
    await portal.tap('button', '提交申请');
    await portal.page.getByText('待审').waitFor();
    await portal.page.getByText('已有 0 位审核人通过，共需 2 位').waitFor();
    await sound('application that waits');
    expect(sent.join()).not.toContain('nobody sends this');
    expect(await portal.page.getByRole('button', { name: '查看记录' }).count()).toBe(0);

    const id = new URL(portal.page.url()).pathname.split('/').at(-1)!;
    const one = { id, deceased, relative: platform.person(person) };
    for (const reviewer of [await platform.staff('REVIEWER'), await platform.staff('REVIEWER')])
      await reviewer.run(REVIEW, approval(one));
    await portal.open(`/relative/${id}`);
    await portal.tap('button', '查看记录');
    await portal.page.getByText('这会用掉第 1 次，共 3 次。').waitFor();
    await sound('before the reading');
    await portal.tap('button', '现在查看');
    await portal.page.getByRole('table').first().waitFor();
    await portal.page.getByText('已用 1 次，还剩 2 次').waitFor();
    await sound('reading');
    expect(await portal.page.getByRole('columnheader', { name: '诊断名称' }).count()).toBe(0);
    expect(await portal.page.getByRole('columnheader', { name: '诊断代码' }).count()).toBe(1);
    const entries = await platform.database.sql(
      `SELECT content FROM assent.ledger_entry WHERE kind = 'RELATIVE_ACCESS' AND person_id = $1`,
      [await idOf(platform.database, deceased)],
    );
    expect(entries).toHaveLength(1);
    const client = await platform.person(person).signIn('SMS');
    const { nodes } = (await client.run('{ me { accesses(first: 1) { nodes { kind by } } } }')).me.accesses;
    expect(nodes).toEqual([{ kind: 'RELATIVE_ACCESS', by: 'RELATIVE' }]);
  },
);

story('a near relative is told why an application was refused', async () => {
  const [person, deceased] = [platform.someone(), platform.someone()];
  const client = await platform.person(person).signIn('FACE');
  const { applyAsRelative } = await client.run(
    'mutation ($input: ApplyAsRelativeInput!) { applyAsRelative(input: $input) { id } }',
    {
      input: {
        deceased: { name: deceased.name, certNo: deceased.certNo },
        relation: 'SIBLING',
        interest: 'OTHER',
        evidence: ['DEATH', 'KINSHIP'].map((kind) => ({ kind, digest: 'ab'.repeat(32) })),
      },
    },
  );
  const reviewer = await platform.staff('REVIEWER');
  const input = { id: applyAsRelative.id, approve: false, reason: '材料看不清' };
  await reviewer.run(REVIEW, { input });
  portal = await PortalBrowser.start(platform.url);
  await portal.signIn(person);
  await portal.open(`/relative/${applyAsRelative.id}`);
  await portal.page.getByText(/材料看不清/).waitFor();
  await soundPages(portal, [person.name, deceased.name])('refused application');
});

story(
  'what a person arranges for after their death is closed by a fresh proof in a session by face, and opened again',
  async () => {
    const person = platform.someone();
    portal = await PortalBrowser.start(platform.url);
    await portal.signIn(person);
    const sound = soundPages(portal, [person.name, person.certNo, person.mobile]);
    await portal.tap('link', '身后安排');
    await portal.page.getByText('现在的安排：近亲属可以申请').waitFor();
    await sound('arrangement');
    await portal.tick('谁也不能查看：近亲属也不行');
    await portal.tap('button', '保存安排');
    await portal.proveByFace(person);
    await portal.page.getByText('现在的安排：谁也不能查看').waitFor();
    await sound('arranged');
    const client = await platform.person(person).signIn('SMS');
    expect((await client.run('{ me { afterDeath } }')).me.afterDeath).toBe('CLOSED');
  },
);

story(
  'what a person arranges for after their death asks whoever signed in more weakly for their face first',
  async () => {
    const person = platform.someone();
    portal = await PortalBrowser.start(platform.url);
    await portal.open('/me/after');
    await portal.tap('button', '短信验证码');
    await portal.enter('证件号码', person.certNo);
    await portal.tap('button', '继续');
    await portal.page.getByLabel('短信验证码（6 位数字）').waitFor();
    const [message] = await platform.person(person).messages();
    await portal.enter('短信验证码（6 位数字）', message!.code);
    await portal.heading('请先刷脸登录');
    await soundPages(portal, [person.name, person.certNo])('needs a face');
    await portal.enter('证件号码', person.certNo);
    await portal.tap('button', '继续');
    await portal.answerInApp('在这台手机上打开', person);
    await portal.page.getByRole('button', { name: '保存安排' }).waitFor();
  },
);

it.each(stories)('%s', (_sentence, play) => play());
