import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cityDay, endOfCityDay } from '../../consent/kernel/city-time.js';
import { findPurpose } from '../../consent/purposes/registry.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { itemOf } from '../../schema/catalogue.js';
import { about, ask, CLAIM } from '../support/clients/consent.js';
import { idOf } from '../support/people/family.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
let me: PersonClient;
let recipient: string;
beforeAll(async () => {
  platform = await startPlatform();
  const [row] = await platform.database.sql('SELECT name FROM assent.recipient WHERE code = $1', [
    platform.insurer.identity.code,
  ]);
  recipient = row!.name;
});
afterAll(() => platform.stop());
beforeEach(async () => {
  me = await platform.person(platform.someone()).signIn('FACE');
});

const codeText = async () => (await me.messages()).find(({ code }) => code)!.text;
const told = async () =>
  (
    await platform.database.sql('SELECT text FROM assent.message WHERE person_id = $1 ORDER BY id', [
      await idOf(platform.database, me.person),
    ])
  ).map(({ text }) => text as string);

describe('the SMS by which a person confirms', () => {
  it('an approval says who asks, for how many items, how many of them sensitive, what for, how often and how long', async () => {
    const request = await ask(platform.insurer, about(me.person), CLAIM);
    await me.prove('SMS', 'APPROVE', request.id);
    const { items } = request;
    const sensitive = items.filter(({ item }: any) => itemOf(item.code).sensitive).length;
    expect(sensitive).toBeGreaterThan(0);
    expect(await codeText()).toMatch(/^【知数】验证码 \d{6}，用于/);
    expect(await codeText()).toContain(
      `同意“${recipient}”取得${items.length}项信息（含敏感${sensitive}项），用于${findPurpose(CLAIM.purpose)!.nameZh}，至多3次，自同意起30天。`,
    );
    expect(await codeText()).not.toContain(me.person.name);
  });

  it('a revocation says what is revoked', async () => {
    const request = await ask(platform.insurer, about(me.person), CLAIM);
    const grant = await me.approve(request.id, 'FACE');
    await me.prove('SMS', 'REVOKE', grant.id);
    expect(await codeText()).toContain(`撤回对“${recipient}”的授权：${grant.items.length}项信息`);
  });

  it('says nothing of a request that is not the person’s', async () => {
    const request = await ask(platform.insurer, about(platform.someone()), CLAIM);
    await me.prove('SMS', 'APPROVE', request.id);
    expect(await codeText()).toContain('用于确认授权。');
    expect(await codeText()).not.toContain(recipient);
  });
});

describe('a grant that was given', () => {
  it('is told to the person once, with its terms and how to take it back', async () => {
    const request = await ask(platform.insurer, about(me.person), CLAIM);
    const before = await told();
    const grant = await me.approve(request.id, 'FACE', { maxUses: 2 });
    const [message, ...more] = (await told()).slice(before.length);
    expect(more).toEqual([]);
    expect(message).toMatch(/^【知数】您已于\d+月\d+日\d\d:\d\d授权/);
    expect(message).toContain(`“${recipient}”取得${grant.items.length}项信息`);
    expect(message).toContain('至多2次');
    expect(message).toContain('登录后可随时撤回');
  });

  it('that ends at midnight is told with the last day on which it holds', async () => {
    const ends = async (validUntil: Date) => {
      const request = await ask(platform.insurer, about(me.person), CLAIM);
      const { id } = await me.approve(request.id, 'FACE', { validUntil: validUntil.toISOString() });
      const message = (await told()).at(-1)!;
      await me.revoke(id);
      return /，至(\d{4}-\d{2}-\d{2})。/.exec(message)![1];
    };
    const midnight = endOfCityDay(new Date(Date.now() + 2 * 86_400_000));
    expect(await ends(midnight)).toBe(cityDay(new Date(midnight.getTime() - 1000)));
    expect(await ends(new Date(midnight.getTime() + 1000))).toBe(cityDay(midnight));
  });

  it('is not told when the approval is refused', async () => {
    const request = await ask(platform.insurer, about(me.person), CLAIM);
    const before = await told();
    const authentication = await me.prove('SMS', 'APPROVE', request.id);
    const refusal = await me.refusal(
      'mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id } }',
      { input: { id: request.id, authentication, sensitiveConfirmed: true } },
    );
    expect(refusal.code).toBe('STRENGTH_REQUIRED');
    expect(await told()).toEqual(before);
  });
});
