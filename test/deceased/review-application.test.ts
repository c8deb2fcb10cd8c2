import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StaffClient } from '../../examples/clients/staff-client.js';
import { attempt, connect, NOT_PERMITTED } from '../support/database/data-tables.js';
import { dies, faultsOfLedger } from '../support/people/family.js';
import {
  APPLY,
  application,
  applied,
  approval,
  approved,
  evidence,
  named,
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

describe('R-13: in the review by two people', () => {
  it('the same reviewer counts once', async () => {
    const one = await applied(platform);
    await reviewers[0].run(REVIEW, approval(one));
    expect((await reviewers[0].refusal(REVIEW, approval(one))).code).toBe('FORBIDDEN');
    expect((await one.relative.refusal(READ, { id: one.id })).code).toBe('FORBIDDEN');
  });

  it('a person with two accounts counts once', async () => {
    const one = await applied(platform);
    await reviewers[0].run(REVIEW, approval(one));
    await platform.database.sql('UPDATE assent.staff SET disabled_at = assent.now() WHERE code = $1', [
      reviewers[0].identity.code,
    ]);
    const again = await platform.staff('REVIEWER', reviewers[0].identity.certNo);
    expect((await again.refusal(REVIEW, approval(one))).code).toBe('FORBIDDEN');
    // A disabled account can't decide either, even with a valid token.
    expect((await reviewers[0].refusal(REVIEW, approval(one))).code).toBe('UNAUTHENTICATED');
    reviewers[0] = again;
  });

  it('the applicant cannot be a reviewer', async () => {
    const one = await applied(platform);
    const applicant = await platform.staff('REVIEWER', one.relative.person.certNo);
    expect((await applicant.refusal(REVIEW, approval(one))).code).toBe('FORBIDDEN');
  });

  it('an approval is refused if the papers name other people, or if they are missing', async () => {
    const one = await applied(platform);
    const other = platform.someone();
    const papers = { deceased: named(one.deceased), applicant: named(other) };
    expect(
      await reviewers[0].refusal(REVIEW, { input: { id: one.id, approve: true, papers } }),
    ).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'papers',
    });
    expect((await reviewers[0].refusal(REVIEW, { input: { id: one.id, approve: true } })).field).toBe(
      'papers',
    );
  });

  it('one refusal is final and needs a reason, which the applicant can read', async () => {
    const one = await applied(platform);
    await reviewers[0].run(REVIEW, approval(one));
    const refuses = { input: { id: one.id, approve: false, reason: '亲属关系证明不符' } };
    expect((await reviewers[1].refusal(REVIEW, { input: { ...refuses.input, reason: '' } })).field).toBe(
      'reason',
    );
    expect((await reviewers[1].run(REVIEW, refuses)).reviewRelativeApplication.status).toBe('REFUSED');
    const { me } = await one.relative.run(
      '{ me { relativeApplications { status reviews { approved reason } } } }',
    );
    expect(me.relativeApplications).toEqual([
      {
        status: 'REFUSED',
        reviews: [
          { approved: true, reason: null },
          { approved: false, reason: '亲属关系证明不符' },
        ],
      },
    ]);
    expect((await reviewers[1].refusal(REVIEW, approval(one))).code).toBe('FORBIDDEN');
    expect((await one.relative.refusal(READ, { id: one.id })).code).toBe('FORBIDDEN');
  });

  it.each(['CLERK', 'OFFICER'] as const)('a %s can neither review nor list applications', async (role) => {
    const one = await applied(platform);
    const staff = await platform.staff(role);
    expect((await staff.refusal(REVIEW, approval(one))).code).toBe('FORBIDDEN');
    expect((await staff.refusal('{ pendingRelativeApplications { id } }')).code).toBe('FORBIDDEN');
  });

  it('reviewers see pending applications without names and numbers', async () => {
    const one = await applied(platform);
    const { pendingRelativeApplications: waiting } = await reviewers[0].run(
      '{ pendingRelativeApplications { id relation interest evidence { kind digest } } }',
    );
    expect(waiting).toContainEqual({ id: one.id, relation: 'CHILD', interest: 'INHERITANCE', evidence });
  });

  it('an application for a living person cannot be approved', async () => {
    const living = platform.someone();
    const relative = await platform.person(platform.someone()).signIn('FACE');
    const { applyAsRelative } = await relative.run(APPLY, application(living));
    const one = { deceased: living, relative, id: applyAsRelative.id };
    expect((await reviewers[0].refusal(REVIEW, approval(one))).code).toBe('FORBIDDEN');
  });

  it('an approved application can no longer be used if the person turns out to be alive', async () => {
    const one = await approved(platform, reviewers);
    await platform.database.sql("UPDATE assent.person SET surv_stas = '1' WHERE psn_no = $1", [
      one.deceased.psnNo,
    ]);
    expect((await one.relative.refusal(READ, { id: one.id })).code).toBe('FORBIDDEN');
  });

  it('the answer to an application does not disclose who has died or is insured', async () => {
    const relative = await platform.person(platform.someone()).signIn('FACE');
    const deceased = platform.someone();
    await dies(platform.database, deceased);
    const answers: unknown[] = [];
    for (const who of [deceased, platform.someone(), { certNo: '379900193001010011', name: '无此人' }]) {
      const { id: _, ...answer } = (await relative.run(APPLY, application(who))).applyAsRelative;
      answers.push(answer);
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  // biome-ignore format: a table is read by its rows
  it.each([
    ['without a paper of the kinship', { evidence: [evidence[0]] }, { code: 'BAD_USER_INPUT', field: 'evidence' }],
    ['with a digest that is not SHA-256', { evidence: [evidence[0], { kind: 'KINSHIP', digest: 'ABC' }] }, { code: 'BAD_USER_INPUT', field: 'evidence.digest' }],
    ['for an item that relatives are not shown', { items: ['MOB'] }, { code: 'ITEM_NOT_ALLOWED', items: ['MOB'] }],
    ['for no item', { items: [] }, { code: 'BAD_USER_INPUT', field: 'items' }],
  ])('an application %s is refused', async (_what, more, expected) => {
    const relative = await platform.person(platform.everybody('GUARDIAN')[0]!).signIn('FACE');
    expect(await relative.refusal(APPLY, application(platform.everybody('DECEASED')[0]!, more))).toMatchObject(expected);
  });
});

describe('R-13: with the database role of the API', () => {
  it('an application cannot be approved by a statement of SQL', async () => {
    const one = await applied(platform);
    const api = await connect(platform.database.urls.consent);
    try {
      // biome-ignore format: a table is read by its rows
      for (const statement of [
        `UPDATE assent.relative_application SET status = 'APPROVED' WHERE id = '${one.id}'`,
        `INSERT INTO assent.relative_review VALUES ('${one.id}', 'R', true, NULL, now())`,
        `UPDATE assent.guarded_grant SET awaits_since = NULL`,
        `INSERT INTO assent.guardian_consent (grant_id, guardian_id, given_at) SELECT id, 1, now() FROM assent.consent_grant`,
        'SELECT * FROM assent.guardianship',
        'SELECT assent.left_open(1)',
      ])
        expect(await attempt(api, statement)).toBe(NOT_PERMITTED);
    } finally {
      await api.end();
    }
  });
});

it('R-21: every ledger entry of these tests has the documented form', async () => {
  expect(await faultsOfLedger(platform.database)).toEqual([]);
});
