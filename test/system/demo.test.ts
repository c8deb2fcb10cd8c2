import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PersonClient } from '../../examples/clients/person-client.js';
import { createBareDatabase } from '../support/database/bare-database.js';
import { startProgram } from '../support/processes/program.js';
import { projectRoot } from '../support/project.js';
import { scale } from '../support/scale.js';

const PARTS = ['--exit', '--persons', '300', '--port', '0', '--stand-in-port', '0', '--app-port', '0'];

const WAITING = `{ me {
  consentRequests(status: PENDING) { nodes { id } }
  wards { consentRequests(status: PENDING) { nodes { id } } }
  relativeApplications { status }
} }`;

describe('npm run demo', () => {
  let varDir: string;
  let database: Awaited<ReturnType<typeof createBareDatabase>>;
  beforeAll(async () => {
    varDir = mkdtempSync(join(tmpdir(), 'assent-demo-'));
    database = await createBareDatabase();
  });
  afterAll(async () => {
    await database.drop();
    rmSync(varDir, { recursive: true, force: true });
  });

  const demo = (args: string[], env: Record<string, string> = {}) =>
    startProgram([join(projectRoot, 'dist/examples/demo/main.js'), ...args], {
      ASSENT_VAR: varDir,
      DATABASE_URL: database.url,
      LOG_LEVEL: 'warn',
      ...env,
    });

  it('makes a city and runs the story to its end', async () => {
    const program = demo(PARTS);
    const code = await program.ended;
    expect(program.output()).toContain('All went as told.');
    expect(code).toBe(0);
  });

  it.each(scale(['relative'], ['counter', 'guardian', 'relative']))(
    'runs the story %s to its end',
    async (story) => {
      const program = demo([...PARTS, '--story', story]);
      const code = await program.ended;
      expect(program.output()).toContain('All went as told.');
      expect(code).toBe(0);
    },
  );

  it('writes demo.json for testers, and keys that only their owner reads', () => {
    const file = JSON.parse(readFileSync(join(varDir, 'demo/demo.json'), 'utf8'));
    expect(Object.keys(file)).toEqual([
      'baseUrl',
      'standInUrl',
      'recipients',
      'staff',
      'people',
      'providers',
    ]);
    expect(file.recipients.map(({ kind }: { kind: string }) => kind).sort()).toEqual([
      'COMMERCIAL_BANK',
      'COMMERCIAL_INSURER',
      'COMMERCIAL_INSURER',
    ]);
    expect(file.staff.map(({ role }: { role: string }) => role)).toEqual([
      'CLERK',
      'REVIEWER',
      'REVIEWER',
      'OFFICER',
      'OFFICER',
    ]);
    for (const { privateJwk } of [...file.recipients, ...file.staff]) {
      const path = resolve(projectRoot, privateJwk);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveProperty('d');
    }
    for (const person of file.people)
      expect(Object.keys(person)).toEqual(['certNo', 'name', 'mobile', 'tags', 'providerCode']);
    const tagged = Map.groupBy(file.people as { tags: string[] }[], ({ tags }) => tags[0]!);
    expect(tagged.get('ADULT')!.length).toBeGreaterThanOrEqual(20);
    for (const tag of [
      'CHILD_UNDER_14',
      'CHILD_14_TO_17',
      'GUARDIAN',
      'DECEASED',
      'SPECIAL_DISEASE',
      'REPRESENTATIVE',
    ])
      expect(tagged.get(tag)?.length).toBeGreaterThan(0);
    expect(Object.keys(file.providers[0])).toEqual(['code', 'name']);
  });

  it('uses an existing city, and exits with 1 and the name of a step that failed', async () => {
    // Nothing listens on port 1, so no message reaches the person.
    const program = demo(PARTS, { SMS_GATEWAY_URL: 'http://127.0.0.1:1' });
    expect(await program.ended).toBe(1);
    expect(program.output()).not.toContain('rows/s');
    expect(program.output()).toMatch(/Step 2 \(.*\) was not as told\.\nUNAVAILABLE/);
  });

  it('leaves something to do for each person that it prints, and serves until it is stopped', async () => {
    const program = demo(PARTS.slice(1));
    await program.says(/Still serving/);
    const [, url] = await program.says(/Serving: +(\S+)\/graphql/);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const { standInUrl } = JSON.parse(readFileSync(join(varDir, 'demo/demo.json'), 'utf8'));
    const printed = [...program.output().matchAll(/^ {2}(\S+) (\d{17}[\dX]) {2}\S/gm)];
    expect(printed).toHaveLength(6);
    for (const [line, name, certNo] of printed) {
      const person = { name: name!, certNo: certNo!, mobile: '', tags: [], providerCode: '' };
      const client = await new PersonClient(url!, standInUrl, person).signIn('FACE');
      const { me } = await client.run(WAITING);
      const requests = [me, ...me.wards].flatMap(({ consentRequests }) => consentRequests.nodes);
      const approved = me.relativeApplications.filter(({ status }: any) => status === 'APPROVED');
      expect([line, requests.length + approved.length > 0]).toEqual([line, true]);
    }
    program.signal('SIGINT');
    expect(await program.ended).toBe(0);
  });

  it('says at once that a port is in use', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const { port } = busy.address() as AddressInfo;
    const program = demo(['--exit', '--port', String(port)]);
    expect(await program.ended).toBe(1);
    expect(program.output()).toMatch(new RegExp(`Port ${port} is in use`));
    busy.close();
  });
});
