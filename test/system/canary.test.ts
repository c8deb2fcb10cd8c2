import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Person } from '../../examples/clients/person-client.js';
import { RecipientClient } from '../../examples/clients/recipient-client.js';
import { RECIPIENTS } from '../../examples/demo/agreements.js';
import { peopleOf, recipientKey } from '../../examples/demo/people.js';
import { createStandIn } from '../../examples/stand-in-city/stand-in.js';
import { createTestDatabase, type TestDatabase, testCluster } from '../support/database/database.js';
import { dumpOf, heldBy, sealedItems, valuesOf } from '../support/database/dump.js';
import { ask } from '../support/people/giving.js';
import { type ApiProcess, startApiProcess } from '../support/processes/api-process.js';
import { startProgram } from '../support/processes/program.js';
import { projectRoot } from '../support/project.js';

/** This many values of each item, in addition to all values of the people in the story. */
const SAMPLE = 10;

describe('after the whole demo story (R-29, R-35)', () => {
  let database: TestDatabase;
  let standIn: Awaited<ReturnType<typeof createStandIn>>;
  let api: ApiProcess;
  let insurer: RecipientClient;
  let person: Person;
  let told = '';
  /** Values of people by item, which must not be found anywhere. */
  let canaries: Map<string, string[]>;
  const found: Record<'dump' | 'log' | 'metrics', string> = { dump: '', log: '', metrics: '' };

  beforeAll(async () => {
    const { varDir } = testCluster();
    database = await createTestDatabase('CITY');
    standIn = await createStandIn({ port: 0, audience: () => api.url });
    api = await startApiProcess(database, {
      LOG_LEVEL: 'debug',
      SMS_GATEWAY_URL: standIn.url,
      EVOUCHER_URL: standIn.url,
      FACE_URL: standIn.url,
    });
    const story = startProgram([
      join(projectRoot, 'dist/examples/demo/play-consent.js'),
      ...['--url', api.url, '--stand-in', standIn.url, '--var', varDir],
    ]);
    if ((await story.ended) !== 0) throw new Error(story.output());
    told = story.output();

    const people = peopleOf(varDir);
    const tagged = (tag: string) => people.find(({ tags }) => tags.includes(tag))!;
    person = tagged('ADULT');
    const [identity] = RECIPIENTS;
    insurer = new RecipientClient(api.url, identity!, await recipientKey(varDir, identity!.clientId));
    const cast = [person, tagged('REPRESENTATIVE')].flatMap(({ name, certNo, mobile }) => [
      name,
      certNo,
      mobile,
    ]);
    canaries = new Map([
      ['the cast', cast],
      ...sealedItems.map((item) => [item.code, valuesOf(item).slice(0, SAMPLE)] as const),
    ]);
    found.dump = await dumpOf(database);
    found.metrics = await (await fetch(`${api.url}/metrics`)).text();
    found.log = api.program.output();
  });
  afterAll(async () => {
    await api.stop();
    await standIn.close();
    await database.drop();
  });

  const named = (text: string) =>
    [...canaries].flatMap(([what, values]) => heldBy(text, values).map((value) => `${what}: ${value}`));

  it('data were disclosed, logged and counted, so the search is not trivial', () => {
    expect(canaries.size).toBe(1 + 16);
    for (const values of canaries.values()) expect(values.length).toBeGreaterThan(0);
    // The story’s own output is in clear, so the search finds the values in it.
    expect(named(told)).toEqual(expect.arrayContaining([`the cast: ${person.name}`]));
    expect(found.dump).toContain('GRANT_REVOKED');
    expect(found.dump.length).toBeGreaterThan(1_000_000);
    expect(found.log).toContain('listening');
    expect(found.metrics).toMatch(/assent_disclosures_total\{replayed="false"\} [1-9]/);
  });

  it.each(['dump', 'log', 'metrics'] as const)(
    'the %s contains no name, number or diagnosis of anybody',
    (where) => {
      expect(named(found[where])).toEqual([]);
    },
  );

  it('the search finds a planted canary in a column, in a line of the log and in a label', async () => {
    await ask(insurer, person, {
      purpose: 'CLAIM_DIRECT_PAY',
      mode: 'ONE_TIME',
      reference: `${person.name} ${person.certNo}`,
    } as Parameters<typeof ask>[2]);
    const cast = canaries.get('the cast')!;
    expect(heldBy(await dumpOf(database), cast)).toEqual([person.name, person.certNo]);
    for (const value of [...canaries.values()].flat()) {
      const line = JSON.stringify({ level: 30, err: { detail: `(${value})` } });
      expect(heldBy(found.log + line, [value])).toEqual([value]);
      expect(heldBy(`${found.metrics}assent_refusals_total{code="${value}"} 1`, [value])).toEqual([value]);
    }
  });
});
