import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { PersonClient } from '../../examples/clients/person-client.js';
import type { RecipientClient } from '../../examples/clients/recipient-client.js';
import { itemsOfCategory } from '../../schema/catalogue.js';
import { importRows, psnNoOf, type VisitRows, visitRows } from '../support/database/import-rows.js';
import { everythingOf } from '../support/people/asked.js';
import { give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const NOTICES = `query ($first: Int!, $after: String) { recipient { notices(first: $first, after: $after) {
  nodes { id kind at grant { id status } } pageInfo { endCursor hasNextPage } } } }`;
const SETTLED = 'person { settlements { nodes { settlementId totalFee } } }';
const DEPRESSION = ['F32.900', '抑郁发作'] as const;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

async function poll(recipient: RecipientClient, after: string | null, first = 50) {
  const { nodes, pageInfo } = (await recipient.run(NOTICES, { first, after })).recipient.notices;
  return { told: nodes.map(({ kind, grant }: any) => [kind, grant.id]), nodes, ...pageInfo };
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
    expect(told).toEqual([['GRANT_REVOKED', id]]);
    expect(nodes[0].grant.status).toBe('REVOKED');
    expect((await poll(otherInsurer, others)).told).toEqual([]);
  });

  it('when a session at SMS revokes, in one step, a grant that took FACE; a second revocation adds no notice', async () => {
    const before = await endOfFeed();
    const { id, owner } = await claim();
    const weak = await platform.person(owner.person).signIn('SMS');
    expect((await weak.revoke(id)).status).toBe('REVOKED');
    await weak.revoke(id);
    expect((await poll(platform.insurer, before)).told).toEqual([['GRANT_REVOKED', id]]);
    const refused = await platform.insurer.redeem(id, randomUUID(), SETTLED);
    expect(refused.errors[0]!.extensions.code).toBe('GRANT_REVOKED');
  });

  it('when a grant is suspended or reinstated, even by a statement of SQL', async () => {
    const before = await endOfFeed();
    const { id } = await claim();
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

describe('R-06: the feed of notices', () => {
  it('returns each notice once, in pages, and the same cursor if there is no new notice', async () => {
    let after = await endOfFeed();
    const given = [await claim(), await claim(), await claim()];
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
    const before = await endOfFeed();
    const [slow, quick] = [await claim(), await claim()];
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
    expect((await poll(platform.insurer, before)).told).toEqual([['RECORD_CORRECTED', grant.id]]);
  });

  it('assent.record_correction compares every item of a settlement', async () => {
    const [row] = await platform.database.sql(
      "SELECT pg_get_functiondef('assent.record_correction'::regproc) AS text",
    );
    for (const { code } of itemsOfCategory('PERSON', 'SETTLEMENT')) expect(row!.text).toContain(`'${code}'`);
  });
});
