import type { Cast } from './cast.js';
import { dataOf, expectEqual, expectRefusal, requestConsent } from './expectations.js';

const PENDING = `query {
  me { consentRequests(status: PENDING, first: 1) { nodes { id recipient { name } purpose { nameZh } mode notice items { item { nameZh level } delivery } } } }
}`;

const CHECK = `useNumber usesRemaining
  verify(assertions: [{ item: "PSN_NAME", equals: $name }, { item: "CERTNO", equals: $certNo }]) { item match }
  person { enrolments(first: 1) { nodes { insuredStatus insuranceType insuredArea } } benefits(first: 1) { nodes { benefitEnjoyed } } }`;

/** The code of the national platform for 正常参保 (normally insured). */
const INSURED = '1';

/** One check, which compares an item where a comparison is enough; a second check is refused. */
export async function eligibility({ narrator, person, insurer }: Cast): Promise<void> {
  narrator.chapter({ zh: '理赔直付资格核验', en: 'Direct-claim eligibility check' });
  const { certNo, name } = person.person;
  let request: any;
  let grant: any;

  await narrator.step(
    { zh: `${insurer.identity.name}申请授权`, en: 'The insurer asks for consent (授权申请), for one use.' },
    async () => {
      request = await requestConsent(insurer, {
        subject: { person: { certNo, name } },
        purpose: 'CLAIM_ELIGIBILITY_CHECK',
        mode: 'ONE_TIME',
        validForDays: 1,
        reference: 'CLM-2026-0001',
        notice: '为办理理赔直付，核验您的姓名、证件号码和参保状态，一次有效。',
      });
      expectEqual('strength', request.requiredStrength, 'SMS');
      return `申请待答复 PENDING; ${request.items.length} items (信息项), to be approved by SMS`;
    },
  );

  await narrator.step({ zh: `${name}用短信登录`, en: 'The person signs in by SMS.' }, async () => {
    await person.signIn('SMS');
    return '已登录 signed in';
  });

  await narrator.step(
    { zh: `${name}查看申请并授权`, en: 'The person reads who asks for what, and gives a grant (授权).' },
    async () => {
      const { me } = await person.run(PENDING);
      expectEqual('newest request', me.consentRequests.nodes[0]?.id, request.id);
      grant = await person.approve(request.id, 'SMS');
      expectEqual('grant', [grant.mode, grant.usesRemaining], ['ONE_TIME', 1]);
      return `已授权 ${grant.mode}, 1 use, until ${grant.validUntil}`;
    },
  );

  const redeem = (key: string) => insurer.redeem(grant.id, key, CHECK, { name, certNo });

  await narrator.step(
    {
      zh: '核验：姓名、证件号码只比对不返回',
      en: 'The insurer redeems: name and number are matched (VERIFY) and not told, status and area returned.',
    },
    async () => {
      const { redeemGrant: disclosure } = dataOf(await redeem('eligibility-1'));
      expectEqual('matches', disclosure.verify, [
        { item: 'PSN_NAME', match: true },
        { item: 'CERTNO', match: true },
      ]);
      expectEqual('use', [disclosure.useNumber, disclosure.usesRemaining], [1, 0]);
      const [enrolment] = disclosure.person.enrolments.nodes;
      expectEqual('status', enrolment?.insuredStatus, INSURED);
      return `PSN_NAME ✓ CERTNO ✓ ${JSON.stringify(enrolment)}, use 1, 0 left`;
    },
  );

  await narrator.step(
    { zh: '再用被拒：次数已用完', en: 'A second use is refused: it was for one.' },
    async () => {
      const { message, extensions } = expectRefusal(await redeem('eligibility-2'), 'GRANT_EXHAUSTED');
      return `${extensions.code}: ${message}`;
    },
  );
}
