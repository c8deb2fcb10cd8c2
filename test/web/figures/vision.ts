import type { Page } from 'playwright-core';
import UPNG from 'upng-js';

/** How Chromium shows a page to people who tell colours apart less well, or not at all. */
export const DEFICIENCIES = ['achromatopsia', 'protanopia', 'deuteranopia', 'tritanopia'] as const;

type Deficiency = (typeof DEFICIENCIES)[number] | 'none';

/** Looks at the page as somebody with this deficiency sees it. */
export async function seenWith<Result>(
  page: Page,
  type: Deficiency,
  look: () => Promise<Result>,
): Promise<Result> {
  const device = await page.context().newCDPSession(page);
  await device.send('Emulation.setEmulatedVisionDeficiency', { type });
  const seen = await look();
  await device.send('Emulation.setEmulatedVisionDeficiency', { type: 'none' });
  await device.detach();
  return seen;
}

/** The relative luminance of each pixel of a picture, as WCAG defines it. */
export function luminances(png: Buffer): { readonly width: number; readonly of: readonly number[] } {
  const picture = UPNG.decode(new Uint8Array(png).buffer);
  const pixels = new Uint8Array(UPNG.toRGBA8(picture)[0]!);
  const linear = (value: number) =>
    value <= 0.040_45 * 255 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  const of = Array.from({ length: pixels.length / 4 }, (_, at) => {
    const [red, green, blue] = pixels.subarray(at * 4, at * 4 + 3);
    return 0.2126 * linear(red!) + 0.7152 * linear(green!) + 0.0722 * linear(blue!);
  });
  return { width: picture.width, of };
}

export const contrast = (one: number, other: number): number =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

const SIDE = 8;

/** The contrast of each pair `colour on background` as it is seen with a deficiency, measured in a picture of them. */
export async function contrastsOf(
  page: Page,
  pairs: readonly string[],
  type: Deficiency,
): Promise<ReadonlyMap<string, number>> {
  const swatches = pairs.map((pair) => {
    const [colour, background] = pair.split(' on ');
    const box = (shown: string) => `<i style="background:${shown}"></i>`;
    return `<b>${box(colour!)}${box(background!)}</b>`;
  });
  await page.setContent(
    `<style>body{margin:0}b{display:flex}i{width:${SIDE}px;height:${SIDE}px}</style>${swatches.join('')}`,
  );
  const { width, of } = luminances(await seenWith(page, type, () => page.screenshot({ fullPage: true })));
  const at = (row: number, column: number) => of[(row * SIDE + SIDE / 2) * width + column * SIDE + SIDE / 2]!;
  return new Map(pairs.map((pair, row) => [pair, contrast(at(row, 0), at(row, 1))]));
}
