import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Person } from '../../examples/clients/person-client.js';
import { aFamily, askOf, madeFamily } from '../support/people/family.js';
import { ask } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { PortalBrowser } from '../support/web/portal-browser.js';
import { soundPages } from '../support/web/sound.js';

/** Acting for somebody else, by hand in a real browser: one set of pages, with a banner that says for whom. */
let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

let portal: PortalBrowser;
afterEach(() => portal.close());

/** A browser in which somebody has signed in by face, and what holds on each of its pages. */
async function signedIn(person: Person, ...others: Person[]) {
  portal = await PortalBrowser.start(platform.url);
  await portal.signIn(person);
  return soundPages(
    portal,
    [person, ...others].flatMap(({ name, certNo, mobile }) => [name, certNo, mobile]).filter(Boolean),
  );
}

const lastEntry = async (kind: string) => {
  const [entry] = await platform.database.sql(
    'SELECT id, content FROM assent.ledger_entry WHERE kind = $1 ORDER BY id DESC LIMIT 1',
    [kind],
  );
  return entry as { id: string; content: Record<string, unknown> } | undefined;
};

const statusOf = async (grantId: string) => {
  const { grant } = await platform.insurer.run('query ($id: ID!) { grant(id: $id) { status } }', {
    id: grantId,
  });
  return grant.status as string;
};

const grantOf = async (requestId: string) =>
  (await platform.database.sql('SELECT id FROM assent.consent_grant WHERE request_id = $1', [requestId]))[0]!
    .id as string;

const surnameOf = ({ name }: Person) => [...name][0]!;

const stories: [sentence: string, play: () => Promise<void>][] = [];
const story = (sentence: string, play: () => Promise<void>) => stories.push([sentence, play]);

const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3, validForDays: 30 } as const;

story(
  'a guardian sees what waits for the child, decides as guardian, looks at the data, and goes back to their own pages',
  async () => {
    const { child, guardian } = aFamily(platform, 'CHILD_UNDER_14');
    const id = await ask(platform.insurer, child, CLAIM);
    const sound = await signedIn(guardian, child);
    const looked = await lastEntry('OWN_ACCESS');
    const entry = portal.page.getByRole('listitem').filter({ hasText: '件等您处理' }).first();
    await entry.waitFor();
    await sound('home');
    await entry.getByRole('link').click();
    await portal.heading(/^替.+办理$/);
    await portal.page
      .getByRole('complementary', { name: '代办' })
      .getByText(/您正在替 .+ 办理/)
      .waitFor();
    expect(await portal.page.title()).toMatch(new RegExp(`^代${surnameOf(child)}.*办理 · .* · 知数$`));
    await sound('home of the ward');
    await portal.tap('button', '看监护到哪一天');
    await portal.page.getByText(/为止；到时由本人自己决定。$/).waitFor();
    const days = await lastEntry('OWN_ACCESS');
    expect(days?.id).not.toBe(looked?.id);

    await portal.tap('link', '看申请');
    await portal.heading(/想看.+的医保数据/);
    await sound('request about the ward');
    await portal.tap('button', /^代.+同意，继续$/);
    await portal.heading('敏感信息，请您单独确认');
    await sound('sensitive');
    await portal.tick(/我作为监护人，单独同意/);
    await portal.tap('button', '确认');
    await portal.proveByFace(guardian);
    await portal.heading('已同意');
    await sound('done');
    expect(await statusOf(await grantOf(id))).toBe('ACTIVE');
    expect((await lastEntry('OWN_ACCESS'))?.id).toBe(days?.id);

    await portal.tap('link', '数据');
    await portal.heading(/的数据$/);
    await sound('data of the ward');
    await portal.page.getByRole('button', { name: /^打开/ }).first().click();
    await portal.tap('button', '查看，并记录这次查看');
    await portal.page.getByRole('definition').first().waitFor();
    expect((await lastEntry('OWN_ACCESS'))!.content).toMatchObject({ role: 'GUARDIAN', strength: 'FACE' });
    await sound('record of the ward');
    await portal.tap('link', '授权');
    await portal.page.getByRole('button', { name: /^撤回给/ }).waitFor();
    await sound('grants of the ward');
    await portal.tap('link', '谁看过');
    await portal.page
      .getByText(/^监护人看了/)
      .first()
      .waitFor();
    await sound('timeline of the ward');

    await portal.tap('link', '换回本人');
    await portal.heading('您好');
    expect(new URL(portal.page.url()).pathname).toBe('/');
    expect(await portal.page.getByRole('complementary', { name: '代办' }).count()).toBe(0);
  },
);

story(
  'a guardian comes from a message to the request among the pages of the ward, and says no there',
  async () => {
    const { child, guardian } = aFamily(platform, 'CHILD_UNDER_14');
    const id = await askOf(platform, child);
    const sound = await signedIn(guardian, child);
    await portal.open(`/r/${id}`);
    await portal.page.getByRole('complementary', { name: '代办' }).waitFor();
    expect(new URL(portal.page.url()).pathname).toMatch(new RegExp(`^/w/[\\w-]{22}/r/${id}$`));
    await portal.tap('button', /^代.+不同意$/);
    await portal.page.getByRole('dialog').getByRole('button', { name: '不同意', exact: true }).click();
    await portal.heading('已记下：不同意');
    await sound('denied');
    await portal.open('/w/AAAAAAAAAAAAAAAAAAAAAA/grants');
    await portal.heading('您已不代这个人办理');
    await sound('nobody’s guardian');
  },
);

story(
  'a ward of 14 to 17 decides first, and the guardian then confirms the terms without seeing any data',
  async () => {
    const { child, guardian } = await madeFamily(platform, 15);
    const id = await askOf(platform, child);
    let sound = await signedIn(child);
    await portal.open(`/r/${id}`);
    await portal.tap('button', '同意，继续');
    const separate = portal.page.getByText(/我单独同意/);
    await separate.or(portal.page.getByRole('dialog')).first().waitFor();
    if (await separate.count()) {
      await portal.tick(/我单独同意/);
      await portal.tap('button', '确认');
    }
    await portal.proveByFace(child);
    await portal.page.getByText('等监护人确认后生效。').waitFor();
    await sound('done, and waits');
    await portal.open('/');
    await portal.heading('等监护人确认');
    await sound('home of the ward themselves');
    const grantId = await grantOf(id);
    expect(await statusOf(grantId)).toBe('SUSPENDED');
    await portal.close();

    sound = await signedIn(guardian, child);
    const looked = await lastEntry('OWN_ACCESS');
    await portal.page.getByText('1 件等您处理').waitFor();
    await portal.tap('link', /^替 .+ 办理$/);
    await portal.heading('待我确认');
    expect(await portal.page.getByRole('link', { name: '数据', exact: true }).count()).toBe(0);
    await sound('what waits for the guardian');
    await portal.tap('link', '看清条款，再确认');
    await portal.heading(/^确认给.+的授权？$/);
    await portal.heading('依法告知');
    await sound('confirming');
    const box = portal.page.getByText(/我作为监护人，单独确认/);
    if (await box.count()) await box.click();
    await portal.tap('button', /^代.+确认$/);
    await portal.proveByFace(guardian);
    await portal.heading('已确认');
    await sound('confirmed');
    expect(await statusOf(grantId)).toBe('ACTIVE');
    expect((await lastEntry('OWN_ACCESS'))?.id).toBe(looked?.id);
    await portal.open('/');
    await portal.tap('link', /^替 .+ 办理$/);
    await portal.page.getByRole('button', { name: /^撤回给/ }).waitFor();
  },
);

story(
  'a ward of 14 to 17 is asked first: the guardian sees the request and has nothing to answer, and may take back what was given',
  async () => {
    const { child, guardian } = await madeFamily(platform, 16);
    const own = await platform.person(child).signIn('FACE');
    const first = await askOf(platform, child);
    const grant = await own.approve(first, 'FACE');
    const id = await askOf(platform, child);
    const sound = await signedIn(guardian, child);
    await portal.open(`/r/${id}`);
    await portal.page.getByText(/先由本人决定。本人同意后/).waitFor();
    expect(await portal.page.getByRole('button', { name: /同意/ }).count()).toBe(0);
    await sound('request that the ward decides');
    await portal.tap('link', '首页');
    await portal.tap('link', '看清条款，再确认');
    await portal.tap('button', /^代.+不确认，撤回$/);
    await portal.page.getByRole('dialog').getByRole('button', { name: '撤回', exact: true }).click();
    await portal.heading('已撤回，没有生效');
    expect(await statusOf(grant.id)).toBe('REVOKED');
  },
);

story(
  'a provider’s representative decides for the provider, reads its record, and keeps it apart from their own',
  async () => {
    const person = platform.someone('REPRESENTATIVE');
    const id = await ask(platform.bank, person, {
      purpose: 'CREDIT_MONITOR',
      mode: 'MULTI_USE',
      validForDays: 365,
    });
    const sound = await signedIn(person);
    await portal.page.getByText('您是法定代表人').first().waitFor();
    expect(await portal.page.getByRole('link', { name: '看申请' }).count()).toBe(0);
    await portal.page.getByRole('listitem').filter({ hasText: '1 件等您处理' }).getByRole('link').click();
    await portal.page
      .getByRole('complementary', { name: '代办' })
      .getByText(/您正在代表 .+ 办理/)
      .waitFor();
    await sound('home of the provider');
    await portal.tap('link', '看申请');
    await portal.tap('button', /^代.+同意，继续$/);
    const separate = portal.page.getByText(/我单独同意/);
    await separate.or(portal.page.getByRole('dialog')).first().waitFor();
    if (await separate.count()) {
      await sound('sensitive, of the provider');
      await portal.tick(/我单独同意/);
      await portal.tap('button', '确认');
    }
    await portal.proveByFace(person);
    await portal.heading('已同意');
    await sound('done, for the provider');
    expect((await lastEntry('GRANT_GIVEN'))!.content).toMatchObject({ role: 'LEGAL_REP' });
    expect(await grantOf(id)).toBeDefined();
    await portal.tap('link', '数据');
    await portal.page.getByRole('button', { name: /^打开/ }).first().click();
    await portal.tap('button', '查看，并记录这次查看');
    await portal.page.getByRole('definition').first().waitFor();
    await sound('record of the provider');
    await portal.tap('link', '换回本人');
    await portal.page.getByText('现在没有机构可以看您的数据。').waitFor();
    await portal.open('/p/H00000000000');
    await portal.heading('您已不代表这家机构办理');
  },
);

for (const mode of ['normal', 'elder'])
  story(`each page of whoever acts for somebody else is sound in English, in the mode ${mode}`, async () => {
    const { child, guardian } = await madeFamily(platform, 9);
    const id = await askOf(platform, child);
    const sound = await signedIn(guardian, child);
    await portal.tap('link', /^替 .+ 办理$/);
    await portal.page.getByRole('complementary', { name: '代办' }).waitFor();
    const ward = new URL(portal.page.url()).pathname;
    await portal.tap('button', 'English');
    await portal.heading(/^For .+$/);
    for (const [path, heading] of [
      [ward, /^For /],
      [`${ward}/r/${id}`, /asks to read .+’s medical-insurance data$/],
      [`${ward}/grants`, /^Grants$/],
      [`${ward}/timeline`, /^Who read$/],
      [`${ward}/data`, /’s data$/],
      ['/w/nobody', /^You no longer act for this person$/],
      ['/relative', /^Data of a relative who has died$/],
      ['/relative/apply', /^Apply to see/],
      ['/me/after', /^After my death$/],
    ] as const) {
      await portal.open(`${path}?mode=${mode}`);
      await portal.heading(heading);
      await portal.page.waitForLoadState('networkidle');
      await sound(`${path} in English, ${mode}`);
    }
  });

it.each(stories)('%s', (_sentence, play) => play());
