import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HeardLog } from '../../support/platform/heard-log.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { coloursOf, faultsInEnglish, faultsOf } from './checks.js';
import { isOpened, type State, type World } from './state.js';
import { contrastsOf, DEFICIENCIES } from './vision.js';

/** What of the platform somebody needs who walks through their pages. */
export interface Walk {
  readonly who: string;
  readonly states: readonly State[];
  readonly begin: (platform: Platform) => Promise<World>;
  readonly desk?: boolean;
}

/** Walks through every state of somebody's pages and measures everything there, then once through the pages in English. */
export function walk({ who, states, begin, desk = false }: Walk): void {
  describe(`the pages of ${who}`, () => {
    const log = new HeardLog();
    let platform: Platform;
    let world: World;
    const colours = new Set<string>();
    beforeAll(async () => {
      platform = await startPlatform({ LOG_LEVEL: 'info' }, log);
      world = await begin(platform);
    });
    afterAll(async () => {
      await world.portal.close();
      await platform.stop();
    });

    it.each(states.map((state) => [state.page, state.state, state] as const))(
      '%s, %s: every figure holds',
      async (_page, _state, state) => {
        await state.reach(world);
        await world.says(state.shows);
        await world.portal.page.waitForLoadState('networkidle');
        for (const pair of await coloursOf(world)) colours.add(pair);
        expect(await faultsOf(world, { desk, refused: state.refused ?? false })).toEqual({});
      },
    );

    const pages = states.filter(isOpened);
    if (pages.length > 0)
      it.each(pages.map((state) => [state.page, state] as const))(
        '%s is whole in English',
        async (_page, state) => {
          const { page } = world.portal;
          await page.evaluate("localStorage.setItem('assent-language', 'en')");
          await world.portal.open(await state.at(world));
          await page.waitForLoadState('networkidle');
          const found = await faultsInEnglish(world);
          expect(await page.evaluate('document.documentElement.lang')).toBe('en');
          await page.evaluate("localStorage.setItem('assent-language', 'zh')");
          expect(found).toEqual({});
        },
      );

    it.each(['none', ...DEFICIENCIES] as const)(
      'every text keeps a contrast of 4.5 to what it stands on, seen with the deficiency %s',
      async (deficiency) => {
        const page = await world.portal.context.newPage();
        const seen = await contrastsOf(page, [...colours], deficiency);
        await page.close();
        expect(seen.size).toBeGreaterThan(2);
        expect([...seen].filter(([, ratio]) => ratio < 4.5)).toEqual([]);
      },
    );

    it('nothing personal and no token is in the log of the platform', () => {
      expect(log.said).not.toBe('');
      for (const value of world.personal) expect(log.said).not.toContain(value);
      expect(log.said).not.toMatch(/eyJ[\w-]{10}/);
    });
  });
}
