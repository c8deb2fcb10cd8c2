import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { about, ask, CLAIM, ENROLLED, freshKey, newGrant } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { personParties, sceneOf } from '../support/platform/scene.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

describe('a person’s token', () => {
  it('reads that person’s data and nobody else’s', async () => {
    const [mine, theirs] = [platform.someone('SPECIAL_DISEASE'), platform.someone('SPECIAL_DISEASE')];
    const me = await platform.person(mine).signIn('FACE');
    const them = await platform.person(theirs).signIn('FACE');
    const query =
      '{ me { person { basicIdentity { certNo personName } settlements { nodes { settlementId } } } } }';
    const [my, their] = [await me.run(query), await them.run(query)];
    expect(my.me.person.basicIdentity).toEqual({ certNo: mine.certNo, personName: mine.name });
    expect(their.me.person.basicIdentity).toEqual({ certNo: theirs.certNo, personName: theirs.name });
    const settled = ({ me: { person } }: any) =>
      person.settlements.nodes.map(({ settlementId }: any) => settlementId);
    expect(settled(my).length).toBeGreaterThan(0);
    expect(settled(my).filter((id: string) => settled(their).includes(id))).toEqual([]);
  });

  it('does not list another person’s requests, grants or disclosures', async () => {
    const { parties, requestId, grantId } = await sceneOf(await personParties(platform));
    const query =
      '{ me { consentRequests { nodes { id } } grants { nodes { id } } disclosures { nodes { id } } } }';
    const own = (await parties['the person'].run(query)).me;
    expect(own.grants.nodes).toEqual([{ id: grantId }]);
    expect(own.consentRequests.nodes).toContainEqual({ id: requestId });
    expect((await parties['another person'].run(query)).me).toEqual({
      consentRequests: { nodes: [] },
      grants: { nodes: [] },
      disclosures: { nodes: [] },
    });
  });

  it('does not show, through the recipient of a grant, whom else that recipient asked', async () => {
    const { parties, grantId } = await sceneOf(await personParties(platform));
    for (const list of ['grants', 'consentRequests', 'disclosures']) {
      const query = `query ($id: ID!) { grant(id: $id) { recipient { name ${list} { nodes { id } } } } }`;
      expect(await parties['the person'].refusal(query, { id: grantId })).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
  });
});

describe('a recipient’s token', () => {
  it('lists the recipient’s own requests, grants and disclosures and no others', async () => {
    const { parties, grantId, disclosureId } = await sceneOf(await personParties(platform));
    const query =
      '{ recipient { code grants(first: 200) { nodes { id } } disclosures(first: 200) { nodes { id } } } }';
    const ids = ({ recipient }: any) =>
      [...recipient.grants.nodes, ...recipient.disclosures.nodes].map(({ id }: any) => id);
    expect(ids(await parties['the recipient'].run(query))).toEqual(
      expect.arrayContaining([grantId, disclosureId]),
    );
    const others = ids(await parties['another recipient'].run(query));
    expect(others).not.toContain(grantId);
    expect(others).not.toContain(disclosureId);
  });

  it('reads no data without a grant: neither by a list of past disclosures nor by a made-up grant', async () => {
    const { parties } = await sceneOf(await personParties(platform));
    const insurer = parties['the recipient'];
    const { recipient } = await insurer.run(
      '{ recipient { disclosures { nodes { id person { basicIdentity { personName } } provider { profile { uscc } } verify(assertions: [{ item: "PSN_NAME", equals: "某" }]) { match } } } } }',
    );
    expect(recipient.disclosures.nodes.length).toBeGreaterThan(0);
    for (const node of recipient.disclosures.nodes)
      expect(node).toMatchObject({ person: null, provider: null, verify: null });
    expect(
      (await platform.insurer.redeem(randomUUID(), freshKey(), ENROLLED)).errors[0]!.extensions.code,
    ).toBe('NOT_FOUND');
  });
});

describe('children under 14 and deceased people', () => {
  it.each([
    ['CHILD_UNDER_14', 'R-10'],
    ['DECEASED', 'R-13'],
  ] as const)('%s cannot sign in by SMS, e-voucher or face (%s)', async (tag, _rule) => {
    const someone = platform.someone(tag);
    const client = platform.person(someone);
    const inbox = await (await fetch(`${platform.standInUrl}/sms/${someone.mobile}`)).json();
    for (const method of ['SCAN', 'FACE'] as const)
      await expect(
        client.authenticate(method, { action: 'SIGN_IN', certNo: someone.certNo }),
      ).rejects.toThrow('AUTHENTICATION_FAILED');
    const START =
      'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }';
    await client.run(START, { input: { method: 'SMS', action: 'SIGN_IN', certNo: someone.certNo } });
    expect(await (await fetch(`${platform.standInUrl}/sms/${someone.mobile}`)).json()).toEqual(inbox);
  });

  it.each([
    ['who has died since signing in (R-13)', "surv_stas = '2'"],
    ['who turns out to be under 14 (R-10)', "brdy = assent.today() - interval '14 years' + interval '1 day'"],
  ])('a person %s approves nothing', async (_what, change) => {
    const { me, person, grant } = await newGrant(platform);
    const request = await ask(platform.insurer, about(person), CLAIM);
    const authentication = await me.prove('FACE', 'APPROVE', request.id);
    await platform.database.sql(
      `UPDATE assent.person SET ${change} WHERE id = (SELECT person_id FROM assent.consent_grant WHERE id = $1)`,
      [grant.id],
    );
    const refusal = await me.refusal(
      'mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id } }',
      {
        input: { id: request.id, authentication, sensitiveConfirmed: true },
      },
    );
    expect(refusal.code).toBe('FORBIDDEN');
    const { consentRequest } = await platform.insurer.run(
      'query ($id: ID!) { consentRequest(id: $id) { status } }',
      { id: request.id },
    );
    expect(consentRequest.status).toBe('PENDING');
  });

  it('a session of a person who has died can read nothing (R-13)', async () => {
    const { me, grant } = await newGrant(platform);
    await platform.database.sql(
      "UPDATE assent.person SET surv_stas = '2' WHERE id = (SELECT person_id FROM assent.consent_grant WHERE id = $1)",
      [grant.id],
    );
    expect(await me.refusal('{ me { person { contact { mobile } } } }')).toMatchObject({ code: 'FORBIDDEN' });
  });
});
