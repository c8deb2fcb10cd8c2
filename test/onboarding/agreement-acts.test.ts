import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ASK, about, CLAIM, ELIGIBILITY, freshKey, giveGrant, SETTLED } from '../support/clients/consent.js';
import { applyFile } from '../support/people/agreements.js';
import { complete } from '../support/people/giving.js';
import { Applying, dayIn, FOR_CLAIMS } from '../support/people/institutions.js';
import { CONFIRM_ACT, Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

/** What two officers do about an agreement that exists. */
let platform: Platform;
let officers: Officers;
beforeAll(async () => {
  platform = await startPlatform();
  officers = await Officers.of(platform);
});
afterAll(() => platform.stop());

const standing = async (code: string) =>
  (await platform.anonymous.run('query ($code: ID!) { recipientOf(code: $code) { standing } }', { code }))
    .recipientOf?.standing ?? null;
const asks = async (recipient: Platform['insurer'], terms: object) => {
  const me = await platform.person(platform.someone()).signIn('FACE');
  const input = { subject: about(me.person), reference: freshKey(), ...complete(terms) };
  return (await recipient.send(ASK, { input })).errors[0]?.extensions?.code ?? null;
};

describe('CHANGE_AGREEMENT', () => {
  it('is refused where what it would do changed after it was proposed, and nothing is done', async () => {
    const recipient = platform.otherInsurer.identity.code;
    const act = await officers.propose({
      kind: 'CHANGE_AGREEMENT',
      recipient,
      agreement: { validUntil: dayIn(200) },
    });
    expect(act.diff).toContainEqual({ path: 'validUntil', before: null, after: dayIn(200), widens: false });
    // The operator changes the agreement by its file meanwhile.
    await applyFile(platform, platform.otherInsurer, { validUntil: dayIn(100) });
    const confirming = { id: act.id, digest: act.digest };
    expect((await officers.other.refusal(CONFIRM_ACT, confirming)).code).toBe('ACT_CHANGED');
    const [row] = await platform.database.sql(
      'SELECT valid_until::text, version FROM assent.agreement WHERE recipient_code = $1',
      [recipient],
    );
    expect(row!.valid_until).toBe(dayIn(100));
  });

  it('is proposed once at a time about one agreement', async () => {
    const recipient = platform.bank.identity.code;
    const change = { kind: 'CHANGE_AGREEMENT', recipient, agreement: { validUntil: dayIn(200) } };
    const first = await officers.propose(change);
    const { errors } = await officers.proposing({ ...change, agreement: { validUntil: dayIn(201) } });
    expect(errors[0]?.extensions?.code).toBe('FORBIDDEN');
    await officers.other.run(CONFIRM_ACT, { id: first.id, digest: first.digest });
    expect((await officers.propose({ ...change, agreement: { validUntil: dayIn(201) } })).id).toBeDefined();
  });

  it('narrows from that moment on: a purpose that is gone is not asked for, and its grants refuse', async () => {
    const { insurer } = platform;
    const { grant } = await giveGrant(
      await platform.person(platform.someone()).signIn('FACE'),
      insurer,
      CLAIM,
    );
    await officers.act({
      kind: 'CHANGE_AGREEMENT',
      recipient: insurer.identity.code,
      agreement: { purposes: [{ purpose: ELIGIBILITY.purpose }] },
    });
    expect(await asks(insurer, CLAIM)).toBe('PURPOSE_NOT_ALLOWED');
    expect(await asks(insurer, ELIGIBILITY)).toBeNull();
    const { errors } = await insurer.redeem(grant.id, freshKey(), SETTLED);
    expect(errors[0]!.extensions.code).toBe('PURPOSE_NOT_ALLOWED');
  });

  it('never widens', async () => {
    const recipient = platform.insurer.identity.code;
    const { errors } = await officers.proposing({
      kind: 'CHANGE_AGREEMENT',
      recipient,
      agreement: { purposes: [{ purpose: ELIGIBILITY.purpose }, { purpose: CLAIM.purpose }] },
    });
    expect(errors[0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'agreement.purposes' });
  });
});

describe('END_AGREEMENT', () => {
  it('ends it at once, and nothing more is asked or given', async () => {
    const recipient = platform.insurer.identity.code;
    const given = await giveGrant(
      await platform.person(platform.someone()).signIn('FACE'),
      platform.insurer,
      ELIGIBILITY,
    );
    await officers.act({ kind: 'END_AGREEMENT', recipient });
    expect(await standing(recipient)).toBe('ENDED');
    expect(await asks(platform.insurer, ELIGIBILITY)).toBe('PURPOSE_NOT_ALLOWED');
    const { errors } = await platform.insurer.redeem(
      given.grant.id,
      freshKey(),
      'useNumber person { enrolments { nodes { insuranceType } } }',
    );
    expect(errors[0]!.extensions.code).toBe('PURPOSE_NOT_ALLOWED');
  });
});

describe('REGISTER_PRODUCT', () => {
  it('puts a product that the institution drafted on the list, under which people are asked', async () => {
    const applying = await (await Applying.begin(platform)).inReview(officers, [FOR_CLAIMS]);
    const recipient = await applying.approve(officers);
    await officers.act({ kind: 'ACTIVATE_RECIPIENT', recipient });
    const input = {
      code: 'TS-JIANKANG-2026',
      name: '泰山健康保（示例）',
      kind: 'MEDICAL',
      filingNo: 'C-2026-001',
      purposes: [FOR_CLAIMS.purpose],
    };
    const DRAFT = 'mutation ($input: DraftProductInput!) { draftProduct(input: $input) { code } }';
    expect((await applying.person.run(DRAFT, { input })).draftProduct.code).toBe(input.code);
    const LIST = 'query ($recipient: ID!) { products(recipient: $recipient) { nodes { code } } }';
    const listed = async () => (await platform.anonymous.run(LIST, { recipient })).products.nodes;
    expect(await listed()).toEqual([]);
    const client = applying.client(recipient);
    const terms = { ...CLAIM, product: input.code };
    expect(await asks(client, terms)).toBe('PRODUCT_NOT_ALLOWED');
    await officers.act({ kind: 'REGISTER_PRODUCT', subject: input.code });
    expect(await listed()).toEqual([{ code: input.code }]);
    expect(await asks(client, terms)).toBeNull();
  });
});

describe('an agreement whose first day is to come', () => {
  it('is in force from that day on, by itself', async () => {
    const applying = await (await Applying.begin(platform)).inReview(officers, [FOR_CLAIMS]);
    const code = await applying.approve(officers, { validFrom: dayIn(2), validUntil: dayIn(300) });
    await officers.act({ kind: 'ACTIVATE_RECIPIENT', recipient: code });
    expect((await applying.read()).institution.recipient.standing).toBe('READY');
    const client = applying.client(code);
    expect(await asks(client, CLAIM)).toBe('PURPOSE_NOT_ALLOWED');
    await platform.database.advance(2 * 86_400);
    // A task of the platform puts it in force; the timeout of the test bounds the wait.
    while ((await standing(code)) !== 'LIVE') await delay(20);
  });
});
