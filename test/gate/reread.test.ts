import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../examples/clients/graphql-client.js';
import type { RecipientClient } from '../../examples/clients/recipient-client.js';
import { codeOf, expectAuditEqualsUsed, type Given, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const MINUTES_15 = 15 * 60;
const NODES = 'nodes { settlementId totalFee } pageInfo { endCursor hasNextPage }';
const page = (after: string | null, first = 2) =>
  `person { settlements(first: ${first}${after === null ? '' : `, after: "${after}"`}) { ${NODES} } }`;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterEach(() => expectAuditEqualsUsed(platform.database));
afterAll(() => platform.stop());

const claim = (): Promise<Given> =>
  give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3, validForDays: 30 } });

const reread = (id: string, selection: string, by: RecipientClient = platform.insurer): Promise<Answer> =>
  by.send(`query Again($id: ID!) { disclosure(id: $id) { ${selection} } }`, { id });

/** One redemption with the first page and its end cursor. */
async function opened(selection = page(null)) {
  const given = await claim();
  const { data } = await platform.insurer.redeem(given.id, 'key', `id ${selection}`);
  return { ...given, grantId: given.id, ...data.redeemGrant };
}

describe('reading a disclosure again', () => {
  it('gives all pages: together the rows of one large page, each page recorded and none counted', async () => {
    const { id, grantId, person } = await opened();
    const nodes = [...person.settlements.nodes];
    let pages = 0;
    for (let { endCursor, hasNextPage } = person.settlements.pageInfo; hasNextPage; pages += 1) {
      const { data } = await reread(id, page(endCursor));
      nodes.push(...data.disclosure.person.settlements.nodes);
      ({ endCursor, hasNextPage } = data.disclosure.person.settlements.pageInfo);
    }
    expect(pages).toBeGreaterThan(0);
    const all = await reread(id, `useNumber usesRemaining ${page(null, 200)}`);
    expect(all.data.disclosure).toMatchObject({ useNumber: 1, usesRemaining: 2 });
    expect(nodes).toEqual(all.data.disclosure.person.settlements.nodes);
    const entries = await platform.database.sql(
      `SELECT content->>'why' AS why, content->'items' AS items FROM assent.ledger_entry WHERE grant_id = $1 AND kind = 'REREAD' AND disclosure_id = $2`,
      [grantId, id],
    );
    const items = ['SETL_ID', 'MEDFEE_SUMAMT'].map((item) => ({ item, delivery: 'RETURN' }));
    expect(entries).toEqual(Array.from({ length: pages + 1 }, () => ({ why: 'PAGE', items })));
    expect(
      (await platform.database.sql('SELECT used FROM assent.consent_grant WHERE id = $1', [grantId]))[0]!
        .used,
    ).toBe(1);
  });

  it('R-08: gives the items of that redemption and no other granted item', async () => {
    const { id } = await opened();
    expect(codeOf(await reread(id, 'person { settlements { nodes { settlementId } } }'))).toBeUndefined();
    const { errors } = await reread(
      id,
      'person { settlements { nodes { settlementId accountPay } } encounters { nodes { diagnosisCode } } }',
    );
    expect(errors[0]!.extensions).toEqual({ code: 'ITEM_NOT_GRANTED', items: ['ACCT_PAY', 'DIAG_CODE'] });
  });

  it('R-08: filters by a day only if that redemption disclosed the day', async () => {
    const { id } = await opened();
    const { errors } = await reread(
      id,
      'person { settlements(to: "2026-01-01") { nodes { settlementId } } }',
    );
    expect(errors[0]!.extensions).toEqual({ code: 'ITEM_NOT_GRANTED', items: ['SETL_TIME'] });
    const dated = await opened('person { settlements(first: 1) { nodes { settlementTime } } }');
    expect(
      codeOf(await reread(dated.id, 'person { settlements(to: "2026-01-01") { nodes { settlementTime } } }')),
    ).toBeUndefined();
  });

  it('is possible for less than 15 minutes', async () => {
    const { database } = platform;
    const { id } = await opened();
    await database.advance(MINUTES_15 - 30);
    expect(codeOf(await reread(id, page(null)))).toBeUndefined();
    await database.advance(30);
    const { errors } = await reread(id, page(null));
    expect(errors[0]!.extensions).toEqual({ code: 'DISCLOSURE_CLOSED' });
    // The record of the disclosure stays visible. Only its data is not.
    expect((await reread(id, 'id useNumber person { __typename }')).data.disclosure).toEqual({
      id,
      useNumber: 1,
      person: null,
    });
    await database.advance(-MINUTES_15);
  });

  it('R-06: is refused after a revocation', async () => {
    const { id, grantId, owner } = await opened();
    const { revokedAt } = await owner.revoke(grantId);
    expect((await reread(id, page(null))).errors[0]!.extensions).toEqual({
      code: 'GRANT_REVOKED',
      at: revokedAt,
    });
  });

  it('R-09: is refused after the end of the grant', async () => {
    const { database } = platform;
    const { id: grantId } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'ONE_TIME', validForDays: 1 },
    });
    await database.advance(86_400 - 60);
    const { data } = await platform.insurer.redeem(grantId, 'key', `id ${page(null)}`);
    expect(codeOf(await reread(data.redeemGrant.id, page(null)))).toBeUndefined();
    await database.advance(60);
    expect(codeOf(await reread(data.redeemGrant.id, page(null)))).toBe('GRANT_EXPIRED');
    await database.advance(-86_400);
  });

  it.each([
    [
      'R-13',
      'the person has died',
      `UPDATE assent.person SET surv_stas = '2' WHERE id = (SELECT person_id FROM assent.consent_grant WHERE id = $1)`,
    ],
    [
      'R-07',
      'the grant is suspended',
      'UPDATE assent.consent_grant SET suspended_at = assent.now() WHERE id = $1',
    ],
  ])('%s: is refused when %s', async (_rule, _what, sql) => {
    const { id, grantId } = await opened();
    await platform.database.sql(sql, [grantId]);
    expect(codeOf(await reread(id, page(null)))).toBe('GRANT_SUSPENDED');
  });

  it('is possible when no use is left, because it takes none', async () => {
    const { id: grantId } = await give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'ONE_TIME' } });
    const { data } = await platform.insurer.redeem(grantId, 'key', `id ${page(null)}`);
    expect(codeOf(await reread(data.redeemGrant.id, page(null)))).toBeUndefined();
  });

  it('R-08: compares nothing again and shows nothing that was only compared', async () => {
    const { insurer } = platform;
    const { id: grantId, owner } = await claim();
    const compare = `verify(assertions: [{ item: "PSN_NAME", equals: "${owner.person.name}" }]) { match }`;
    const { data } = await insurer.redeem(grantId, 'key', `id ${compare}`);
    const { id, verify } = data.redeemGrant;
    expect(verify).toEqual([{ match: true }]);
    expect((await reread(id, compare)).errors[0]!.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'assertions',
    });
    const shown = await reread(id, 'person { basicIdentity { personName } }');
    expect(shown.errors[0]!.extensions).toEqual({ code: 'ITEM_NOT_GRANTED', items: ['PSN_NAME'] });
  });

  it('R-01: gives null to another recipient, to a stranger, and for an unknown id', async () => {
    const { id, owner } = await opened();
    const stranger = await platform.person(platform.someone()).signIn('FACE');
    expect((await reread(id, page(null), platform.otherInsurer)).data).toEqual({ disclosure: null });
    expect(
      (await stranger.run('query Peek($id: ID!) { disclosure(id: $id) { id } }', { id })).disclosure,
    ).toBeNull();
    for (const nothing of ['0199a0aa-0000-7000-8000-00000000ffff', 'no id', ''])
      expect((await reread(nothing, page(null))).data).toEqual({ disclosure: null });
    // The owner sees the record of the disclosure, and can read the data under `me`.
    expect(
      (await owner.run('query Mine($id: ID!) { disclosure(id: $id) { id } }', { id })).disclosure,
    ).toEqual({ id });
    expect(
      (await owner.refusal(`query Mine($id: ID!) { disclosure(id: $id) { ${page(null)} } }`, { id })).code,
    ).toBe('FORBIDDEN');
  });
});
