import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFile, projectRoot } from '../support/project.js';
import { documentAt } from './documents.js';

const RULES = Array.from({ length: 38 }, (_, at) => `R-${String(at + 1).padStart(2, '0')}`);

const [held, notYet] = ['Held', 'Not yet'].map((title) => {
  const section = documentAt('docs/law.md')
    .text.split(/^## /m)
    .find((text) => text.startsWith(title));
  return (section ?? '')
    .split('\n')
    .filter((line) => /^\| R-\d\d /.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}) as [string[][], string[][]];

const pathsIn = (cell: string): string[] => [...cell.matchAll(/`([\w./-]+)`/g)].map(([, path]) => path!);

/** Whether a test of this file, or a row of its tables, carries the rule's number in its name. */
const names = (path: string, rule: string): boolean =>
  new RegExp(`(['"\`])[^'"\`\\n]*${rule}\\b`).test(projectFile(path));

describe('docs/law.md', () => {
  it('says of each rule R-01 to R-38 once how it is held, or why not yet', () => {
    expect([...held, ...notYet].map(([rule]) => rule).sort()).toEqual(RULES);
    expect(held.length).toBeGreaterThanOrEqual(30);
  });

  it.each(held.map((cells) => [cells[0]!, cells] as const))(
    '%s is held: what, by which article, where and by a test of its number',
    (rule, [, what, article, where, tests]) => {
      expect([what, article].every(Boolean)).toBe(true);
      expect(pathsIn(where!).length).toBeGreaterThan(0);
      expect(
        [...pathsIn(where!), ...pathsIn(tests!)].filter((path) => !existsSync(join(projectRoot, path))),
      ).toEqual([]);
      expect(pathsIn(tests!).length).toBeGreaterThan(0);
      expect(pathsIn(tests!).filter((path) => !path.endsWith('.test.ts') || !names(path, rule))).toEqual([]);
    },
  );

  it.each(notYet.map((cells) => [cells[0]!, cells] as const))('%s says why not yet', (_rule, cells) => {
    expect(cells).toHaveLength(4);
    expect(cells.every((cell) => cell.length > 3)).toBe(true);
  });
});
