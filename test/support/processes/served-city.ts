import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../api/config.js';
import { openDatabase } from '../../../api/database/open.js';
import type { Tag } from '../../../datacenter/generate/testers.js';
import { type Person, PersonClient } from '../../../examples/clients/person-client.js';
import { RecipientClient } from '../../../examples/clients/recipient-client.js';
import { RECIPIENTS } from '../../../examples/demo/agreements.js';
import { fillCity, peopleOf, recipientKey } from '../../../examples/demo/people.js';
import { createStandIn } from '../../../examples/stand-in-city/stand-in.js';
import { createBareDatabase } from '../database/bare-database.js';
import { query, withDatabase } from '../database/cluster.js';
import { testCluster } from '../database/database.js';
import { freePort } from '../platform/free-port.js';
import type { Platform } from '../platform/platform.js';
import { projectRoot } from '../project.js';
import { assent } from './command.js';
import { type Program, startProgram } from './program.js';

/** What `give` needs of a platform. */
type Giver = Pick<Platform, 'person' | 'someone' | 'insurer' | 'bank'>;

/** A small city with a database and secrets of its own, served by `assent serve` as an operator runs it. */
export interface ServedCity extends Giver {
  readonly url: string;
  readonly varDir: string;
  readonly databaseUrl: string;
  /** Starts `assent` with the settings of this city in a process of its own. */
  start(args: readonly string[], env?: Record<string, string>): Program;
  /** Runs a command that ends by itself, without a process. */
  run(args: readonly string[], env?: Record<string, string>): Promise<{ code: number; output: string }>;
  /** Serves until `stop`. @throws Error with all that it said if it refuses to */
  serve(env?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
  /** Copies the database as it is; nobody may be connected. */
  keep(): Promise<void>;
  /** Replaces the database by the copy: a point-in-time recovery. */
  bringBack(): Promise<void>;
  sql(text: string, values?: unknown[]): Promise<Record<string, any>[]>;
  end(): Promise<void>;
}

/** @param adminUrl of the server that its database is on, if that is not the one of the run */
export async function servedCity(adminUrl = testCluster().adminUrl): Promise<ServedCity> {
  const varDir = mkdtempSync(join(tmpdir(), 'assent-served-'));
  const database = await createBareDatabase(adminUrl);
  const name = new URL(database.url).pathname.slice(1);
  const opened = await openDatabase(readConfig({ ASSENT_VAR: varDir, DATABASE_URL: database.url }));
  await fillCity({ ownerUrl: database.url, importUrl: opened.urls.import }, varDir);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const standIn = await createStandIn({ port: 0, audience: () => url });
  const people = Map.groupBy(peopleOf(varDir), ({ tags }) => tags[0] as Tag);
  const [insurer, , bank] = await Promise.all(
    RECIPIENTS.map(
      async (identity) => new RecipientClient(url, identity, await recipientKey(varDir, identity.clientId)),
    ),
  );
  let serving: Program | null = null;
  const settings = {
    ASSENT_VAR: varDir,
    DATABASE_URL: database.url,
    PORT: String(port),
    SMS_GATEWAY_URL: standIn.url,
    EVOUCHER_URL: standIn.url,
    FACE_URL: standIn.url,
    CARD_READER_URL: standIn.url,
    LOG_LEVEL: 'info',
    LOG_SPREAD_SECONDS: '0',
    MAX_CONNECTIONS_PER_ADDRESS: '4096',
  };
  const start: ServedCity['start'] = (args, env = {}) =>
    startProgram([join(projectRoot, 'dist/api/cli/assent.js'), ...args], { ...settings, ...env });
  const stop = async () => {
    serving?.signal('SIGTERM');
    await serving?.ended;
    serving = null;
  };
  const replace = (from: string, to: string) =>
    query(adminUrl, `DROP DATABASE IF EXISTS "${to}" WITH (FORCE)`).then(() =>
      query(adminUrl, `CREATE DATABASE "${to}" TEMPLATE "${from}"`),
    );
  return {
    url,
    varDir,
    databaseUrl: database.url,
    insurer: insurer!,
    bank: bank!,
    someone(tag = 'ADULT') {
      const person = people.get(tag)?.shift();
      if (!person) throw new Error(`There is nobody left of ${tag}.`);
      return person;
    },
    person: (person: Person) => new PersonClient(url, standIn.url, person),
    start,
    async run(args, env = {}) {
      const { code, output } = await assent(args, { ...settings, ...env });
      return { code, output };
    },
    async serve(env) {
      const program = start(['serve'], env);
      await program.says(/"msg":"listening"/);
      serving = program;
    },
    stop,
    keep: async () => void (await replace(name, `${name}_kept`)),
    bringBack: async () => void (await replace(`${name}_kept`, name)),
    sql: (text, values = []) => query(withDatabase(adminUrl, name), text, values),
    async end() {
      await stop();
      await standIn.close();
      await query(adminUrl, `DROP DATABASE IF EXISTS "${name}_kept" WITH (FORCE)`);
      await database.drop();
      rmSync(varDir, { recursive: true, force: true });
    },
  };
}
