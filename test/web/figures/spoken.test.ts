import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { projectFile, projectRoot } from '../../support/project.js';
import { spoken } from './spoken.js';
import { personsWorld, type State, type World } from './state.js';
import { PERSON } from './states/person.js';
import { PUBLIC } from './states/public.js';

/**
 * What a blind person hears on the main pages, as a text for reviewers: spoken.txt. After a change that is meant,
 * `WRITE_SPOKEN=1 TEST_LONG=1 npm test -- test/web/figures/spoken` writes it anew.
 */
const SCRIPT = 'test/web/figures/spoken.txt';

const HEARD: readonly [from: readonly State[], page: string, state: string][] = [
  [PERSON, '/', 'nothing has happened yet'],
  [PERSON, '/', 'a request, a grant and a use'],
  [PERSON, '/r/:id', 'asked'],
  [PERSON, '/r/:id/sensitive', 'nothing confirmed yet'],
  [PERSON, '/r/:id/sensitive', 'the ways to prove oneself'],
  [PERSON, '/r/:id', 'saying no'],
  [PERSON, '/grants', 'taking one back'],
  [PERSON, '/timeline/:id', 'a question about it'],
  [PERSON, '/data', 'closed'],
  [PUBLIC, '/sign-in', 'the ways'],
];

let platform: Platform;
let world: World;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

it('what is heard on the main pages is what stands in spoken.txt', async () => {
  const heard: string[] = [];
  for (const [states, page, name] of HEARD) {
    const state = states.find((one) => one.page === page && one.state === name)!;
    world = await personsWorld(platform);
    try {
      if (states === PUBLIC) await world.portal.context.clearCookies();
      await state.reach(world);
      await world.says(state.shows);
      await world.portal.page.waitForLoadState('networkidle');
      heard.push(`${page} · ${name}`, '', ...(await spoken(world.portal.page)), '');
    } finally {
      await world.portal.close();
    }
  }
  const script = `${heard.join('\n').trimEnd()}\n`;
  if (process.env.WRITE_SPOKEN) writeFileSync(join(projectRoot, SCRIPT), script);
  expect(script).toBe(projectFile(SCRIPT));
});
