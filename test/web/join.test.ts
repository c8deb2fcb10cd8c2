import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Person } from '../../examples/clients/person-client.js';
import { enrolled } from '../support/people/members.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { PortalBrowser } from '../support/web/portal-browser.js';
import { soundPages } from '../support/web/sound.js';

const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { code invitation { url } } }`;

let platform: Platform;
let portal: PortalBrowser;
let sound: (name: string) => Promise<void>;
beforeAll(async () => {
  platform = await startPlatform();
  portal = await PortalBrowser.start(platform.url);
  sound = soundPages(portal, []);
});
afterAll(async () => {
  await portal.close();
  await platform.stop();
});

const says = (words: string | RegExp) => portal.page.getByText(words).first().waitFor();
const invited = async (person: Person) => {
  const owner = await enrolled(platform, ['OWNER']);
  const input = { name: person.name, certNo: person.certNo, roles: ['HANDLER', 'AUDITOR'] };
  return (await owner.run(INVITE, { input })).inviteMember;
};

it('whoever was invited joins by the link, signed in by face, and the link is good once', async () => {
  const person = platform.someone();
  const { code, invitation } = await invited(person);
  const { pathname, hash } = new URL(invitation.url);
  await portal.signIn(person);
  await portal.open(pathname + hash);
  await portal.heading('加入机构');
  await sound('an invitation');
  await portal.tap('button', '加入');
  await says(`您已是“${platform.insurer.identity.name}”的机构人员。`);
  await says(`账户编号：${code}`);
  await says('经办');
  await sound('joined');
  await portal.open('/');
  await portal.open(pathname + hash);
  await portal.tap('button', '加入');
  await portal.page.getByRole('alert').first().waitFor();
  expect(await portal.stored()).not.toContain(hash.slice(1));
});

it('an address without an invitation says so', async () => {
  await portal.open('/');
  await portal.open('/join');
  await says('这个地址里没有邀请。');
  await sound('no invitation');
});
