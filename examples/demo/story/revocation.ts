import type { Cast } from './cast.js';
import { dataOf, expectEqual, expectRefusal, requestConsent } from './expectations.js';

const COVER =
  'useNumber usesRemaining person { basicIdentity { gender age } enrolments(first: 1) { nodes { insuredStatus } } }';

/** A person revokes a grant, which takes effect at once. */
export async function revocation({ narrator, person, otherInsurer }: Cast): Promise<void> {
  narrator.chapter({ zh: '撤回授权', en: 'Taking a grant back' });
  const { certNo, name } = person.person;
  let grant: any;
  const use = (key: string) => otherInsurer.redeem(grant.id, key, COVER);

  await narrator.step(
    {
      zh: `${otherInsurer.identity.name}申请快速投保核验，${name}扫电子凭证授权`,
      en: 'Another insurer asks for an underwriting check; the person gives it three uses by e-voucher (医保电子凭证).',
    },
    async () => {
      const request = await requestConsent(otherInsurer, {
        subject: { person: { certNo, name } },
        purpose: 'QUICK_UNDERWRITING',
        mode: 'LIMITED',
        maxUses: 3,
        validForDays: 30,
        notice: '为快速投保，核验您的身份和参保状态，30天内最多三次。',
      });
      expectEqual('strength', request.requiredStrength, 'SCAN');
      grant = await person.approve(request.id, 'SCAN');
      return `已授权 LIMITED, ${grant.usesRemaining} uses`;
    },
  );

  await narrator.step({ zh: '第 1 次核验', en: 'It uses the grant once.' }, async () => {
    const { redeemGrant: disclosure } = dataOf(await use('cover-1'));
    expectEqual('use', [disclosure.useNumber, disclosure.usesRemaining], [1, 2]);
    return `${JSON.stringify(disclosure.person)}, 2 left`;
  });

  await narrator.step(
    { zh: `${name}撤回授权`, en: 'The person revokes the grant; 2 uses were left.' },
    async () => {
      const { status, revokedAt } = await person.revoke(grant.id);
      expectEqual('status', status, 'REVOKED');
      return `已撤回 REVOKED at ${revokedAt}`;
    },
  );

  await narrator.step({ zh: '撤回后立即失效', en: 'The next redemption is refused.' }, async () => {
    const { message, extensions } = expectRefusal(await use('cover-2'), 'GRANT_REVOKED');
    return `${extensions.code}: ${message}`;
  });
}
