import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ToldEvent, WHO_IS_TOLD } from '../../consent/notifications/who-is-told.js';
import type { Person } from '../../examples/clients/person-client.js';
import { CHECK, concerning } from '../support/people/concerned.js';
import {
  APPROVE,
  askOf,
  CONFIRM,
  dies,
  madeFamily,
  proven,
  QUICK,
  REVOKE,
  turnsIn,
} from '../support/people/family.js';
import { give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
const { signedIn, end, lives, another, childs, teens, providers, breach, raise, lastMessage } = concerning(
  () => platform,
);

/** The numbers of those who were told the event after this message, each as often as they were told. */
async function toldSince(event: ToldEvent, since: string): Promise<string[]> {
  const [start, rest] = WHO_IS_TOLD[event].text.split('{recipient}') as [string, string];
  const rows = await platform.database.sql(
    `SELECT p.psn_no FROM assent.message m JOIN assent.person p ON p.id = m.person_id
     WHERE m.id > $1::bigint AND starts_with(m.text, $2) AND right(m.text, length($3)) = $3 ORDER BY m.id`,
    [since, start, rest],
  );
  return rows.map(({ psn_no }) => psn_no);
}

/** What happens, and who is to be told of it, by their role. */
type Scene = () => Promise<{ happens: () => Promise<unknown>; told: Partial<Record<string, Person>> }>;

// biome-ignore format: a table is read by its rows
const SCENES: Record<ToldEvent, readonly [string, Scene][]> = {
  AWAITS_GUARDIAN: [
    ['every guardian, when a person of 15 has given a grant', async () => {
      const { child, guardian } = await madeFamily(platform, 15);
      const other = await another(child);
      const client = await signedIn(child);
      const id = await askOf(platform, child);
      return { happens: async () => client.run(APPROVE, await proven(client, id)), told: { guardian, other } };
    }],
  ],
  CONFIRMED_BY_GUARDIAN: [
    ['the person of 15, when a guardian has confirmed the grant', async () => {
      const { child, guardian, id } = await teens();
      const client = await signedIn(guardian);
      return { happens: async () => client.run(CONFIRM, await proven(client, id)), told: { child } };
    }],
  ],
  SUPERSEDED: [
    ['nobody else, when an adult gives a newer grant: they are told with it', async () => {
      const { owner } = await give(platform, { asks: { ...CHECK, reference: 'S' } });
      return { happens: () => give(platform, { asks: { ...CHECK, reference: 'S' }, by: owner }), told: {} };
    }],
    ['the person of 15 and the other guardian, when a guardian confirms a newer grant', async () => {
      const { child, guardian } = await madeFamily(platform, 15);
      const [own, parent] = [await signedIn(child), await signedIn(guardian)];
      const given = async () => {
        const id = await askOf(platform, child, { ...QUICK, reference: 'S' });
        return (await own.run(APPROVE, await proven(own, id))).approveConsentRequest.id;
      };
      await parent.run(CONFIRM, await proven(parent, await given()));
      const newer = await given();
      const other = await another(child);
      return { happens: async () => parent.run(CONFIRM, await proven(parent, newer)), told: { child, other } };
    }],
  ],
  REVOKED: [
    ['nobody else, when an adult takes their own grant back', async () => {
      const { id, owner } = await give(platform, { asks: CHECK });
      return { happens: () => owner.run(REVOKE, { id }), told: {} };
    }],
    ['the other guardian, when one has taken a child’s grant back', async () => {
      const { child, guardian, id } = await childs();
      const client = await signedIn(await another(child));
      return { happens: () => client.run(REVOKE, { id }), told: { guardian } };
    }],
    ['the person of 15 who gave it, when a guardian has taken it back', async () => {
      const { child, guardian, id } = await teens();
      const client = await signedIn(guardian);
      return { happens: () => client.run(REVOKE, { id }), told: { child } };
    }],
  ],
  GUARDIAN_LOST: [
    ['the former guardian who gave it and the guardian who can confirm it, once for several grants', async () => {
      const { child, guardian, client } = await childs();
      const id = await askOf(platform, child);
      await client.run(APPROVE, await proven(client, id));
      const other = await another(child);
      return { happens: () => end(child, guardian), told: { guardian, other } };
    }],
    ['the person of 15 too, when the guardian who confirmed has died', async () => {
      const { child, guardian, id } = await teens();
      const client = await signedIn(guardian);
      await client.run(CONFIRM, await proven(client, id));
      const other = await another(child);
      return { happens: () => dies(platform.database, guardian), told: { child, other } };
    }],
  ],
  DEATH_CORRECTED: [
    ['the person who was dead by mistake', async () => {
      const { owner } = await give(platform, { asks: CHECK });
      await dies(platform.database, owner.person);
      return { happens: () => lives(owner.person), told: { owner: owner.person } };
    }],
    ['the guardian who was dead by mistake, and the other guardian', async () => {
      const { child, guardian } = await childs();
      const other = await another(child);
      await dies(platform.database, guardian);
      return { happens: () => lives(guardian), told: { guardian, other } };
    }],
  ],
  RECOVERED: [
    ['both guardians of a child, once for several grants that were touched since', async () => {
      const { child, guardian, client, id } = await childs();
      const newer = (await client.run(APPROVE, await proven(client, await askOf(platform, child, { ...QUICK, reference: 'R' }))))
        .approveConsentRequest.id;
      const other = await another(child);
      const recover = () => platform.database.sql('SELECT assent.suspend_for_recovery($1::uuid[])', [[id, newer]]);
      return { happens: recover, told: { guardian, other } };
    }],
  ],
  ITEMS_RAISED: [
    ['the adult who gave several grants, once', async () => {
      const { owner } = await give(platform, { asks: CHECK });
      await give(platform, { asks: CHECK, by: owner });
      return { happens: raise('INSUTYPE'), told: { owner: owner.person } };
    }],
    ['the guardians of a child, and no former one', async () => {
      const { child, guardian } = await childs();
      const other = await another(child);
      await end(child, guardian);
      return { happens: raise('GEND'), told: { other } };
    }],
    ['whoever represents the provider', async () => {
      const { owner } = await providers();
      return { happens: raise('PROVIDER:PROFILE.USCC'), told: { owner: owner.person } };
    }],
  ],
  BREACH: [
    ['the adult who gave the grant', async () => {
      const { owner } = await give(platform, { asks: CHECK });
      return { happens: breach('insurer'), told: { owner: owner.person } };
    }],
    ['the guardians of a child', async () => {
      const { child, guardian } = await childs();
      const other = await another(child);
      return { happens: breach('insurer'), told: { guardian, other } };
    }],
    ['the former guardian who gave it, the guardian now, and the ward once they are 14', async () => {
      const { child, guardian } = await childs();
      const other = await another(child);
      await end(child, guardian);
      await turnsIn(platform.database, child, 14, 0);
      return { happens: breach('insurer'), told: { child, guardian, other } };
    }],
    ['whoever represents the provider', async () => {
      const { owner } = await providers();
      return { happens: breach('bank'), told: { owner: owner.person } };
    }],
  ],
};

describe.each(Object.keys(SCENES) as ToldEvent[])('of %s is told by a message', (event) => {
  // A city of its own for each, because each takes many people.
  beforeAll(async () => {
    platform = await startPlatform({ USE_NOTICES: 'off' });
  });
  afterAll(() => platform.stop());

  it.each(SCENES[event])('%s', async (_who, scene) => {
    const { happens, told } = await scene();
    const before = await lastMessage();
    await happens();
    const expected = Object.values(told).map((person) => person!.psnNo!);
    const heard = await toldSince(event, before);
    // What concerns a recipient or an item is told to others too, who gave grants in other tests.
    const concerned = ['BREACH', 'ITEMS_RAISED'].includes(event)
      ? heard.filter((psnNo) => expected.includes(psnNo))
      : heard;
    expect(concerned.sort()).toEqual(expected.sort());
  });
});
