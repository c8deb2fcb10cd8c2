import type { Cast } from './cast.js';
import { dataOf, expectEqual, expectRefusal, expectThat, requestConsent } from './expectations.js';

const MONTHS = `useNumber usesRemaining
  provider { credit(first: 1) { nodes { evalYear creditLevel } } settlementMonths(first: 3) { nodes { month insuranceType totalFee fundPay visitCount } } }`;

/** A pharmacy lets its bank read its business data once a day for the term of a loan. */
export async function credit({ narrator, representative, bank }: Cast): Promise<void> {
  narrator.chapter({ zh: '贷后监测', en: 'Post-loan monitoring of a pharmacy' });
  const { name, providerCode } = representative.person;
  let request: any;
  let grant: any;
  const read = (key: string) => bank.redeem(grant.id, key, MONTHS);

  await narrator.step(
    {
      zh: `${bank.identity.name}向药店申请授权`,
      en: 'The bank asks a pharmacy (定点零售药店) for its monthly settlements, many times for a year.',
    },
    async () => {
      request = await requestConsent(bank, {
        subject: { provider: { code: providerCode } },
        purpose: 'CREDIT_MONITOR',
        mode: 'MULTI_USE',
        validForDays: 365,
        reference: 'LOAN-2026-0042',
        notice: '贷款存续期内，每天最多一次读取贵店的结算、清算和信用信息，用于贷后监测。',
      });
      return `申请待答复 PENDING; ${request.items.length} items, to be approved by ${request.requiredStrength}`;
    },
  );

  await narrator.step(
    {
      zh: `法定代表人${name}登录并授权`,
      en: 'Its legal representative (法定代表人) signs in and gives the grant by face.',
    },
    async () => {
      await representative.signIn('SCAN');
      grant = await representative.approve(request.id, 'FACE');
      expectEqual('grant', [grant.mode, grant.maxUses, grant.usesRemaining], ['MULTI_USE', null, null]);
      return `已授权 MULTI_USE until ${grant.validUntil}, one use a day`;
    },
  );

  await narrator.step({ zh: '银行读取月度结算', en: 'The bank reads the monthly settlements.' }, async () => {
    const { redeemGrant: disclosure } = dataOf(await read('month-1'));
    expectEqual('use', [disclosure.useNumber, disclosure.usesRemaining], [1, null]);
    const { nodes } = disclosure.provider.settlementMonths;
    expectThat('there are monthly settlements', nodes.length > 0, nodes);
    return nodes.map((month: object) => JSON.stringify(month)).join('\n       ');
  });

  await narrator.step(
    { zh: '当天再读被拒：每日一次', en: 'A second read that day is refused.' },
    async () => {
      const { message, extensions } = expectRefusal(await read('month-2'), 'GRANT_DAILY_LIMIT');
      expectThat('it says when to come back', Number(extensions.retryAfterSeconds) > 0, extensions);
      return `${extensions.code}: ${message} Again in ${extensions.retryAfterSeconds} s.`;
    },
  );
}
