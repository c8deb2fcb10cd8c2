import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person } from '../../examples/clients/person-client.js';
import { CLAIM, freshKey, giveGrant, SETTLED } from '../support/clients/consent.js';
import { sequenced } from '../support/ledger/recorded-life.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { PortalBrowser } from '../support/web/portal-browser.js';
import { soundPages } from '../support/web/sound.js';

let platform: Platform;
let portal: PortalBrowser;
let person: Person;
let grantId: string;
let sound: (name: string) => Promise<void>;

const use = async () => {
  const { data } = await platform.insurer.redeem(grantId, freshKey(), `receipt ${SETTLED}`);
  await sequenced(platform);
  return data.redeemGrant as { id: string; receipt: string };
};

beforeAll(async () => {
  platform = await startPlatform();
  portal = await PortalBrowser.start(platform.url);
  person = platform.someone();
  sound = soundPages(portal, [person.name, person.certNo, person.mobile]);
  const me = await platform.person(person).signIn();
  grantId = (await giveGrant(me, platform.insurer, CLAIM)).grant.id;
  await use();
  await portal.signIn(person);
});
afterAll(async () => {
  await portal.close();
  await platform.stop();
});

const head = () => portal.page.evaluate<string>('localStorage.getItem("assent-log-head")');
const says = (words: string | RegExp) => portal.page.getByText(words).first().waitFor();
const close = () => portal.tap('button', '关闭');

describe('the proof sheet', () => {
  it('checks a use with one tap, and says what each of the five checks found', async () => {
    await portal.open('/timeline');
    await portal.tap('button', '核验第 1 次使用');
    await says('五项都对。');
    for (const words of [
      '凭证是平台签的，没有被改',
      /记在公开账本第 \d+ 条/,
      '账本由平台签名，还没有见证方',
      '这台设备第一次核验，已记住账本现状',
      '第 1 次，共 3 次，没有多用',
    ])
      await says(words);
    await sound('proof of a use');
    expect(JSON.parse(await head())).toEqual({
      origin: expect.any(String),
      size: expect.any(Number),
      root: expect.any(String),
      since: expect.stringMatching(/^\d{4}-/),
    });
    await close();
  });

  it('checks a grant on its page, and that the log has only grown since the first check', async () => {
    const { size } = JSON.parse(await head());
    await use();
    await portal.open(`/grants/${grantId}`);
    await portal.tap('button', '核验这份授权');
    await says('五项都对。');
    await says(/^自 .* 以来，账本只增不改$/);
    await says('次数和期限对得上');
    await sound('proof of a grant');
    expect(JSON.parse(await head()).size).toBeGreaterThan(size);
    await close();
  });

  it('turns red when the log is not the one that this device remembers, and keeps the evidence', async () => {
    const remembered = await head();
    await portal.page.evaluate(
      `localStorage.setItem('assent-log-head', JSON.stringify({ ...${remembered}, size: 2 }))`,
    );
    await portal.open(`/grants/${grantId}`);
    await portal.tap('button', '核验这份授权');
    await says('有一项不对。请保存证据，并打 12393。');
    await says('账本被改写过');
    await sound('wrong proof');
    expect(await portal.page.getByRole('link', { name: '打 12393' }).getAttribute('href')).toBe('tel:12393');
    const [download] = await Promise.all([
      portal.page.waitForEvent('download'),
      portal.tap('link', '保存证据'),
    ]);
    const saved = JSON.parse(readFileSync(await download.path(), 'utf8'));
    expect(Object.keys(saved).sort()).toEqual(['at', 'jwks', 'keys', 'proof', 'receipt']);
    await portal.page.evaluate(`localStorage.setItem('assent-log-head', ${JSON.stringify(remembered)})`);
  });
});

describe('/verify', () => {
  const files = (...given: [name: string, text: string][]) =>
    portal.page
      .locator('input[type=file]')
      .setInputFiles(
        given.map(([name, text]) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })),
      );
  let receipt: string;
  let proof: string;
  beforeAll(async () => {
    const made = await use();
    receipt = made.receipt;
    const query = 'query P($id: ID!) { inclusionProof(disclosureId: $id) }';
    proof = (await platform.insurer.run(query, { id: made.id })).inclusionProof;
  });

  it('checks a receipt and its proof without an account, and without a network once it is loaded', async () => {
    const visitor = await PortalBrowser.start(platform.url);
    try {
      await visitor.open('/verify');
      await visitor.page.waitForLoadState('networkidle');
      await visitor.context.setOffline(true);
      await visitor.page.locator('input[type=file]').setInputFiles([
        { name: 'receipt.jws', mimeType: 'text/plain', buffer: Buffer.from(receipt) },
        { name: 'proof.tlog-proof', mimeType: 'text/plain', buffer: Buffer.from(proof) },
      ]);
      await visitor.page.getByText('五项都对。').waitFor();
      await visitor.page.getByText('INS-ANXIN').waitFor();
      expect(visitor.faults).toEqual([]);
      expect(await visitor.violations()).toEqual([]);
    } finally {
      await visitor.close();
    }
  });

  it('finds a changed receipt, and says so in red', async () => {
    await portal.open('/verify');
    const changed = receipt.replace(/.(?=.{9}$)/, (one) => (one === 'A' ? 'B' : 'A'));
    await files(['receipt.jws', changed], ['proof.tlog-proof', proof]);
    await says('凭证的签名不对');
    await says('有一项不对。请保存证据，并打 12393。');
    await sound('wrong receipt');
  });

  it('fetches the proof of one’s own receipt, and knows no file that is none', async () => {
    await portal.open('/verify');
    await files(['photo.txt', 'nothing']);
    await says('认不出这个文件。请放进凭证或证据的原文件。');
    await files(['receipt.jws', receipt]);
    await says('五项都对。');
    await files(['evidence.json', JSON.stringify({ receipt, proof })]);
    await says('五项都对。');
    await sound('own receipt');
  });
});
