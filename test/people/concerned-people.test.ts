import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { queueUseNotices } from '../../consent/notifications/use-notices.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { CHECK, concerning } from '../support/people/concerned.js';
import { CONFIRM, dies, entriesOf, proven, QUICK_SELECTION, turnsIn } from '../support/people/family.js';
import { codeOf, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { testSeals } from '../support/platform/seals.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ USE_NOTICES: 'off' });
});
afterAll(() => platform.stop());
const { signedIn, end, lives, another, childs, teens, providers, freeze, breach, lastMessage } = concerning(
  () => platform,
);

describe('R-34: the notice of a breach', () => {
  const LIST = '{ me { breachNotices { recipient { code } liftedAt } } }';
  const noticesOf = async (client: PersonClient) => (await client.run(LIST)).me.breachNotices;

  it('about a grant for a child is in the lists of both guardians, of the former one who gave it, and of the ward at 14', async () => {
    const { child, guardian, client } = await childs();
    const other = await signedIn(await another(child));
    await end(child, guardian);
    const before = await Promise.all([client, other].map(noticesOf));
    expect(before).toEqual([[], []]);
    await breach('insurer')();
    const notice = [{ recipient: { code: platform.insurer.identity.code }, liftedAt: expect.any(String) }];
    expect(await Promise.all([client, other].map(noticesOf))).toEqual([notice, notice]);
    const later = await signedIn(await another(child));
    expect(await noticesOf(later)).toEqual(notice);
    await turnsIn(platform.database, child, 14, 0);
    expect(await noticesOf(await signedIn(child))).toEqual(notice);
  });

  it('is one in the list of a representative, though it concerns them and their provider', async () => {
    const { owner } = await providers();
    await breach('bank')();
    expect(await noticesOf(owner)).toHaveLength(1);
  });
});

describe('R-13: a person who was dead by mistake', () => {
  const NOTICES =
    '{ recipient { notices(first: 200) { nodes { kind grant { id } } pageInfo { hasNextPage } } } }';
  const noticesOf = async (id: string) =>
    (
      await platform.database.sql(
        'SELECT kind FROM assent.recipient_notice WHERE grant_id = $1 ORDER BY id',
        [id],
      )
    ).map(({ kind }) => kind);
  const redeem = async (id: string, selection: string) =>
    codeOf(await platform.insurer.redeem(id, randomUUID(), selection));
  const USED = 'person { enrolments { nodes { insuranceType } } }';

  it('has their grants again: in the ledger, told to the recipient, and usable', async () => {
    const { id, owner } = await give(platform, { asks: CHECK });
    await dies(platform.database, owner.person);
    expect(await redeem(id, USED)).toBe('GRANT_SUSPENDED');
    await lives(owner.person);
    expect(await redeem(id, USED)).toBeUndefined();
    const kinds = (await entriesOf(platform.database, id)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('GRANT'))).toEqual([
      'GRANT_GIVEN',
      'GRANT_SUSPENDED',
      'GRANT_REINSTATED',
    ]);
    expect(await noticesOf(id)).toEqual(['GRANT_GIVEN', 'GRANT_SUSPENDED', 'GRANT_REINSTATED']);
    expect((await platform.insurer.run(NOTICES)).recipient.notices.nodes.length).toBeGreaterThan(0);
  });

  it('has them not while they wait for a guardian, or the recipient is frozen', async () => {
    const { child, id } = await teens();
    await dies(platform.database, child);
    await lives(child);
    expect(await redeem(id, QUICK_SELECTION)).toBe('GRANT_SUSPENDED');
    expect(await noticesOf(id)).toEqual(['GRANT_GIVEN', 'GRANT_SUSPENDED']);

    const { id: other, owner } = await give(platform, { asks: CHECK });
    const { lift } = await freeze('insurer');
    await dies(platform.database, owner.person);
    await lives(owner.person);
    expect(await noticesOf(other)).toEqual(['GRANT_GIVEN', 'GRANT_SUSPENDED']);
    await dies(platform.database, owner.person);
    await lift();
    expect(await noticesOf(other)).toEqual(['GRANT_GIVEN', 'GRANT_SUSPENDED']);
    await lives(owner.person);
    expect(await noticesOf(other)).toEqual(['GRANT_GIVEN', 'GRANT_SUSPENDED', 'GRANT_REINSTATED']);
    expect(await redeem(other, USED)).toBeUndefined();
  });

  it('has a grant again that they gave as guardian, but not one that they had lost before', async () => {
    const [kept, lost] = [await childs(), await childs()];
    await end(lost.child, lost.guardian);
    for (const { guardian } of [kept, lost]) {
      await dies(platform.database, guardian);
      await lives(guardian);
    }
    expect(await redeem(kept.id, QUICK_SELECTION)).toBeUndefined();
    expect(await redeem(lost.id, QUICK_SELECTION)).toBe('GRANT_SUSPENDED');
  });
});

describe('R-36: a use of a child’s grant is told', () => {
  const used = async (id: string): Promise<string[]> => {
    const pool = new Pool({ connectionString: platform.database.urls.dispatch });
    try {
      await queueUseNotices(pool, await testSeals());
      const before = await lastMessage();
      await platform.insurer.redeem(id, randomUUID(), QUICK_SELECTION);
      await queueUseNotices(pool, await testSeals());
      const rows = await platform.database.sql(
        `SELECT p.psn_no FROM assent.message m JOIN assent.person p ON p.id = m.person_id
         WHERE m.id > $1::bigint AND m.text LIKE '%使用了您的个人信息%'`,
        [before],
      );
      return rows.map(({ psn_no }) => psn_no);
    } finally {
      await pool.end();
    }
  };

  it('to the guardian whose consent stands, and to no former guardian', async () => {
    const { child, guardian, id } = await childs();
    expect(await used(id)).toEqual([guardian.psnNo]);
    await end(child, guardian);
    const successor = await another(child);
    const client = await signedIn(successor);
    await client.run(CONFIRM, await proven(client, id));
    expect(await used(id)).toEqual([successor.psnNo]);
  });
});
