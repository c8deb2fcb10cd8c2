import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StaffClient } from '../../examples/clients/staff-client.js';
import { dies, idOf } from '../support/people/family.js';
import { codeOf } from '../support/people/giving.js';
import { APPLY, application, approval, READ, REVIEW } from '../support/people/relatives.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { servingRoles } from './attacker/scene.js';
import { AttackerSession } from './attacker/session.js';

/**
 * Acts of people, done with the password of a serving role alone: each is tried with every such role, by the function or the
 * INSERT by which the platform does it. Then HTTP tells whether the platform honours it.
 */
let platform: Platform;
let reviewers: StaffClient[];
beforeAll(async () => {
  platform = await startPlatform();
  reviewers = [await platform.staff('REVIEWER'), await platform.staff('REVIEWER')];
});
afterAll(() => platform.stop());

/** Runs SQL with the password of each serving role, whatever comes of it. */
async function withEveryPassword(...statements: string[]): Promise<void> {
  for (const { role, url } of await servingRoles(platform)) {
    const session = await AttackerSession.open(role, url);
    for (const sql of statements) await session.run(sql);
    await session.close();
  }
}

describe('with the password of a role that serves the API', () => {
  it('nobody’s record is opened to relatives that the person had closed (R-13)', async () => {
    const deceased = platform.someone();
    const alive = await platform.person(deceased).signIn('FACE');
    await alive.run(
      'mutation ($authentication: ID) { arrangeAfterDeath(arrangement: CLOSED, authentication: $authentication) }',
      { authentication: await alive.fresh('ARRANGE') },
    );
    await dies(platform.database, deceased);
    const dead = await idOf(platform.database, deceased);
    await withEveryPassword(
      `INSERT INTO assent.after_death (arranging_id, arrangement) VALUES (${dead}, 'OPEN')`,
      `DELETE FROM assent.after_death WHERE arranging_id = ${dead}`,
      `UPDATE assent.after_death SET arrangement = 'OPEN' WHERE arranging_id = ${dead}`,
    );
    const relative = await platform.person(platform.someone()).signIn('FACE');
    const { applyAsRelative } = await relative.run(APPLY, application(deceased));
    const papers = approval({ deceased, relative, id: applyAsRelative.id });
    for (const reviewer of reviewers) await reviewer.send(REVIEW, papers);
    const read = await relative.send(READ, { id: applyAsRelative.id });
    expect([codeOf(read), read.data]).toEqual(['FORBIDDEN', null]);
  });
});
