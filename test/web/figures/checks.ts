import type { Page } from 'playwright-core';
import { projectFile } from '../../support/project.js';
import { AxeBuilder } from '../../support/web/axe.js';
import type { World } from './state.js';

/** What each figure found wrong, in lines. Nothing is in it of a figure that holds. */
export type Found = Readonly<Record<string, readonly string[]>>;

const IN_PAGE = projectFile('test/web/figures/in-page.js');
const NARROW = { width: 320, height: 640 };
const TARGETS = { normal: 44, elder: 60, desk: 24 };

/** Text of twice its size (WCAG 1.4.4), and the spacing that readers may set (WCAG 1.4.12). */
const LARGE = 'html { font-size: 200% !important; }';
const SPACED =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }';

const within = async <Result>(page: Page, call: string): Promise<Result> => {
  await page.evaluate(`if (!globalThis.figures) (() => { ${IN_PAGE} })()`);
  return page.evaluate(`figures.${call}`);
};

const wide = (page: Page) => within<string[]>(page, 'narrowness()');

/** Measures in a narrow window, and gives the window back. */
async function narrow(page: Page): Promise<string[]> {
  const before = page.viewportSize()!;
  await page.setViewportSize(NARROW);
  const found = await wide(page);
  await page.setViewportSize(before);
  return found;
}

/** Measures with a style sheet that the page adopts as a script of its own may, so that its policy stays in force. */
async function styled(page: Page, css: string): Promise<string[]> {
  await page.evaluate(
    `{ const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(css)}); document.adoptedStyleSheets = [sheet]; }`,
  );
  const found = await wide(page);
  await page.evaluate('document.adoptedStyleSheets = []');
  return found;
}

const mode = (page: Page, name: 'normal' | 'elder') =>
  page.evaluate(`document.documentElement.dataset.mode = '${name}'`);

/** What has no edge where the system chooses the colours. */
async function forced(page: Page): Promise<string[]> {
  await page.emulateMedia({ forcedColors: 'active' });
  const found = await within<string[]>(page, 'edges()');
  await page.emulateMedia({ forcedColors: 'none' });
  return found;
}

/** Goes through the page with Tab alone: what is not reached, and where one does not see where one is. */
async function tabbed(page: Page): Promise<string[]> {
  let stops = await within<number>(page, 'beginTabs()');
  const faults = new Set<string>();
  let left: string[] = [];
  // The focus is somewhere on the page, so that it may take one round and the way out of the page.
  for (stops += 4; stops > 0; stops -= 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate<{ left: string[]; faults: string[] }>('figures.focused()');
    for (const fault of seen.faults) faults.add(fault);
    left = seen.left;
    if (left.length === 0) break;
  }
  return [...left.map((one) => `Tab does not reach ${one}`), ...faults];
}

/** What is personal or secret in the address, the title, or in what the browser keeps. */
async function kept({ portal, personal }: World): Promise<string[]> {
  const text = `${portal.page.url()} ${await portal.page.title()} ${await portal.stored()}`;
  const secret = /eyJ[\w-]{10}/.exec(text)?.[0];
  return [...personal.filter((value) => text.includes(value)), ...(secret ? [secret] : [])];
}

const onlyFaults = (all: Found): Found =>
  Object.fromEntries(Object.entries(all).filter(([, lines]) => lines.length > 0));

/** Everything that holds on every state, in Chinese: as it is, at 320 px, in large text, in elder mode. */
export async function faultsOf(world: World, { desk = false, refused = false } = {}): Promise<Found> {
  const { page, faults } = world.portal;
  const found: Record<string, readonly string[]> = {
    'accessibility rules': await AxeBuilder.violations(page),
    'what is wide': await wide(page),
    'what is wide at 320 px': await narrow(page),
    'what is wide in text of twice the size': await styled(page, LARGE),
    'what is wide in spaced text': await styled(page, SPACED),
    'small targets': await within(page, `targetsBelow(${desk ? TARGETS.desk : TARGETS.normal})`),
    barriers: await within(page, 'barriers()'),
    'edges in forced colours': await forced(page),
    'the keyboard alone': await tabbed(page),
    privacy: await kept(world),
  };
  if (!desk) {
    await mode(page, 'elder');
    found['accessibility rules in elder mode'] = await AxeBuilder.violations(page);
    found['what is wide at 320 px in elder mode'] = await narrow(page);
    found['small targets in elder mode'] = await within(page, `targetsBelow(${TARGETS.elder})`);
    await mode(page, 'normal');
  }
  found.faults = faults.splice(0).filter((fault) => !(refused && /Failed to load resource/.test(fault)));
  return onlyFaults(found);
}

/** Of a page in English: what the length of its words can break. */
export async function faultsInEnglish({ portal: { page, faults } }: World): Promise<Found> {
  return onlyFaults({
    'accessibility rules': await AxeBuilder.violations(page),
    'what is wide': await wide(page),
    'what is wide at 320 px': await narrow(page),
    faults: faults.splice(0),
  });
}

/** The pairs of colours of the text that is shown, as `colour on background`. */
export const coloursOf = ({ portal }: World): Promise<string[]> => within(portal.page, 'textColours()');
