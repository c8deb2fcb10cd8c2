import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROHIBITED_PURPOSES } from '../../consent/purposes/prohibited.js';
import { purposeOf, purposes } from '../../consent/purposes/registry.js';
import { checkAgreement } from '../../consent/recipients/agreement-file.js';
import { RECIPIENT_KINDS } from '../../consent/recipients/recipient.js';
import type { Person } from '../../examples/clients/person-client.js';
import { fullAgreement, RECIPIENTS } from '../../examples/demo/agreements.js';
import { personItems } from '../../schema/catalogue.js';
import { everythingOf } from '../support/people/asked.js';
import { ask, type Given, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
let asked: Person;
beforeAll(async () => {
  platform = await startPlatform();
  asked = platform.someone();
});
afterAll(() => platform.stop());

const ASK = 'mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { id } }';
const asking = (purpose: string) => {
  const { certNo, name } = asked;
  return {
    input: {
      subject: { person: { certNo, name } },
      purpose,
      mode: 'ONE_TIME',
      validForDays: 1,
      notice: '告知',
    },
  };
};

describe('R-03: the notice before a decision', () => {
  const STATEMENT = `query ($id: ID!) { consentRequest(id: $id) { notice statement { code labelZh labelEn text } } }`;
  let given: Given;
  let lines: Record<string, string>;
  beforeAll(async () => {
    given = await give(platform, { asks: everythingOf() });
    const { statement } = (await given.owner.run(STATEMENT, { id: given.requestId })).consentRequest;
    lines = Object.fromEntries(statement.map(({ code, text }: any) => [code, text]));
    for (const { labelZh, labelEn, text } of statement)
      expect([labelZh, labelEn, text].every(Boolean)).toBe(true);
  });

  it('lists recipient, contact, purpose, manner, items, records, retention, withdrawal, complaint and refusal', () => {
    expect(Object.keys(lines)).toEqual([
      'RECIPIENT',
      'CONTACT',
      'PURPOSE',
      'MANNER',
      'ITEMS',
      'OPTIONAL_ITEMS',
      'RECORDS',
      'SENSITIVE',
      'RETENTION',
      'WITHDRAWAL',
      'COMPLAINT',
      'REFUSAL',
    ]);
    expect(lines.RECIPIENT).toBe(platform.insurer.identity.name);
    expect(lines.CONTACT).toBe(`${platform.insurer.identity.name}客户服务 4000000000`);
    expect(lines.PURPOSE).toBe('理赔直付');
    expect(lines.MANNER).toBe('最多使用12次，自同意之日起7天内有效');
    expect(lines.COMPLAINT).toContain('12393');
    expect(lines.WITHDRAWAL).toContain('随时');
  });

  it('names each item by its name, not its code, with its delivery', () => {
    expect(lines.ITEMS).toContain('诊断名称（提供原值）');
    expect(lines.ITEMS).toContain('人员姓名（仅比对）');
    expect(lines.OPTIONAL_ITEMS).toContain('医保目录名称（提供原值）');
    const text = Object.values(lines).join('\n');
    for (const { code } of personItems) expect(text).not.toContain(code);
  });

  it('R-02: says why sensitive items are needed and what disclosing them can lead to', () => {
    for (const words of ['诊断名称', '理赔直付', '损害', '单独再次确认'])
      expect(lines.SENSITIVE).toContain(words);
    expect(lines.SENSITIVE).not.toContain('人员姓名');
  });

  it('R-04: says that the person can refuse and use the ordinary way', () => {
    expect(lines.REFUSAL).toContain('纸质材料');
  });

  it('R-23: says how long the recipient must keep the data by law', async () => {
    expect(lines.RETENTION).toContain('保险法第87条');
    const credit = await give(platform, { asks: { purpose: 'CREDIT_GRANT', mode: 'ONE_TIME' } });
    const { statement } = (await credit.owner.run(STATEMENT, { id: credit.requestId })).consentRequest;
    expect(statement.find(({ code }: any) => code === 'RETENTION').text).toContain('反洗钱法第34条');
  });
});

describe('R-01: separate consent for each recipient and purpose', () => {
  it('a grant to one insurer can’t be used by another insurer or for another purpose', async () => {
    const given = await give(platform, { asks: everythingOf() });
    const seen = await platform.otherInsurer.run('query ($id: ID!) { grant(id: $id) { id } }', {
      id: given.id,
    });
    expect(seen.grant).toBeNull();
    const { errors } = await platform.insurer.redeem(
      given.id,
      'k',
      'person { enrolments { nodes { currentEnrolDate } } }',
    );
    expect(errors[0]!.extensions).toMatchObject({ code: 'ITEM_NOT_GRANTED', items: ['CRT_INSU_DATE'] });
  });

  it('sensitive items are never confirmed by default, but by the person each time', async () => {
    const owner = await platform.person(platform.someone()).signIn('FACE');
    const id = await ask(platform.insurer, owner.person, everythingOf());
    const authentication = await owner.prove('FACE', 'APPROVE', id);
    const approve =
      'mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id } }';
    expect(await owner.refusal(approve, { input: { id, authentication } })).toMatchObject({
      code: 'SENSITIVE_CONFIRMATION_REQUIRED',
    });
  });
});

describe('R-08: what a purpose requires', () => {
  const items = purposeOf('QUICK_UNDERWRITING').required.map(({ item, delivery }) => ({ item, delivery }));
  const asks = (changed: object) =>
    platform.insurer.send(ASK, { input: { ...asking('QUICK_UNDERWRITING').input, ...changed } });

  it('is asked for with the request, or the request is refused, whoever it is about', async () => {
    const lacking = items.slice(2);
    const missing = ['PSN_NAME', 'CERTNO'];
    for (const changed of [{}, { subject: { person: { certNo: '379900188001010015', name: '无此人' } } }]) {
      const { errors } = await asks({ items: lacking, ...changed });
      expect(errors[0]!.extensions).toEqual({ code: 'REQUIRED_ITEM_MISSING', items: missing });
      for (const item of missing) expect(errors[0]!.message).toContain(item);
    }
    const { errors } = await asks({ items: [{ item: 'CRT_INSU_DATE' }] });
    expect(errors[0]!.extensions.items).toEqual(items.map(({ item }) => item));
  });

  it('may be asked for as something that the person can drop', async () => {
    const { errors } = await asks({ items: items.map((one) => ({ ...one, required: false })) });
    expect(errors).toEqual([]);
  });
});

describe('R-07: a change needs a new consent', () => {
  it('additional items stay refused under the old grant and need a new request', async () => {
    const given = await give(platform, { asks: { ...everythingOf(), items: [{ item: 'SETL_ID' }] } });
    const MORE = 'person { settlements(first: 1) { nodes { settlementId totalFee } } }';
    const { errors } = await platform.insurer.redeem(given.id, 'k', MORE);
    expect(errors[0]!.extensions).toMatchObject({ code: 'ITEM_NOT_GRANTED', items: ['MEDFEE_SUMAMT'] });
    const again = await give(platform, {
      by: given.owner,
      asks: { ...everythingOf(), items: [{ item: 'SETL_ID' }, { item: 'MEDFEE_SUMAMT' }] },
    });
    expect((await platform.insurer.redeem(again.id, 'k', MORE)).errors).toEqual([]);
  });
});

describe('R-15, R-32: a purpose based on law and not on consent', () => {
  it.each(purposes.filter(({ consentRequired }) => !consentRequired).map(({ code }) => code))(
    '%s can’t be requested by a recipient',
    async (purpose) => {
      for (const recipient of [platform.insurer, platform.bank])
        expect(await recipient.refusal(ASK, asking(purpose))).toMatchObject({ code: 'PURPOSE_NOT_ALLOWED' });
    },
  );

  it('R-15: does not exist for an insurer or a bank', () => {
    const open = purposes.filter(({ requesters }) =>
      requesters.some((kind) => RECIPIENT_KINDS.some((one) => one === kind)),
    );
    expect(open.length).toBeGreaterThan(4);
    expect(open.filter(({ consentRequired }) => !consentRequired)).toEqual([]);
  });
});

describe('R-33: a prohibited purpose', () => {
  it.each(Object.keys(PROHIBITED_PURPOSES))('%s is refused to every recipient', async (purpose) => {
    for (const recipient of [platform.insurer, platform.otherInsurer, platform.bank])
      expect(await recipient.refusal(ASK, asking(purpose))).toMatchObject({ code: 'PURPOSE_NOT_ALLOWED' });
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf', ''])(
    'and %j, which is none, is said not to exist',
    async (purpose) => {
      const { errors } = await platform.insurer.send(ASK, asking(purpose));
      expect(errors[0]).toMatchObject({
        message: 'There is no such purpose. The query `purposes` lists them.',
        extensions: { code: 'PURPOSE_NOT_ALLOWED' },
      });
    },
  );

  it('R-33: can’t be part of an agreement', () => {
    expect(() =>
      checkAgreement({
        ...agreement(),
        purposes: [{ code: 'CROSS_BORDER', items: null, impactAssessment: 'PIA' }],
      }),
    ).toThrow('there is no purpose CROSS_BORDER');
  });
});

const agreement = () =>
  fullAgreement(RECIPIENTS[0]!, {
    kty: 'OKP',
    crv: 'Ed25519',
    x: 'jZxpbknxxMFz4G_ESAuaXJ3rKbirKGH6bHg-XFWYZdM',
  });

describe('R-19: an agreement', () => {
  it.each([undefined, '', '  '])(
    'is refused if the number of its impact assessment is %j',
    (impactAssessment) => {
      const file = agreement();
      const purposes = file.purposes.map((purpose) => ({ ...purpose, impactAssessment }));
      expect(() => checkAgreement({ ...file, purposes })).toThrow('impactAssessment');
    },
  );

  it('is refused by the database without an impact assessment', async () => {
    await expect(
      platform.database.sql(`UPDATE assent.agreement SET purposes = '[{"code": "CLAIM_DIRECT_PAY"}]'`),
    ).rejects.toThrow('agreement_purposes_check');
  });
});

describe('R-18: the record of every disclosure', () => {
  it('names who, to whom, what, when, and the grant and agreement, and can’t be deleted', async () => {
    const { id } = await give(platform, { asks: everythingOf() });
    const { data } = await platform.insurer.redeem(
      id,
      'k',
      'id person { settlements(first: 1) { nodes { settlementId } } }',
    );
    const [kept] = await platform.database.sql('SELECT * FROM assent.disclosure WHERE id = $1', [
      data.redeemGrant.id,
    ]);
    expect(kept).toMatchObject({
      grant_id: id,
      recipient_code: 'INS-ANXIN',
      use_number: 1,
      items: [{ item: 'SETL_ID', delivery: 'RETURN' }],
    });
    await expect(
      platform.database.sql('DELETE FROM assent.ledger_entry WHERE disclosure_id = $1', [
        data.redeemGrant.id,
      ]),
    ).rejects.toThrow('may not change so');
  });
});
