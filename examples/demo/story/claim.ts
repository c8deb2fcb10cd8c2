import type { Cast } from './cast.js';
import { dataOf, expectEqual, expectRefusal, expectThat, requestConsent } from './expectations.js';

const PURPOSE = `query { purposes { code requiredItems { item delivery } optionalItems { item delivery } } }`;

const OWN = `query { me { person { settlements(first: 50) { nodes { settlementTime totalFee personalCashPay } } } } }`;

const BILLS = `useNumber usesRemaining replayed
  person { settlements { nodes { settlementTime totalFee fundPayTotal personalCashPay } } }`;

const LINES = 'person { expenseLines(first: 5) { nodes { catalogName lineAmount } } }';

const GRANT = 'query Grant($id: ID!) { grant(id: $id) { used usesRemaining } }';

/** The item that the person drops from the request: what was prescribed does not concern the insurer. */
const DROPPED = 'HILIST_NAME';

/** An insurer may use claim data three times, after the person has narrowed the request. */
export async function claim({ narrator, person, insurer }: Cast): Promise<void> {
  narrator.chapter({ zh: '理赔直付', en: 'Direct claim payment' });
  const { certNo, name } = person.person;
  let request: any;
  let grant: any;
  let recordsFrom = '';
  let bills = 0;
  const use = (key: string) => insurer.redeem(grant.id, key, BILLS);

  await narrator.step(
    {
      zh: `${insurer.identity.name}申请理赔数据，三次`,
      en: 'The insurer asks for claim data, three times in 30 days; expense lines (费用明细) are optional.',
    },
    async () => {
      const { purposes } = await insurer.run(PURPOSE);
      const purpose = purposes.find(({ code }: { code: string }) => code === 'CLAIM_DIRECT_PAY');
      const optional = purpose.optionalItems.map((item: object) => ({ ...item, required: false }));
      request = await requestConsent(insurer, {
        subject: { person: { certNo, name } },
        purpose: 'CLAIM_DIRECT_PAY',
        items: [...purpose.requiredItems, ...optional],
        mode: 'LIMITED',
        maxUses: 3,
        validForDays: 30,
        reference: 'CLM-2026-0001',
        notice: '为直接赔付您的住院及门诊费用，读取就诊和结算信息，30天内最多三次。',
      });
      expectEqual('strength', request.requiredStrength, 'FACE');
      return `申请待答复 PENDING; ${request.items.length} items, ${optional.length} of them optional, to be approved by face`;
    },
  );

  await narrator.step(
    {
      zh: `${name}刷脸登录，先查看自己的结算记录`,
      en: 'The person signs in by face, which shows sensitive items unmasked, and looks at their own settlements.',
    },
    async () => {
      await person.signIn('FACE');
      const { me } = await person.run(OWN);
      const days: string[] = me.person.settlements.nodes.map(
        ({ settlementTime }: { settlementTime: string }) => settlementTime,
      );
      expectThat('some settlements are on file', days.length > 1, days);
      recordsFrom = days[Math.floor(days.length / 2)]!;
      bills = days.filter((day) => day >= recordsFrom).length;
      return `${days.length} settlements; those since ${recordsFrom} are enough for this claim: ${bills}`;
    },
  );

  await narrator.step(
    {
      zh: '未单独确认敏感信息：不予授权',
      en: 'Approving without the second confirmation that sensitive items need is refused.',
    },
    async () => {
      const authentication = await person.prove('FACE', 'APPROVE', request.id);
      const answer = await person.send(
        'mutation Approve($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id } }',
        { input: { id: request.id, authentication, sensitiveConfirmed: false } },
      );
      const { extensions } = expectRefusal(answer, 'SENSITIVE_CONFIRMATION_REQUIRED');
      const items = extensions.items as string[];
      return `${extensions.code}: ${items.slice(0, 4).join(', ')} and ${items.length - 4} more`;
    },
  );

  await narrator.step(
    {
      zh: `${name}人脸核验后授权：去掉药品名称，只给 ${recordsFrom} 以来的记录`,
      en: `The person confirms by face, drops the item ${DROPPED} and shortens the record period.`,
    },
    async () => {
      const items = request.items
        .map(({ item }: { item: { code: string } }) => item.code)
        .filter((code: string) => code !== DROPPED);
      grant = await person.approve(request.id, 'FACE', { items, recordsFrom });
      expectEqual('grant', [grant.mode, grant.usesRemaining, grant.recordsFrom], ['LIMITED', 3, recordsFrom]);
      expectEqual('items', grant.items.length, request.items.length - 1);
      return `已授权 ${grant.items.length} of ${request.items.length} items, records from ${grant.recordsFrom}, 3 uses left`;
    },
  );

  await narrator.step(
    {
      zh: '要了没有授权的信息项：整次拒绝，不计次数',
      en: 'Selecting the item that was not given refuses the whole redemption; no use is taken.',
    },
    async () => {
      const { extensions } = expectRefusal(
        await insurer.redeem(grant.id, 'claim-lines', LINES),
        'ITEM_NOT_GRANTED',
      );
      expectEqual('items', extensions.items, [DROPPED]);
      const state = await insurer.run(GRANT, { id: grant.id });
      expectEqual('uses', state.grant, { used: 0, usesRemaining: 3 });
      return `ITEM_NOT_GRANTED: ${DROPPED}; still 3 uses left`;
    },
  );

  for (const [number, left] of [
    [1, 2],
    [2, 1],
    [3, 0],
  ] as const) {
    await narrator.step(
      { zh: `第 ${number} 次读取理赔数据`, en: `Use ${number} of 3: settlements of the record period.` },
      async () => {
        const { redeemGrant: disclosure } = dataOf(await use(`claim-${number}`));
        expectEqual(
          'use',
          [disclosure.useNumber, disclosure.usesRemaining, disclosure.replayed],
          [number, left, false],
        );
        const { nodes } = disclosure.person.settlements;
        expectEqual('settlements', nodes.length, Math.min(bills, 50));
        expectThat(
          'all are of the record period',
          nodes.every(({ settlementTime }: { settlementTime: string }) => settlementTime >= recordsFrom),
          nodes,
        );
        return `${nodes.length} settlements, newest ${JSON.stringify(nodes[0])}; ${left} left`;
      },
    );
    if (number > 1) continue;
    await narrator.step(
      {
        zh: '网络中断后重试：同一次，不重复计数',
        en: 'The answer was lost; a retry with the same idempotency key is the same use.',
      },
      async () => {
        const { redeemGrant: disclosure } = dataOf(await use('claim-1'));
        expectEqual(
          'use',
          [disclosure.useNumber, disclosure.usesRemaining, disclosure.replayed],
          [1, 2, true],
        );
        return 'replayed: true, use 1, still 2 left';
      },
    );
  }

  await narrator.step({ zh: '第 4 次被拒', en: 'A fourth use is refused.' }, async () => {
    const { message, extensions } = expectRefusal(await use('claim-4'), 'GRANT_EXHAUSTED');
    return `${extensions.code}: ${message}`;
  });
}
