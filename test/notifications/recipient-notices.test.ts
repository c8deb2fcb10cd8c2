import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { expireRequests } from '../../consent/grants/expire-requests.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import type { RecipientClient } from '../../examples/clients/recipient-client.js';
import { itemsOfCategory } from '../../schema/catalogue.js';
import { importRows, psnNoOf, type VisitRows, visitRows } from '../support/database/import-rows.js';
import { everythingOf } from '../support/people/asked.js';
import { give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const NOTICES = `query ($first: Int!, $after: String) { recipient { notices(first: $first, after: $after) {
  nodes { id kind at grant { id status } consentRequest { id status } } pageInfo { endCursor hasNextPage } } } }`;
const SETTLED = 'person { settlements { nodes { settlementId totalFee } } }';
const DEPRESSION = ['F32.900', '抑郁发作'] as const;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

async function poll(recipient: RecipientClient, after: string | null, first = 50) {
  const { nodes, pageInfo } = (await recipient.run(NOTICES, { first, after })).recipient.notices;
  return {
    told: nodes.map(({ kind, grant, consentRequest }: any) => [kind, grant?.id ?? consentRequest.id]),
    nodes,
    ...pageInfo,
  };
}
/** A cursor at the end of the feed: only later notices follow it. */
async function endOfFeed(recipient = platform.insurer): Promise<string | null> {
  let page = await poll(recipient, null, 200);
  while (page.hasNextPage) page = await poll(recipient, page.endCursor, 200);
  return page.endCursor;
}

const claim = (by?: PersonClient) => give(platform, { asks: everythingOf(), ...(by && { by }) });

describe('R-06: the recipient receives a notice', () => {
  it('when a grant is revoked, at once and with the grant; no other recipient receives it', async () => {
    const { insurer, otherInsurer } = platform;
    const [mine, others] = [await endOfFeed(), await endOfFeed(otherInsurer)];
    const { id, owner } = await claim();
    await owner.revoke(id);
    const { told, nodes } = await poll(insurer, mine);
    expect(told).toEqual([
      ['GRANT_GIVEN', id],
      ['GRANT_REVOKED', id],
    ]);
    expect(nodes[1]).toMatchObject({ grant: { status: 'REVOKED' }, consentRequest: null });
    expect((await poll(otherInsurer, others)).told).toEqual([]);
  });

  it('when a session at SMS revokes, in one step, a grant that took FACE; a second revocation adds no notice', async () => {
    const { id, owner } = await claim();
    const before = await endOfFeed();
    const weak = await platform.person(owner.person).signIn('SMS');
    expect((await weak.revoke(id)).status).toBe('REVOKED');
    await weak.revoke(id);
    expect((await poll(platform.insurer, before)).told).toEqual([['GRANT_REVOKED', id]]);
    const refused = await platform.insurer.redeem(id, randomUUID(), SETTLED);
    expect(refused.errors[0]!.extensions.code).toBe('GRANT_REVOKED');
  });

  it('when a grant is suspended or reinstated, even by a statement of SQL', async () => {
    const { id } = await claim();
    const before = await endOfFeed();
    await platform.database.sql('UPDATE assent.consent_grant SET suspended_at = assent.now() WHERE id = $1', [
      id,
    ]);
    await platform.database.sql('UPDATE assent.consent_grant SET suspended_at = NULL WHERE id = $1', [id]);
    expect((await poll(platform.insurer, before)).told).toEqual([
      ['GRANT_SUSPENDED', id],
      ['GRANT_REINSTATED', id],
    ]);
  });
});

describe('the answer to a request', () => {
  const CHECK = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'ONE_TIME', validForDays: 7, notice: '核验' };
  const asked = async (person: { certNo: string; name: string }) => {
    const ASK = 'mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { id } }';
    const subject = { person: { certNo: person.certNo, name: person.name } };
    return (await platform.insurer.run(ASK, { input: { ...CHECK, subject } })).requestConsent.id as string;
  };

  it('is told as GRANT_GIVEN, with the request and the grant', async () => {
    const before = await endOfFeed();
    const { id, requestId } = await claim();
    const { nodes } = await poll(platform.insurer, before);
    expect(nodes).toMatchObject([
      { kind: 'GRANT_GIVEN', grant: { id }, consentRequest: { id: requestId, status: 'APPROVED' } },
    ]);
  });

  it('is told as REQUEST_DENIED, without a grant; what the recipient withdrew itself is not told', async () => {
    const me = await platform.person(platform.someone()).signIn();
    const before = await endOfFeed();
    const [id, withdrawn] = [await asked(me.person), await asked(platform.someone())];
    await platform.insurer.run('mutation ($id: ID!) { cancelConsentRequest(id: $id) { id } }', {
      id: withdrawn,
    });
    await me.run('mutation ($id: ID!) { denyConsentRequest(id: $id) { id } }', { id });
    const { nodes } = await poll(platform.insurer, before);
    expect(nodes).toMatchObject([
      { kind: 'REQUEST_DENIED', grant: null, consentRequest: { id, status: 'DENIED' } },
    ]);
  });

  it('is told as REQUEST_EXPIRED once, in the same words and at the same time of somebody who is not insured', async () => {
    const person = platform.someone();
    const known = await asked(person);
    const wrongName = await asked({ ...platform.someone(), name: '错名' });
    const unknown = await asked({ certNo: '379900188001010015', name: '无此人' });
    const before = await endOfFeed();
    const database = { query: platform.database.sql };
    await platform.database.advance(7 * 86_400 + 60);
    try {
      await Promise.all([expireRequests(database), expireRequests(database)]);
      await expireRequests(database);
      const { nodes } = await poll(platform.insurer, before, 200);
      const mine = nodes.filter(({ consentRequest }: any) =>
        [known, wrongName, unknown].includes(consentRequest?.id),
      );
      expect(mine).toHaveLength(3);
      const expiries = await platform.insurer.run(
        '{ recipient { consentRequests(status: EXPIRED, first: 200) { nodes { id expiresAt status } } } }',
      );
      for (const { kind, grant, consentRequest, at } of mine) {
        const request = expiries.recipient.consentRequests.nodes.find(
          ({ id }: any) => id === consentRequest.id,
        );
        expect([kind, grant, consentRequest.status, at]).toEqual([
          'REQUEST_EXPIRED',
          null,
          'EXPIRED',
          request.expiresAt,
        ]);
      }
      expect(new Set(mine.map(({ consentRequest }: any) => consentRequest.id)).size).toBe(3);
      const client = await platform.person(person).signIn();
      const refused = await client.refusal('mutation ($id: ID!) { denyConsentRequest(id: $id) { id } }', {
        id: known,
      });
      expect(refused).toMatchObject({ code: 'CONSENT_REQUEST_CLOSED', status: 'EXPIRED' });
    } finally {
      await platform.database.advance(-(7 * 86_400 + 60));
    }
  });

  it('a request that has not expired is not marked so, by nobody', async () => {
    const id = await asked(platform.someone());
    await expect(
      platform.database.sql(
        "UPDATE assent.consent_request SET status = 'EXPIRED', decided_at = expires_at WHERE id = $1",
        [id],
      ),
    ).rejects.toThrow(/has not expired/);
  });
});

describe('R-06: the feed of notices', () => {
  it('returns each notice once, in pages, and the same cursor if there is no new notice', async () => {
    const given = [await claim(), await claim(), await claim()];
    let after = await endOfFeed();
    for (const { id, owner } of given) await owner.revoke(id);
    const first = await poll(platform.insurer, after, 2);
    expect(first.hasNextPage).toBe(true);
    const second = await poll(platform.insurer, first.endCursor, 2);
    expect([...first.told, ...second.told].map(([, id]) => id)).toEqual(given.map(({ id }) => id));
    after = second.endCursor;
    const third = await poll(platform.insurer, after);
    expect([third.told, third.endCursor, third.hasNextPage]).toEqual([[], after, false]);
  });

  it('does not miss a notice whose transaction commits late', async () => {
    const [slow, quick] = [await claim(), await claim()];
    const before = await endOfFeed();
    const late = new Client({ connectionString: platform.database.ownerUrl });
    await late.connect();
    await late.query('BEGIN');
    await late.query('UPDATE assent.consent_grant SET suspended_at = assent.now() WHERE id = $1', [slow.id]);
    await quick.owner.revoke(quick.id);
    const meanwhile = await poll(platform.insurer, before);
    await late.query('COMMIT');
    await late.end();
    const then = await poll(platform.insurer, meanwhile.endCursor);
    expect([...meanwhile.told, ...then.told].sort()).toEqual(
      [
        ['GRANT_REVOKED', quick.id],
        ['GRANT_SUSPENDED', slow.id],
      ].sort(),
    );
  });

  it('refuses another recipient’s cursor and any other caller', async () => {
    const cursor = await endOfFeed();
    expect(cursor).not.toBeNull();
    expect(await platform.otherInsurer.refusal(NOTICES, { first: 5, after: cursor })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'after',
    });
    const { owner, id } = await claim();
    expect(
      await owner.refusal('query ($id: ID!) { grant(id: $id) { recipient { notices { nodes { id } } } } }', {
        id,
      }),
    ).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('R-38: after a disclosure', () => {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  let visits = 0;

  async function someoneWith(more: Partial<VisitRows> = {}) {
    const me = await platform.person(platform.someone()).signIn('FACE');
    const visit: VisitRows = {
      id: `V${++visits}`,
      psnNo: await psnNoOf(platform.database, me.person),
      day: day(30),
      ...more,
    };
    await importRows(platform.database, visitRows([visit]));
    return { me, visit };
  }
  const deliver = async (id: string) =>
    expect((await platform.insurer.redeem(id, randomUUID(), SETTLED)).errors).toEqual([]);
  const refund = (visit: VisitRows) =>
    importRows(platform.database, visitRows([{ ...visit, refunded: true }]));

  it('a refund is announced to the recipient once, and is there when it reads again', async () => {
    const { me, visit } = await someoneWith();
    const { id } = await claim(me);
    await deliver(id);
    const before = await endOfFeed();
    await refund(visit);
    expect((await poll(platform.insurer, before)).told).toEqual([['RECORD_CORRECTED', id]]);
    await importRows(platform.database, visitRows([{ ...visit, goods: [], refunded: true }]));
    expect((await poll(platform.insurer, before)).told).toEqual([['RECORD_CORRECTED', id]]);
    const { data } = await platform.insurer.redeem(id, randomUUID(), SETTLED);
    const fees = data.redeemGrant.person.settlements.nodes.filter(({ settlementId }: any) =>
      settlementId.startsWith(`S-${visit.id}`),
    );
    expect(fees.map(({ settlementId }: any) => settlementId)).toEqual([
      `S-${visit.id}-back`,
      `S-${visit.id}`,
    ]);
  });

  it('a changed amount is announced, and an import without changes is not', async () => {
    const { me, visit } = await someoneWith();
    const { id } = await claim(me);
    await deliver(id);
    const before = await endOfFeed();
    await importRows(platform.database, visitRows([visit]));
    expect((await poll(platform.insurer, before)).told).toEqual([]);
    const more = {
      ...visit,
      goods: [
        ['G1', '合成药品'],
        ['G2', '合成药品'],
      ] as const,
    };
    await importRows(platform.database, visitRows([more]));
    expect((await poll(platform.insurer, before)).told).toEqual([['RECORD_CORRECTED', id]]);
  });

  it('a refund is not announced under a grant that is revoked, unused or without settlements', async () => {
    const { me, visit } = await someoneWith();
    const [revoked, unused] = [await claim(me), await claim(me)];
    await deliver(revoked.id);
    const check = await give(platform, {
      by: me,
      asks: { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 2 },
    });
    await platform.insurer.redeem(
      check.id,
      randomUUID(),
      'person { enrolments { nodes { insuranceType } } }',
    );
    await me.revoke(revoked.id);
    const before = await endOfFeed();
    await refund(visit);
    expect((await poll(platform.insurer, before)).told).toEqual([]);
    expect(unused.id).toBeTruthy();
  });

  it('a change after the grant has ended is announced for ten years, without what it changes', async () => {
    const { me, visit } = await someoneWith();
    const { id } = await claim(me);
    await deliver(id);
    const before = await endOfFeed();
    const later = 40 * 86_400;
    await platform.database.advance(later);
    try {
      await refund(visit);
      // Requests of other tests may end meanwhile, and are told of.
      const { nodes } = await poll(platform.insurer, before);
      expect(nodes.filter(({ kind }: { kind: string }) => kind !== 'REQUEST_EXPIRED')).toEqual([
        {
          id: expect.any(String),
          kind: 'RECORD_CORRECTED',
          at: expect.any(String),
          grant: { id, status: 'EXPIRED' },
          consentRequest: null,
        },
      ]);
    } finally {
      await platform.database.advance(-later);
    }
  });

  it('a change more than ten years after the grant has ended is not announced', async () => {
    const { me, visit } = await someoneWith();
    const { id } = await claim(me);
    await deliver(id);
    const later = 11 * 366 * 86_400;
    await platform.database.advance(later);
    try {
      await refund(visit);
      const rows = await platform.database.sql(
        "SELECT FROM assent.recipient_notice WHERE grant_id = $1 AND kind = 'RECORD_CORRECTED'",
        [id],
      );
      expect(rows).toEqual([]);
    } finally {
      await platform.database.advance(-later);
    }
  });

  it('a refund of a protected visit is announced only under a grant that includes the visit (R-12)', async () => {
    const { me, visit } = await someoneWith({ diagnosis: DEPRESSION });
    const hidden = await claim(me);
    const request = `query ($id: ID!) { consentRequest(id: $id) { specialDiseases { id } } }`;
    const ticked = await give(platform, { asks: everythingOf(), by: me, narrowed: {} });
    await deliver(hidden.id);
    await deliver(ticked.id);
    const before = await endOfFeed();
    await refund(visit);
    expect((await poll(platform.insurer, before)).told).toEqual([]);

    const other = await someoneWith({ diagnosis: DEPRESSION });
    const { requestId } = await give(platform, { asks: everythingOf(), by: other.me });
    expect(
      (await other.me.run(request, { id: requestId })).consentRequest.specialDiseases.length,
    ).toBeGreaterThan(0);
    const { ask } = await import('../support/people/giving.js');
    const id = await ask(platform.insurer, other.me.person, everythingOf());
    const [one] = (await other.me.run(request, { id })).consentRequest.specialDiseases;
    const grant = await other.me.approve(id, 'FACE', { specialDiseases: [one.id] });
    await deliver(grant.id);
    await refund(other.visit);
    const { told } = await poll(platform.insurer, before);
    expect(told.filter(([kind]: string[]) => kind === 'RECORD_CORRECTED')).toEqual([
      ['RECORD_CORRECTED', grant.id],
    ]);
  });

  it('assent.record_correction compares every item of a settlement', async () => {
    const [row] = await platform.database.sql(
      "SELECT pg_get_functiondef('assent.record_correction'::regproc) AS text",
    );
    for (const { code } of itemsOfCategory('PERSON', 'SETTLEMENT')) expect(row!.text).toContain(`'${code}'`);
  });
});
