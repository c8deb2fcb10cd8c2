import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import UPNG from 'upng-js';
import { projectRoot } from '../support/project.js';
import type { Picture } from './pictures.js';

const FONT = dirname(
  createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc/package.json'),
);
const FONT_PATH = '/font-of-the-pictures/';
const FACES = `${readFileSync(join(FONT, 'index.css'), 'utf8').replaceAll('url(./files/', `url(${FONT_PATH}`)}
:root, .digest, input { font-family: "Noto Sans SC Variable", sans-serif !important; }`;

/**
 * The test browser has no Chinese font. While pictures are taken, the browser's own routes serve one and add it to the style
 * sheets of the pages; the product does not know it, and its content security policy stays as it is.
 */
export async function lendFont(context: BrowserContext): Promise<void> {
  await context.route(`**${FONT_PATH}*`, (route) =>
    route.fulfill({
      path: join(FONT, 'files', new URL(route.request().url()).pathname.slice(FONT_PATH.length)),
    }),
  );
  await context.route('**/assets/*.css', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\n${FACES}` });
  });
}

/** Enough for the few colours of the pages and the smooth edges of letters. */
const COLOURS = 64;

/** Keeps what is on the screen, when all of it has come and the pointer is on nothing. */
export async function take(page: Page, name: Picture): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page
    .getByText(/^(正在加载|Loading)/)
    .first()
    .waitFor({ state: 'detached' });
  await page.mouse.move(0, 0);
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  const shot = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const image = UPNG.decode(new Uint8Array(shot).buffer);
  const small = UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, COLOURS);
  writeFileSync(join(projectRoot, 'docs', 'pictures', `${name}.png`), Buffer.from(small));
}
