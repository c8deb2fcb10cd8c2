import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../support/database/cluster.js';
import { idOf, madeFamily } from '../support/people/family.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const looksAt = (wardId: string) =>
  platform.database.sql(
    "SELECT content FROM assent.ledger_entry WHERE person_id = $1 AND kind = 'OWN_ACCESS' ORDER BY id",
    [wardId],
  );

describe('since when a guardianship stands tells a child’s day of birth', () => {
  it('so whoever asks for it is recorded, once in an operation, and who does not ask is not', async () => {
    const { child, guardian } = await madeFamily(platform, 9);
    const wardId = await idOf(platform.database, child);
    const me = await platform.person(guardian).signIn('FACE');
    await me.run('{ me { wards { relation source grants { nodes { id } } } } }');
    expect(await looksAt(wardId)).toEqual([]);
    const { a } = await me.run('{ a: me { wards { since from: since endsAt } again: wards { since } } }');
    const [born] = await platform.database.sql('SELECT brdy::text FROM assent.person WHERE id = $1', [
      wardId,
    ]);
    expect(a.wards[0]).toMatchObject({ since: born!.brdy, from: born!.brdy, endsAt: expect.any(String) });
    expect((await looksAt(wardId)).map(({ content }) => content)).toEqual([
      expect.objectContaining({
        role: 'GUARDIAN',
        strength: 'FACE',
        items: [{ item: 'BRDY', delivery: 'RETURN' }],
      }),
    ]);
  });

  it('so a session weaker than FACE is shown the year alone', async () => {
    const { child, guardian } = await madeFamily(platform, 9);
    const wardId = await idOf(platform.database, child);
    const me = await platform.person(guardian).signIn('SMS');
    const { wards } = (await me.run('{ me { wards { since endsAt } } }')).me;
    const [born] = await platform.database.sql('SELECT brdy::text FROM assent.person WHERE id = $1', [
      wardId,
    ]);
    expect(wards).toEqual([{ since: born!.brdy.slice(0, 4), endsAt: null }]);
    expect((await looksAt(wardId)).map(({ content }) => content.items)).toEqual([
      [{ item: 'BRDY', delivery: 'MASKED' }],
    ]);
  });

  it('so the password that serves consent learns no day, at whatever ages and times it asks', async () => {
    const { child, guardian } = await madeFamily(platform, 9);
    const [wardId, guardianId] = [
      await idOf(platform.database, child),
      await idOf(platform.database, guardian),
    ];
    const asConsent = (sql: string, values: unknown[] = [guardianId, wardId]) =>
      query(platform.database.urls.consent, sql, values);
    const [ward] = await asConsent('SELECT to_jsonb(w) AS row FROM assent.wards($1) w', [guardianId]);
    expect(Object.keys(ward.row).sort()).toEqual(['relation', 'source', 'ward_id']);
    for (const age of [1, 9, 10, 11, 17]) {
      const [row] = await asConsent(
        `SELECT assent.guards_now($1, $2, ${age}) AS guards, assent.guardian_power_ends_soon($1, $2, ${age}) AS ends`,
      );
      expect(row).toEqual({ guards: false, ends: null });
    }
    for (const age of [14, 18])
      expect(
        (await asConsent(`SELECT assent.guardian_power_ends_soon($1, $2, ${age}) AS ends`))[0].ends,
      ).toBeNull();
    for (const call of [
      'assent.guards($1, $2, 9, assent.now())',
      'assent.guardian_power_ends($1, $2, 14)',
      "assent.open_guardianships($1, 'FACE')",
    ])
      await expect(asConsent(`SELECT ${call}, $2::bigint`)).rejects.toThrow(/permission denied/);
  });
});
