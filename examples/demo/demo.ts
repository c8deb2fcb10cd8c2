import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../api/config.js';
import { createLogger } from '../../api/logger.js';
import { createServer } from '../../api/server.js';
import { cityDay } from '../../consent/kernel/city-time.js';
import type { Io } from '../../datacenter/io.js';
import { Counter } from '../clients/counter.js';
import { type Person, PersonClient } from '../clients/person-client.js';
import { RecipientClient } from '../clients/recipient-client.js';
import { StaffClient } from '../clients/staff-client.js';
import { returnTo, startInsurersApp } from '../enrol-app/app.js';
import { ensureCity } from './city.js';
import { familyIn, firstFamilyIn, peopleIn, writeDemoFile } from './demo-file.js';
import { Narrator, StepFailed } from './narrator.js';
import { openDemoDatabase } from './open-demo-database.js';
import { portToUse } from './ports.js';
import { type DemoRecipient, demoRecipients } from './recipients.js';
import { type DemoStaff, demoStaff } from './staff.js';
import { startStandIn } from './stand-in.js';
import { playStory, type Story } from './story/story.js';
import { leaveApplication } from './waiting-application.js';
import { knownPeople, leaveRequests, type Newcomers } from './waiting-requests.js';

export interface DemoOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly story: Story;
  readonly persons: number;
  /** 0 for any free port. */
  readonly port: number;
  readonly standInPort: number;
  readonly appPort: number;
  /** The promise to wait for after the story; null to end at once. */
  readonly until: (() => Promise<void>) | null;
}

/**
 * Creates the city, starts the platform and the stand-in city, and plays the story.
 * @returns whether every step had the expected outcome
 */
export async function runDemo(options: DemoOptions, io: Io): Promise<boolean> {
  const say = (text: string) => io.out.write(`${text}\n`);
  const { host } = readConfig(options.env);
  const port = await portToUse(host, options.port, 'PORT or --port');
  const standInPort = await portToUse('127.0.0.1', options.standInPort, 'STAND_IN_PORT or --stand-in-port');
  const appPort = await portToUse('127.0.0.1', options.appPort, 'APP_PORT or --app-port');
  const config = configFor(options.env, port, standInPort);

  await using cleanup = new AsyncDisposableStack();
  const directory = join(config.varDir, 'demo');
  const city = join(directory, 'city');
  say(
    `Assent 知数\n\nDatabase: ${config.databaseUrl ? 'yours, at DATABASE_URL' : join(config.varDir, 'postgres')}`,
  );
  const database = await openDemoDatabase(config, say);
  cleanup.defer(() => database.stop());
  const recipients = await demoRecipients(database.ownerUrl, config.varDir, directory, returnTo(appPort));
  const staff = await demoStaff(database.ownerUrl, config.varDir);
  const recipe = { persons: options.persons, seed: 'demo', until: cityDay(new Date()) };
  const { persons, until } = await ensureCity(
    recipe,
    { directory: city, varDir: config.varDir, ownerUrl: database.ownerUrl, importUrl: database.urls.import },
    io,
  );
  say(`City:     ${persons} people, up to ${until}`);

  const newcomers = newcomersIn(city);
  const peopleFile = join(directory, 'newcomers.json');
  writeFileSync(peopleFile, JSON.stringify(knownPeople(newcomers)));
  const staffFile = join(directory, 'staff.json');
  writeFileSync(
    staffFile,
    JSON.stringify(staff.map(({ identity: { code, role }, keyPath }) => ({ code, role, keyPath }))),
  );
  const standIn = await startStandIn(standInPort, config.publicUrl!, {
    people: peopleFile,
    staff: staffFile,
  });
  cleanup.defer(() => standIn.stop());
  const server = await createServer(config, {
    urls: database.urls,
    log: createLogger(config),
  });
  cleanup.defer(() => server.stop());
  const baseUrl = await server.start();
  writeDemoFile(join(directory, 'demo.json'), { baseUrl, standInUrl: standIn.url, recipients, staff, city });
  say(`Serving:  ${baseUrl}/graphql (GraphiQL: ${baseUrl}/graphiql), stand-in city ${standIn.url}`);
  say(`Testers:  ${join(directory, 'demo.json')}`);

  const [{ identity, key }] = recipients as [DemoRecipient];
  const insurersApp = await startInsurersApp({
    platform: baseUrl,
    clientId: identity.clientId,
    key: key.privateKey,
    port: appPort,
  });
  cleanup.defer(() => insurersApp.close());

  const [insurer, , bank] = recipients.map(
    ({ identity, key }) => new RecipientClient(baseUrl, identity, key),
  );
  await leaveRequests(insurer!, bank!, newcomers);
  await leaveApplication(
    new PersonClient(baseUrl, standIn.url, newcomers.relative),
    newcomers.deceased,
    staff
      .filter(({ identity }) => identity.role === 'REVIEWER')
      .map(({ identity, key }) => new StaffClient(baseUrl, identity, key)),
  );

  const asTold = await tell(options.story, { baseUrl, standInUrl: standIn.url, recipients, staff, city }, io);
  if (options.until) {
    say(`\n门户 Portal:         ${portalUrl(baseUrl)}`);
    say('以这些人登录 Sign in as one of these; for each something waits:');
    for (const { name, certNo, role } of knownPeople(newcomers)) say(`  ${name} ${certNo}  ${role}`);
    say(`保险公司的应用 App:     http://127.0.0.1:${appPort}  (投保 enrol, and be sent over)`);
    say(`短信等 SMS and more:   ${standIn.url}`);
    say(`窗口 The counter:      ${portalUrl(baseUrl)}/desk, clerk C-0001 and reviewer R-0001`);
    say(`UKey 和读卡器 devices: ${standIn.url}/ukey and ${standIn.url}/reader`);
    say('\nStill serving. Ctrl-C ends it.');
    await options.until();
  }
  return asTold;
}

/** The settings of the platform. Outside services are those of the stand-in city unless the environment names others. */
function configFor(env: NodeJS.ProcessEnv, port: number, standInPort: number) {
  const standInUrl = `http://127.0.0.1:${standInPort}`;
  return readConfig({
    ...env,
    PORT: String(port),
    PUBLIC_URL: env.PUBLIC_URL || `http://127.0.0.1:${port}`,
    SMS_GATEWAY_URL: env.SMS_GATEWAY_URL || standInUrl,
    EVOUCHER_URL: env.EVOUCHER_URL || standInUrl,
    FACE_URL: env.FACE_URL || standInUrl,
    CARD_READER_URL: env.CARD_READER_URL || standInUrl,
    EVOUCHER_HANDOFF_URL: env.EVOUCHER_HANDOFF_URL || `${standInUrl}/evoucher`,
    FACE_HANDOFF_URL: env.FACE_HANDOFF_URL || `${standInUrl}/face`,
    DESK_CARD_READER_URL: env.DESK_CARD_READER_URL || standInUrl,
    DESK_UKEY_URL: env.DESK_UKEY_URL || standInUrl,
    LOG_LEVEL: env.LOG_LEVEL || 'warn',
  });
}

/** Passkeys need a name: a browser takes localhost and no address. */
const portalUrl = (baseUrl: string) => baseUrl.replace('//127.0.0.1:', '//localhost:');

/** The first people of each kind. The story uses the last ones. */
function newcomersIn(city: string): Newcomers {
  const people = peopleIn(city);
  const first = (tag: string) => people.find(({ tags }) => tags.includes(tag))!;
  const [adult, relative] = people.filter(({ tags }) => tags.includes('ADULT'));
  const teens = firstFamilyIn(city, 'CHILD_14_TO_17');
  return {
    adult: adult!,
    ...firstFamilyIn(city, 'CHILD_UNDER_14'),
    teen: teens.child,
    teensGuardian: teens.guardian,
    representative: first('REPRESENTATIVE'),
    relative: relative!,
    deceased: first('DECEASED'),
  };
}

interface Stage {
  readonly baseUrl: string;
  readonly standInUrl: string;
  readonly recipients: readonly DemoRecipient[];
  readonly staff: readonly DemoStaff[];
  readonly city: string;
}

async function tell(story: Story, stage: Stage, io: Io): Promise<boolean> {
  const { baseUrl, standInUrl, recipients, staff, city } = stage;
  const narrator = new Narrator(io);
  const people = peopleIn(city);
  // The story uses the last people, so that testers find the first ones unchanged.
  const last = (tag: string, fromTheLast = 1) =>
    people.filter(({ tags }) => tags.includes(tag)).at(-fromTheLast)!;
  const playedBy = (person: Person) => narrator.follow(new PersonClient(baseUrl, standInUrl, person));
  const play = (tag: string, fromTheLast = 1) => playedBy(last(tag, fromTheLast));
  const family = (tag: 'CHILD_UNDER_14' | 'CHILD_14_TO_17') => {
    const { child, guardian } = familyIn(city, tag);
    return { child: playedBy(child), guardian: playedBy(guardian) };
  };
  const [insurer, otherInsurer, bank] = recipients.map(({ identity, key }) =>
    narrator.follow(new RecipientClient(baseUrl, identity, key)),
  );
  const [clerk, reviewer, otherReviewer] = staff.map(({ identity, key }) =>
    narrator.follow(new StaffClient(baseUrl, identity, key)),
  );
  try {
    await playStory(story, {
      narrator,
      person: play('ADULT'),
      representative: play('REPRESENTATIVE'),
      insurer: insurer!,
      otherInsurer: otherInsurer!,
      bank: bank!,
      elder: play('ADULT', 2),
      counter: new Counter(standInUrl),
      clerk: clerk!,
      reviewer: reviewer!,
      otherReviewer: otherReviewer!,
      families: () => ({ small: family('CHILD_UNDER_14'), big: family('CHILD_14_TO_17') }),
      relative: play('ADULT', 3),
      deceased: last('DECEASED'),
    });
    io.out.write('\nAll went as told.\n');
    return true;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    io.out.write(`\n${error.message}\n`);
    return false;
  }
}
