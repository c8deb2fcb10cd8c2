import { setTimeout as delay } from 'node:timers/promises';
import type { Person } from '../../../examples/clients/person-client.js';
import type { Platform } from '../platform/platform.js';
import { APPROVE, askOf, day, importGuardianship, madeFamily, proven } from './family.js';
import { give, recordsOf } from './giving.js';
import { Officers } from './officers.js';

export const CHECK = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 2 } as const;
const CREDIT = { purpose: 'CREDIT_GRANT', mode: 'LIMITED', maxUses: 2 } as const;

/** What happens to grants and to the people whom they concern. @param now the platform of the test that is running */
export const concerning = (now: () => Platform) => {
  const sql = (text: string, values: unknown[] = []) => now().database.sql(text, values);

  const signedIn = (person: Person) => now().person(person).signIn('FACE');

  /** A guardianship ends today. */
  const end = async (child: Person, guardian: Person) =>
    importGuardianship(now().database, child, guardian, { enddate: await day(now().database, 0) });

  /** The source corrects that somebody had died. */
  const lives = ({ psnNo }: Person) =>
    recordsOf(now().database, "UPDATE assent.person SET surv_stas = '1' WHERE psn_no = $1", [psnNo]);

  /** A further guardian of a child. */
  const another = async (child: Person): Promise<Person> => {
    const guardian = now().someone();
    await importGuardianship(now().database, child, guardian);
    return guardian;
  };

  /** A grant that a guardian gave for a child of 8. */
  const childs = async () => {
    const family = await madeFamily(now(), 8);
    const client = await signedIn(family.guardian);
    const id = await askOf(now(), family.child);
    const { approveConsentRequest: grant } = await client.run(APPROVE, await proven(client, id));
    return { ...family, client, id: grant.id as string };
  };

  /** A grant that a person of 15 gave. */
  const teens = async () => {
    const family = await madeFamily(now(), 15);
    const client = await signedIn(family.child);
    const id = await askOf(now(), family.child);
    const { approveConsentRequest: grant } = await client.run(APPROVE, await proven(client, id));
    return { ...family, client, id: grant.id as string };
  };

  const providers = () => give(now(), { asks: CREDIT });

  /** Waits until the background tasks have done what is due; the test's own time limit ends it otherwise. */
  const until = async (left: string) => {
    for (;;) {
      const [row] = await sql(`SELECT count(*)::int AS count FROM ${left}`);
      if (row!.count === 0) return;
      await delay(20);
    }
  };
  const frozen = () =>
    until(`assent.recipient_freeze WHERE (lifted_at IS NULL AND finished_at IS NULL)
      OR (lifted_at IS NOT NULL AND thawed_at IS NULL)`);

  /** Officers freeze the insurer, or the bank; the freeze is lifted later. */
  const freeze = async (recipient: 'insurer' | 'bank') => {
    const officers = await Officers.of(now());
    const { code } = now()[recipient].identity;
    await officers.act({ kind: 'FREEZE_RECIPIENT', recipient: code });
    await frozen();
    return {
      lift: async () => {
        await officers.act({ kind: 'LIFT_FREEZE', recipient: code });
        await frozen();
      },
    };
  };
  const breach = (recipient: 'insurer' | 'bank') => async () => (await freeze(recipient)).lift();

  /** Officers raise the level of an item to 3. */
  const raise = (item: string) => async () => {
    const officers = await Officers.of(now());
    await officers.act({ kind: 'PUBLISH_CATALOGUE', raises: [{ item, level: 3 }] });
    await until('assent.catalogue_version WHERE told_at IS NULL');
  };

  const lastMessage = async (): Promise<string> =>
    (await sql('SELECT coalesce(max(id), 0)::text AS id FROM assent.message'))[0]!.id;

  return { signedIn, end, lives, another, childs, teens, providers, freeze, breach, raise, lastMessage };
};
