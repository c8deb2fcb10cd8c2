import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { everythingOf } from '../../support/people/asked.js';
import { ask } from '../../support/people/giving.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';
import { personsWorld, type World } from './state.js';
import { contrast, DEFICIENCIES, luminances, seenWith } from './vision.js';

/** Whether a control is on or off is seen without its colour: by its shape, in forced colours and by who sees no colours. */
let platform: Platform;
let world: World;
beforeAll(async () => {
  platform = await startPlatform();
  world = await personsWorld(platform);
});
afterAll(async () => {
  await world.portal.close();
  await platform.stop();
});

/** The share of the pixels of two pictures that differ by a contrast of 3 (WCAG 1.4.11). */
function difference(one: Buffer, other: Buffer): number {
  const [before, after] = [luminances(one).of, luminances(other).of];
  return before.filter((value, at) => contrast(value, after[at]!) >= 3).length / before.length;
}

/** Each control: how one comes to it, what is pressed, and the sign that shows whether it is on. */
const CONTROLS: readonly [name: string, open: () => Promise<void>, words: string | RegExp, sign: string][] = [
  [
    'the switch of an item',
    async () => world.portal.open(`/r/${await ask(platform.insurer, world.person, everythingOf())}`),
    '提供医保目录名称',
    '.track',
  ],
  [
    'the box of the separate confirmation',
    async () => {
      await world.portal.open(await world.asked('heavy'));
      await world.tap('button', '同意，继续');
    },
    /^我单独同意/,
    '.box',
  ],
  ['the choice of a list', () => world.portal.open('/grants'), '已撤回', '.box'],
];

const pictures = async (words: string | RegExp, sign: string) => {
  const { page } = world.portal;
  const label: Locator = page
    .locator('label')
    .filter({ has: page.getByText(words, { exact: true }) })
    .first();
  const take = async () => {
    await page.mouse.move(0, 0);
    return label.locator(sign).screenshot();
  };
  const off = await take();
  await label.click();
  const on = await take();
  return { off, on };
};

describe.each(CONTROLS)('%s shows whether it is on', (_name, open, words, sign) => {
  it.each(DEFICIENCIES)('to people with %s', async (deficiency) => {
    await open();
    const { off, on } = await seenWith(world.portal.page, deficiency, () => pictures(words, sign));
    expect(difference(off, on)).toBeGreaterThan(0.05);
  });

  it('in colours that the system forces', async () => {
    await open();
    await world.portal.page.emulateMedia({ forcedColors: 'active' });
    const { off, on } = await pictures(words, sign).finally(() =>
      world.portal.page.emulateMedia({ forcedColors: 'none' }),
    );
    expect(difference(off, on)).toBeGreaterThan(0.05);
  });
});
