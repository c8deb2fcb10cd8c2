import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findPurpose } from '../../consent/purposes/registry.js';
import { ENROLLED } from '../support/clients/consent.js';
import { ask, give } from '../support/people/giving.js';
import { Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { sealRows } from '../support/platform/seals.js';

const CHECK = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 3 } as const;
const QUICK = { purpose: 'QUICK_UNDERWRITING', mode: 'ONE_TIME', validForDays: 1 } as const;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

describe('a recipient’s agreement', () => {
  const AGREEMENT = `{ recipient { agreement { version validFrom validUntil
    purposes { purpose { code } items { item delivery } modes } } } }`;

  it('lists its purposes, their items with the delivery, and their modes', async () => {
    const { agreement } = (await platform.insurer.run(AGREEMENT)).recipient;
    const [row] = await platform.database.sql(
      `SELECT version, purposes, valid_until::text, (applied_at AT TIME ZONE 'Asia/Shanghai')::date::text AS day
       FROM assent.agreement WHERE recipient_code = $1`,
      [platform.insurer.identity.code],
    );
    expect(agreement).toMatchObject({
      version: row!.version,
      validFrom: row!.day,
      validUntil: row!.valid_until,
    });
    expect(agreement.purposes.map(({ purpose }: any) => purpose.code)).toEqual(
      row!.purposes.map(({ code }: any) => code),
    );
    for (const { purpose, items, modes } of agreement.purposes) {
      const declared = findPurpose(purpose.code)!;
      expect(modes).toEqual(declared.modes.map(({ mode }) => mode));
      expect(items).toEqual([...declared.required, ...declared.optional]);
    }
  });

  it('lists no item that it leaves out, and is shown after its last day too', async () => {
    const { sql } = platform.database;
    const code = platform.bank.identity.code;
    const purposes = [{ code: 'CREDIT_GRANT', items: ['PROVIDER:PROFILE.USCC'], impactAssessment: 'PIA-1' }];
    await sql(
      'UPDATE assent.agreement SET purposes = $2, valid_until = assent.today() - 1, version = version + 1 WHERE recipient_code = $1',
      [code, JSON.stringify(purposes)],
    );
    await sealRows(platform.database, 'agreement');
    const [row] = await sql('SELECT valid_until::text FROM assent.agreement WHERE recipient_code = $1', [
      code,
    ]);
    const { agreement } = (await platform.bank.run(AGREEMENT)).recipient;
    expect(agreement.validUntil).toBe(row!.valid_until);
    expect(agreement.purposes).toMatchObject([
      { purpose: { code: 'CREDIT_GRANT' }, items: [{ item: 'PROVIDER:PROFILE.USCC' }] },
    ]);
  });

  it('is public, as people decide by it: the person of a grant sees the same as the recipient', async () => {
    const { id, owner } = await give(platform, { asks: CHECK });
    const query = 'query ($id: ID!) { grant(id: $id) { recipient { agreement { version validUntil } } } }';
    const officers = await Officers.of(platform);
    const [own, ...others] = await Promise.all(
      [platform.insurer, owner, officers.one].map(async (client) => (await client.run(query, { id })).grant),
    );
    expect(own.recipient.agreement.version).toBeGreaterThan(0);
    expect(others).toEqual([own, own]);
  });
});

describe('a grant', () => {
  const GRANT = 'query ($id: ID!) { grant(id: $id) { reference request { id reference status } } }';

  it('tells its recipient and its person the request and the reference that it goes back to', async () => {
    const { id, requestId, owner } = await give(platform, { asks: CHECK });
    const [row] = await platform.database.sql('SELECT reference FROM assent.consent_request WHERE id = $1', [
      requestId,
    ]);
    const { reference } = row!;
    for (const client of [platform.insurer, owner])
      expect((await client.run(GRANT, { id })).grant).toEqual({
        reference,
        request: { id: requestId, reference, status: 'APPROVED' },
      });
    const officers = await Officers.of(platform);
    expect((await officers.one.run(GRANT, { id })).grant).toEqual({ reference: null, request: null });
  });

  it('shows them in the answer of the approval itself', async () => {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const id = await ask(platform.insurer, me.person, CHECK);
    const authentication = await me.prove('FACE', 'APPROVE', id);
    const { approveConsentRequest } = await me.run(
      `mutation ($input: ApproveConsentRequestInput!) {
        approveConsentRequest(input: $input) { request { id status grant { status } } } }`,
      { input: { id, authentication, sensitiveConfirmed: true } },
    );
    expect(approveConsentRequest.request).toEqual({ id, status: 'APPROVED', grant: { status: 'ACTIVE' } });
  });
});

describe('a recipient’s own lists', () => {
  const LISTS = `query ($reference: String, $purpose: ID, $from: Date, $to: Date) { recipient {
    consentRequests(reference: $reference, purpose: $purpose, from: $from, to: $to, first: 200) { nodes { id } }
    grants(reference: $reference, purpose: $purpose, from: $from, to: $to, first: 200) { nodes { id } }
    disclosures(reference: $reference, purpose: $purpose, from: $from, to: $to, first: 200) { nodes { id } }
  } }`;
  const ids = (list: any) => list.nodes.map(({ id }: any) => id);
  const search = async (variables: Record<string, unknown>, recipient = platform.insurer) => {
    const { consentRequests, grants, disclosures } = (await recipient.run(LISTS, variables)).recipient;
    return [ids(consentRequests), ids(grants), ids(disclosures)];
  };
  const used = async (asks: typeof CHECK | typeof QUICK) => {
    const given = await give(platform, { asks });
    const selection = asks === CHECK ? ENROLLED : 'id person { basicIdentity { gender } }';
    const { data } = await platform.insurer.redeem(given.id, randomUUID(), selection);
    const [row] = await platform.database.sql('SELECT reference FROM assent.consent_request WHERE id = $1', [
      given.requestId,
    ]);
    return { ...given, disclosureId: data.redeemGrant.id as string, reference: row!.reference as string };
  };
  const cityDay = async (plus: number) =>
    (await platform.database.sql('SELECT (assent.today() + $1::integer)::text AS day', [plus]))[0]!.day;

  it('are searched by the reference of the request', async () => {
    const [one, other] = [await used(CHECK), await used(CHECK)];
    expect(await search({ reference: one.reference })).toEqual([
      [one.requestId],
      [one.id],
      [one.disclosureId],
    ]);
    expect(await search({ reference: other.reference, purpose: CHECK.purpose })).toEqual([
      [other.requestId],
      [other.id],
      [other.disclosureId],
    ]);
    expect(await search({ reference: other.reference, purpose: QUICK.purpose })).toEqual([[], [], []]);
    expect(await search({ reference: one.reference.slice(0, -1) })).toEqual([[], [], []]);
    expect(await search({ reference: one.reference }, platform.otherInsurer)).toEqual([[], [], []]);
  });

  it('are searched by purpose', async () => {
    const [check, quick] = [await used(CHECK), await used(QUICK)];
    const [requests, grants, disclosures] = await search({ purpose: QUICK.purpose });
    expect(requests).toContain(quick.requestId);
    expect(grants).toContain(quick.id);
    expect(disclosures).toContain(quick.disclosureId);
    for (const found of [requests, grants, disclosures])
      for (const id of [check.requestId, check.id, check.disclosureId]) expect(found).not.toContain(id);
    expect(await search({ purpose: 'constructor' })).toEqual([[], [], []]);
  });

  it('are searched by days of the city, both included', async () => {
    const [yesterday, today, tomorrow] = await Promise.all([-1, 0, 1].map(cityDay));
    const { requestId, id, disclosureId, reference } = await used(CHECK);
    const found = [[requestId], [id], [disclosureId]];
    expect(await search({ reference, from: today, to: today })).toEqual(found);
    expect(await search({ reference, from: yesterday })).toEqual(found);
    expect(await search({ reference, to: tomorrow })).toEqual(found);
    expect(await search({ reference, to: yesterday })).toEqual([[], [], []]);
    expect(await search({ reference, from: tomorrow })).toEqual([[], [], []]);
    const refused = await platform.insurer.refusal(LISTS, { from: tomorrow, to: yesterday });
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', field: 'from' });
  });

  it('begin a day at midnight in the city and not at midnight UTC', async () => {
    const { reference, requestId } = await used(CHECK);
    const [row] = await platform.database.sql(
      `SELECT extract(epoch FROM ((assent.today() + 1)::timestamp + interval '1 hour') AT TIME ZONE 'Asia/Shanghai' - assent.now())::float8 AS seconds`,
    );
    await platform.database.advance(row!.seconds);
    try {
      const [before, next] = [await cityDay(-1), await cityDay(0)];
      const late = await used(CHECK);
      expect((await search({ reference: late.reference, from: next }))[0]).toEqual([late.requestId]);
      expect((await search({ reference, from: next }))[0]).toEqual([]);
      expect((await search({ reference, to: before }))[0]).toEqual([requestId]);
    } finally {
      await platform.database.advance(-row!.seconds);
    }
  });
});
