import { expect } from '@jest/globals';
import type { PortalBrowser } from './portal-browser.js';

/**
 * What holds on every page: no violation of the accessibility rules, no sideways scrolling, no fault, and nothing personal or
 * secret in its address, its title or what the browser keeps.
 */
export const soundPages =
  (portal: PortalBrowser, personal: readonly string[]) =>
  async (name: string): Promise<void> => {
    expect({ name, violations: await portal.violations() }).toEqual({ name, violations: [] });
    const { page } = portal;
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect({ name, wide }).toEqual({ name, wide: false });
    const shown = `${page.url()} ${await page.title()} ${await portal.stored()}`;
    for (const value of personal) expect(shown).not.toContain(value);
    expect(shown).not.toMatch(/eyJ[\w-]{10}/);
    expect({ name, faults: portal.faults }).toEqual({ name, faults: [] });
  };
