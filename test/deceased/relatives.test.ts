import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonClient } from '../../examples/clients/person-client.js';
import type { StaffClient } from '../../examples/clients/staff-client.js';
import { untilIntegrated } from '../support/database/tree-of.js';
import { dies, faultsOfLedger, idOf } from '../support/people/family.js';
import { codeOf } from '../support/people/giving.js';
import {
  APPLY,
  application,
  applied,
  approval,
  approved,
  READ,
  REVIEW,
} from '../support/people/relatives.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
let reviewers: [StaffClient, StaffClient];
beforeAll(async () => {
  platform = await startPlatform();
  reviewers = [await platform.staff('REVIEWER'), await platform.staff('REVIEWER')];
});
afterAll(() => platform.stop());

describe('R-13: a near relative', () => {
  it('can read the record three times after two reviewers approved, and each reading is recorded', async () => {
    const one = await applied(platform);
    const { sql } = platform.database;
    expect(await one.relative.refusal(READ, { id: one.id })).toMatchObject({ code: 'FORBIDDEN' });
    const first = await reviewers[0].run(REVIEW, approval(one));
    expect(first.reviewRelativeApplication).toMatchObject({ status: 'PENDING', validUntil: null });
    expect((await one.relative.refusal(READ, { id: one.id })).code).toBe('FORBIDDEN');
    const second = await reviewers[1].run(REVIEW, approval(one));
    expect(second.reviewRelativeApplication.status).toBe('APPROVED');
    const days = (Date.parse(second.reviewRelativeApplication.validUntil) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(90);

    for (const [useNumber, usesRemaining] of [
      [1, 2],
      [2, 1],
      [3, 0],
    ]) {
      const { readDeceasedRecord: record } = await one.relative.run(READ, { id: one.id });
      expect(record).toMatchObject({ useNumber, usesRemaining });
      expect(record.person.settlements.nodes.length).toBeGreaterThan(0);
      expect(record.person.settlements.nodes[0].totalFee).toMatch(/^\d+\.\d\d$/);
    }
    expect((await one.relative.refusal(READ, { id: one.id })).code).toBe('GRANT_EXHAUSTED');

    // Digests are recorded right after the answer, and the log takes an entry in with its digest.
    await untilIntegrated(platform.database);
    const entries = await sql(
      `SELECT e.content, r.digest IS NOT NULL AS released FROM assent.ledger_entry e
       LEFT JOIN assent.response_digest r ON r.entry_id = e.id WHERE e.kind = 'RELATIVE_ACCESS' AND e.person_id = $1 ORDER BY e.id`,
      [await idOf(platform.database, one.deceased)],
    );
    expect(entries.map(({ content, released }) => [content.useNumber, content.relation, released])).toEqual([
      [1, 'CHILD', true],
      [2, 'CHILD', true],
      [3, 'CHILD', true],
    ]);
    expect(entries[0]!.content.reviewers).toEqual(reviewers.map(({ identity }) => identity.code));
    const text = JSON.stringify(entries);
    for (const { certNo, name, psnNo } of [one.deceased, one.relative.person])
      for (const secret of [certNo, name, psnNo!]) expect(text).not.toContain(secret);
  });

  it('cannot read outside the approved items, and a refused attempt is not counted', async () => {
    const one = await approved(platform, reviewers, { items: ['SETL_ID', 'SETL_TIME'] });
    const WIDER = `mutation ($id: ID!) { readDeceasedRecord(applicationId: $id) { person { settlements { nodes { settlementId totalFee } } } } }`;
    expect(await one.relative.refusal(WIDER, { id: one.id })).toMatchObject({
      code: 'ITEM_NOT_GRANTED',
      items: ['MEDFEE_SUMAMT'],
    });
    const MOBILE = `mutation ($id: ID!) { readDeceasedRecord(applicationId: $id) { person { contact { mobile } } } }`;
    expect((await one.relative.refusal(MOBILE, { id: one.id })).code).toBe('ITEM_NOT_GRANTED');
    const NOTHING = 'mutation ($id: ID!) { readDeceasedRecord(applicationId: $id) { useNumber } }';
    expect((await one.relative.refusal(NOTHING, { id: one.id })).code).toBe('NOTHING_SELECTED');
    const WITHIN = `mutation ($id: ID!) { readDeceasedRecord(applicationId: $id) { useNumber person { settlements { nodes { settlementId } } } } }`;
    expect((await one.relative.run(WITHIN, { id: one.id })).readDeceasedRecord.useNumber).toBe(1);
  });

  it('cannot read after the approved term', async () => {
    const one = await approved(platform, reviewers);
    await platform.database.advance(91 * 86_400);
    const later = await platform.person(one.relative.person).signIn('FACE');
    expect((await later.refusal(READ, { id: one.id })).code).toBe('GRANT_EXPIRED');
    await platform.database.advance(-91 * 86_400);
  });

  it('must be signed in at FACE to apply and to read', async () => {
    const one = await approved(platform, reviewers);
    const weak = await platform.person(one.relative.person).signIn('SMS');
    const strength = { code: 'STRENGTH_REQUIRED', required: 'FACE' };
    expect(await weak.refusal(READ, { id: one.id })).toMatchObject(strength);
    expect(await weak.refusal(APPLY, application(one.deceased))).toMatchObject(strength);
  });

  it('is the only one who can see the application and read under it', async () => {
    const one = await approved(platform, reviewers);
    const stranger = await platform.person(platform.someone()).signIn('FACE');
    expect((await stranger.refusal(READ, { id: one.id })).code).toBe('NOT_FOUND');
    const SEE = 'query ($id: ID!) { relativeApplication(id: $id) { id } }';
    expect((await stranger.run(SEE, { id: one.id })).relativeApplication).toBeNull();
    expect(codeOf(await platform.insurer.send(READ, { id: one.id }))).toBe('FORBIDDEN');
    expect(codeOf(await platform.anonymous.send(READ, { id: one.id }))).toBe('UNAUTHENTICATED');
    expect(codeOf(await reviewers[0].send(READ, { id: one.id }))).toBe('FORBIDDEN');
  });
});

describe('R-13: the arrangement that a person makes while alive', () => {
  const ARRANGE = `mutation ($arrangement: AfterDeath!, $authentication: ID) {
    arrangeAfterDeath(arrangement: $arrangement, authentication: $authentication)
  }`;
  const arrange = async (me: PersonClient, arrangement: string) =>
    me.run(ARRANGE, { arrangement, authentication: await me.fresh('ARRANGE') });

  it('closes the record for good: no reviewer can open it', async () => {
    const deceased = platform.someone();
    const alive = await platform.person(deceased).signIn('FACE');
    expect((await alive.run('{ me { afterDeath } }')).me.afterDeath).toBe('OPEN');
    expect((await arrange(alive, 'CLOSED')).arrangeAfterDeath).toBe('CLOSED');
    expect((await alive.run('{ me { afterDeath } }')).me.afterDeath).toBe('CLOSED');
    await dies(platform.database, deceased);
    const relative = await platform.person(platform.someone()).signIn('FACE');
    const { applyAsRelative } = await relative.run(APPLY, application(deceased));
    expect(applyAsRelative.status).toBe('PENDING');
    const refusal = await reviewers[0].refusal(
      REVIEW,
      approval({ deceased, relative, id: applyAsRelative.id }),
    );
    expect(refusal.code).toBe('FORBIDDEN');
  });

  it('can be replaced by another one, at FACE only', async () => {
    const me = platform.person(platform.someone());
    await me.signIn('SCAN');
    expect((await me.refusal(ARRANGE, { arrangement: 'CLOSED' })).code).toBe('STRENGTH_REQUIRED');
    await me.signIn('FACE');
    await arrange(me, 'CLOSED');
    await arrange(me, 'OPEN');
    expect((await me.run('{ me { afterDeath } }')).me.afterDeath).toBe('OPEN');
  });
});

it('R-21: every ledger entry of these tests has the documented form', async () => {
  expect(await faultsOfLedger(platform.database)).toEqual([]);
});
