import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface Result {
  readonly violations: readonly { id: string; nodes: readonly { html: string; failureSummary?: string }[] }[];
}

/** axe-core on a page. It is put in by the debugger, which the content security policy does not bind. */
export const AxeBuilder = {
  async violations(page: Page): Promise<string[]> {
    await page.evaluate(source);
    const { violations } = (await page.evaluate(
      (rules) =>
        (globalThis as unknown as { axe: { run(options: object): Promise<unknown> } }).axe.run({
          runOnly: { type: 'tag', values: rules },
          resultTypes: ['violations'],
        }),
      RULES,
    )) as Result;
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
    );
  },
};
