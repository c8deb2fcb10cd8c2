import type { FamilyCast } from './cast.js';
import { dataOf, expectEqual, expectRefusal, expectThat, requestConsent } from './expectations.js';

const WARDS = `{ me { wards {
  relation source endsAt person { basicIdentity { personName certNo } }
  consentRequests(status: PENDING, first: 1) { nodes { id requiredStrength recipient { name } purpose { nameZh } } }
  grants(first: 1) { nodes { id status awaitingGuardian } }
  disclosures(first: 1) { nodes { useNumber grant { id recipient { name } } } }
} } }`;

const APPROVE = `mutation Approve($input: ApproveConsentRequestInput!) {
  approveConsentRequest(input: $input) { id status awaitingGuardian validUntil }
}`;

const CONFIRM = `mutation Confirm($input: ConfirmGrantForWardInput!) {
  confirmGrantForWard(input: $input) { id status awaitingGuardian }
}`;

const COVER = 'useNumber person { basicIdentity { gender age } }';

const asking = ({ certNo, name }: { certNo: string; name: string }) => ({
  subject: { person: { certNo, name } },
  purpose: 'QUICK_UNDERWRITING',
  mode: 'LIMITED',
  maxUses: 3,
  validForDays: 30,
  notice: '为少儿医疗险快速投保，核验被保险人的身份和参保状态，30天内最多三次。',
});

/** For a child under 14 the guardian decides, and every item counts as sensitive. */
export async function guardian({ narrator, insurer, families }: FamilyCast): Promise<void> {
  const { small, big } = families();
  const { certNo, name } = small.child.person;
  let request: any;
  let grant: any;
  const theWard = async () =>
    (await small.guardian.run(WARDS)).me.wards.find(
      (ward: any) => ward.person?.basicIdentity.certNo === certNo,
    );
  const approving = async (method: 'SCAN' | 'FACE', sensitiveConfirmed: boolean) => ({
    input: {
      id: request.id,
      sensitiveConfirmed,
      authentication: await small.guardian.prove(method, 'APPROVE', request.id),
    },
  });

  narrator.chapter({ zh: '不满14周岁：由监护人决定', en: 'Under 14 the guardian decides' });

  await narrator.step(
    {
      zh: `${insurer.identity.name}为${name}申请投保核验`,
      en: 'An insurer asks about a child. To it the request looks like that about anybody.',
    },
    async () => {
      request = await requestConsent(insurer, asking(small.child.person));
      expectEqual('strength told to the insurer', request.requiredStrength, 'SCAN');
      return '申请待答复 PENDING';
    },
  );

  await narrator.step(
    {
      zh: `监护人${small.guardian.person.name}以本人身份登录，看到被监护人和申请`,
      en: 'The guardian signs in as themselves, and sees the ward (被监护人) with the request. It asks for a face.',
    },
    async () => {
      await small.guardian.signIn('FACE');
      const ward = await theWard();
      expectEqual('name', ward.person.basicIdentity.personName, name);
      const [pending] = ward.consentRequests.nodes;
      expectEqual('request', [pending.id, pending.requiredStrength], [request.id, 'FACE']);
      return `${name}, ${ward.source}, until ${ward.endsAt}; ${pending.purpose.nameZh}`;
    },
  );

  await narrator.step(
    {
      zh: '儿童的每一项信息都按敏感信息对待：须人脸核验并单独确认',
      en: 'Every item of a child counts as level 3: an e-voucher is not enough, and one confirmation is not.',
    },
    async () => {
      expectRefusal(await small.guardian.send(APPROVE, await approving('SCAN', true)), 'STRENGTH_REQUIRED');
      const unconfirmed = await small.guardian.send(APPROVE, await approving('FACE', false));
      const { extensions } = expectRefusal(unconfirmed, 'SENSITIVE_CONFIRMATION_REQUIRED');
      return `STRENGTH_REQUIRED, SENSITIVE_CONFIRMATION_REQUIRED (${(extensions.items as string[]).length} items)`;
    },
  );

  await narrator.step(
    { zh: '别人家的监护人不能决定', en: 'The guardian of another child finds no such request.' },
    async () => {
      await big.guardian.signIn('FACE');
      const authentication = await big.guardian.prove('FACE', 'APPROVE', request.id);
      const input = { id: request.id, sensitiveConfirmed: true, authentication };
      expectRefusal(await big.guardian.send(APPROVE, { input }), 'NOT_FOUND');
      return 'NOT_FOUND';
    },
  );

  await narrator.step(
    { zh: '监护人授权，保险公司核验', en: 'The guardian gives the grant; the insurer uses it once.' },
    async () => {
      const answer = await small.guardian.send(APPROVE, await approving('FACE', true));
      grant = dataOf(answer).approveConsentRequest;
      expectEqual('grant', [grant.status, grant.awaitingGuardian], ['ACTIVE', false]);
      const { redeemGrant: disclosure } = dataOf(await insurer.redeem(grant.id, 'child-1', COVER));
      expectThat('a child', disclosure.person.basicIdentity.age < 14, disclosure.person);
      const [seen] = (await theWard()).disclosures.nodes;
      expectEqual('what the guardian sees', [seen.useNumber, seen.grant.id], [1, grant.id]);
      return `已授权 until ${grant.validUntil}; the guardian sees use 1`;
    },
  );

  await narrator.step(
    { zh: '监护人撤回，立即失效', en: 'The guardian takes it back, and that holds at once.' },
    async () => {
      expectEqual('status', (await small.guardian.revoke(grant.id)).status, 'REVOKED');
      expectRefusal(await insurer.redeem(grant.id, 'child-2', COVER), 'GRANT_REVOKED');
      return '已撤回 GRANT_REVOKED';
    },
  );
}

/** From 14 to 17 the person decides and a guardian confirms. */
export async function fromFourteen({ narrator, insurer, families }: FamilyCast): Promise<void> {
  const { child, guardian } = families().big;
  let request: any;
  let grant: any;
  narrator.chapter({ zh: '14至17周岁：本人同意，监护人确认', en: 'From 14 to 17 it takes both' });

  await narrator.step(
    {
      zh: `${child.person.name}本人登录并同意`,
      en: 'The person, 14 or 15 years old, signs in and gives the grant. It waits for a guardian.',
    },
    async () => {
      request = await requestConsent(insurer, asking(child.person));
      await child.signIn('SMS');
      const authentication = await child.prove('SCAN', 'APPROVE', request.id);
      const input = { id: request.id, sensitiveConfirmed: true, authentication };
      grant = dataOf(await child.send(APPROVE, { input })).approveConsentRequest;
      expectEqual('grant', [grant.status, grant.awaitingGuardian], ['SUSPENDED', true]);
      expectRefusal(await insurer.redeem(grant.id, 'teen-1', COVER), 'GRANT_SUSPENDED');
      return '等待监护人确认 awaitingGuardian: true; the insurer is refused';
    },
  );

  await narrator.step(
    {
      zh: `监护人${guardian.person.name}确认：授权生效`,
      en: 'The guardian confirms, and the grant begins. From 14 on the guardian looks at no data of the child.',
    },
    async () => {
      await guardian.signIn('SMS');
      const { wards } = (await guardian.run(WARDS)).me;
      const ward = wards.find(({ grants }: any) => grants.nodes[0]?.id === grant.id);
      expectEqual('what the guardian reads of them', ward.person, null);
      const authentication = await guardian.prove('SCAN', 'APPROVE', grant.id);
      const input = { id: grant.id, sensitiveConfirmed: true, authentication };
      const { confirmGrantForWard } = dataOf(await guardian.send(CONFIRM, { input }));
      expectEqual(
        'grant',
        [confirmGrantForWard.status, confirmGrantForWard.awaitingGuardian],
        ['ACTIVE', false],
      );
      const { redeemGrant: disclosure } = dataOf(await insurer.redeem(grant.id, 'teen-2', COVER));
      expectEqual('use', disclosure.useNumber, 1);
      return `已生效 ACTIVE; ${JSON.stringify(disclosure.person.basicIdentity)}`;
    },
  );
}
