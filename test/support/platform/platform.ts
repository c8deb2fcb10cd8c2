import type { DestinationStream } from 'pino';
import { addStaffAccount } from '../../../api/cli/command/staff-accounts.js';
import { readConfig } from '../../../api/config.js';
import { createLogger } from '../../../api/logger.js';
import { createServer, type Server } from '../../../api/server.js';
import type { StaffRole } from '../../../consent/staff/role.js';
import type { Tag } from '../../../datacenter/generate/testers.js';
import { GraphqlClient } from '../../../examples/clients/graphql-client.js';
import { type Person, PersonClient } from '../../../examples/clients/person-client.js';
import { RecipientClient } from '../../../examples/clients/recipient-client.js';
import { RecipientKey } from '../../../examples/clients/recipient-key.js';
import { nobodysCertNo, StaffClient } from '../../../examples/clients/staff-client.js';
import { RECIPIENTS } from '../../../examples/demo/agreements.js';
import { peopleOf, recipientKey } from '../../../examples/demo/people.js';
import { createStandIn } from '../../../examples/stand-in-city/stand-in.js';
import type { Cluster } from '../database/cluster.js';
import { createTestDatabase, type TestDatabase, testCluster } from '../database/database.js';
import { founders } from '../people/staff.js';

/** The platform of one test file: its own database, server and stand-in city, each on its own port. */
export interface Platform {
  readonly url: string;
  readonly standInUrl: string;
  readonly database: TestDatabase;
  readonly anonymous: GraphqlClient;
  /** The two insurers and the bank. */
  readonly insurer: RecipientClient;
  readonly otherInsurer: RecipientClient;
  readonly bank: RecipientClient;
  /** A different person on each call, so that tests don't share people. */
  someone(tag?: Tag): Person;
  /** Everybody with a tag, whether used by a test or not. */
  everybody(tag: Tag): readonly Person[];
  person(person: Person): PersonClient;
  /** A new member of staff, signed in. */
  staff(role: StaffRole, certNo?: string): Promise<StaffClient>;
  /** A second server on the same database. */
  another(environment?: Record<string, string>): Promise<{ url: string; server: Server }>;
  stop(): Promise<void>;
}

/** Starts the same createServer as production. */
export async function startPlatform(
  environment: Record<string, string> = {},
  logTo?: DestinationStream,
  cluster: Cluster = testCluster(),
): Promise<Platform> {
  const { varDir } = cluster;
  const database = await createTestDatabase('CITY', cluster);
  const servers: Server[] = [];
  let url = '';
  const standIn = await createStandIn({ port: 0, audience: () => url });
  const boot = async (more: Record<string, string> = {}) => {
    const config = readConfig({
      PORT: '0',
      ASSENT_VAR: varDir,
      SMS_GATEWAY_URL: standIn.url,
      EVOUCHER_URL: standIn.url,
      FACE_URL: standIn.url,
      CARD_READER_URL: standIn.url,
      EVOUCHER_HANDOFF_URL: `${standIn.url}/evoucher`,
      FACE_HANDOFF_URL: `${standIn.url}/face`,
      DESK_CARD_READER_URL: standIn.url,
      DESK_UKEY_URL: standIn.url,
      LOG_LEVEL: 'silent',
      // Every client of a test has the same address.
      MAX_CONNECTIONS_PER_ADDRESS: '4096',
      // Tests that wait for the log do not wait for what is spread.
      LOG_SPREAD_SECONDS: '0',
      ...environment,
      ...more,
    });
    const server = await createServer(config, {
      urls: database.urls,
      log: createLogger(config, logTo),
    });
    servers.push(server);
    return { server, url: await server.start() };
  };
  url = (await boot()).url;
  const [insurer, otherInsurer, bank] = await Promise.all(
    RECIPIENTS.map(
      async (identity) => new RecipientClient(url, identity, await recipientKey(varDir, identity.clientId)),
    ),
  );
  let hired = 0;
  const people = Map.groupBy(peopleOf(varDir), ({ tags }) => tags[0] as Tag);
  return {
    url,
    standInUrl: standIn.url,
    database,
    anonymous: new GraphqlClient(url),
    insurer: insurer!,
    otherInsurer: otherInsurer!,
    bank: bank!,
    someone(tag = 'ADULT') {
      const person = people.get(tag)?.shift();
      if (!person) throw new Error(`There is nobody left of ${tag}.`);
      return person;
    },
    everybody: (tag) => peopleOf(varDir).filter(({ tags }) => tags.includes(tag)),
    person: (person) => new PersonClient(url, standIn.url, person),
    async staff(role, certNo = nobodysCertNo(hired)) {
      hired += 1;
      const key = await RecipientKey.create();
      const identity = { code: `${role}-${hired}`, role, certNo };
      const by = await founders(database, varDir);
      await addStaffAccount(
        database.ownerUrl,
        varDir,
        { ...identity, jwk: { ...key.registeredJwk } },
        { by },
      );
      return new StaffClient(url, identity, key).signIn();
    },
    another: boot,
    async stop() {
      for (const server of servers) await server.stop();
      await standIn.close();
      await database.drop();
    },
  };
}
