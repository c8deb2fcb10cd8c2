import { asRole } from '../../../api/database/roles.js';
import type { StaffClient } from '../../../examples/clients/staff-client.js';
import { testCluster } from '../../support/database/database.js';
import { everythingOf } from '../../support/people/asked.js';
import { aFamily, idOf } from '../../support/people/family.js';
import { give } from '../../support/people/giving.js';
import { approved } from '../../support/people/relatives.js';
import type { Platform } from '../../support/platform/platform.js';
import { projectFile } from '../../support/project.js';
import type { Pool, Target } from './arguments.js';

type Sql = (text: string, values?: unknown[]) => Promise<Record<string, any>[]>;

/** Roles with a password that serve nothing: the owner, who migrates, and the importer, who writes the data center. */
const NOT_SERVING = ['owner', 'import'];

export interface ServingRole {
  readonly role: string;
  readonly name: string;
  readonly url: string;
}

/** Every role of the platform that can connect, except those that serve nothing. */
export async function servingRoles({ database }: Platform): Promise<ServingRole[]> {
  const passwords = testCluster().passwords as Readonly<Record<string, string>>;
  const found = await database.sql(
    'SELECT rolname AS name FROM pg_roles WHERE rolcanlogin AND rolname = ANY ($1) ORDER BY 1',
    [Object.values(database.roles)],
  );
  const roleOf = new Map(Object.entries(database.roles).map(([role, name]) => [name as string, role]));
  return found
    .map(({ name }) => ({ role: roleOf.get(name)!, name: name as string }))
    .filter(({ role }) => !NOT_SERVING.includes(role))
    .map(({ role, name }) => ({ role, name, url: asRole(database.ownerUrl, name, passwords[role]!) }));
}

/** Everybody whom an attack is about: people with grants, a provider, a ward, a deceased person, and a stranger. */
export async function targetsIn(platform: Platform, reviewers: readonly StaffClient[]): Promise<Target[]> {
  const given = [
    await give(platform, { asks: everythingOf() }),
    await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 },
      narrowed: {
        recordsFrom: await platform.database
          .sql("SELECT (assent.today() - interval '3 months')::date::text AS day")
          .then(([row]) => row!.day),
      },
    }),
    await give(platform, { asks: { purpose: 'CREDIT_GRANT', mode: 'LIMITED', maxUses: 5 } }),
  ];
  const targets: Target[] = [];
  for (const { id } of given) targets.push(await targetOf(platform, id));
  const inherited = await approved(platform, reviewers);
  const dead = await idOf(platform.database, inherited.deceased);
  const heir = await idOf(platform.database, inherited.relative.person);
  const { child, guardian } = aFamily(platform, 'CHILD_UNDER_14');
  const [application] = await platform.database.sql(
    'SELECT items::text FROM assent.relative_application WHERE id = $1',
    [inherited.id],
  );
  const inheritable = application!.items as string;
  const stranger = await idOf(platform.database, platform.someone());
  const others = [
    { person: dead, reader: heir, ids: [inherited.id], granted: inheritable },
    {
      person: await idOf(platform.database, child),
      reader: await idOf(platform.database, guardian),
      ids: [given[0]!.id],
    },
    { person: stranger, reader: stranger, ids: [given[0]!.id, given[1]!.id] },
  ];
  return [...targets, ...others.map((one) => ({ ...targets[0]!, provider: null, ...one }))];
}

async function targetOf({ database: { sql } }: Platform, grantId: string): Promise<Target> {
  const [grant] = await sql(
    `SELECT g.person_id::text, g.provider_id::text, g.grantor_id::text, g.recipient_code, g.request_id, g.items::text, a.version
     FROM assent.consent_grant g JOIN assent.agreement a USING (recipient_code) WHERE g.id = $1`,
    [grantId],
  );
  return {
    person: grant!.person_id,
    provider: grant!.provider_id,
    reader: grant!.grantor_id,
    ids: [grantId, grantId, grant!.request_id],
    recipient: grant!.recipient_code,
    granted: grant!.items,
    everything: JSON.stringify(allItems().map((item) => ({ item, delivery: 'RETURN' }))),
    agreementVersion: grant!.version,
  };
}

export const allItems = (): string[] => {
  const { items, providerItems } = JSON.parse(projectFile('test/schema/catalogue.fixture.json'));
  return [...items, ...providerItems].map((line: string) => line.split(' | ')[0]!.trim());
};

/** Gives the grants and the relative's application more uses than any run takes. */
export const withoutLimits = (sql: Sql) =>
  sql(
    `SET session_replication_role = replica;
     UPDATE assent.consent_grant SET max_uses = 1000000000, max_uses_per_day = NULL;
     UPDATE assent.relative_application SET used = 0;
     RESET session_replication_role`,
  );

/** What arguments are drawn from, as it stands now. */
export async function poolFor(
  sql: Sql,
  target: Target,
  persons: readonly string[],
  staff: readonly string[],
): Promise<Pool> {
  const [last] = await sql('SELECT coalesce(max(id), 0)::int AS id FROM assent.ledger_entry');
  const disclosed = await sql(
    `SELECT id FROM assent.disclosure WHERE grant_id = ANY ($1::uuid[]) ORDER BY disclosed_at DESC LIMIT 2`,
    [target.ids],
  );
  return {
    target: { ...target, ids: [...target.ids, ...disclosed.map(({ id }) => id)] },
    persons,
    staff,
    items: allItems(),
    lastEntry: last!.id,
    lastGiven: '',
  };
}
