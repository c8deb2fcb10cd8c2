import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSources } from '../architecture/sources.js';
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

/** What docs/rules.md says of each rule, by its number. */
const explained = new Map(
  documentAt('docs/rules.md')
    .text.split(/^#{2,3} /m)
    .filter((section) => /^R-\d\d /.test(section))
    .map((section) => [section.slice(0, 4), section.replaceAll('\n', ' ')]),
);

const basisOf = (section: string): string => / Basis: (.+?)\.(?: |$)/.exec(section)?.[1] ?? '';

/** Articles as `law article`: `PIPL 14`; a law that is named without an article, by its name. */
const articlesIn = (cell: string): string[] =>
  cell
    .replaceAll(/\([^)]*\)/g, '')
    .split(';')
    .flatMap((law) => {
      const [, name, articles] = /^\s*(GB\/T [\d-]+|.*?)\s*((?:\d[\d.–-]*(?:,\s*)?)*)\s*$/.exec(law)!;
      return articles ? articles.split(/,\s*/).map((article) => `${name} ${article}`) : [name!];
    });

const pathsIn = (cell: string): string[] => [...cell.matchAll(/`([\w./-]+)`/g)].map(([, path]) => path!);

/** Whether a test of this file, or a row of its tables, carries the rule's number in its name. */
const names = (path: string, rule: string): boolean =>
  new RegExp(`(['"\`])[^'"\`\\n]*${rule}\\b`).test(projectFile(path));

describe('docs/rules.md', () => {
  it('explains each rule R-01 to R-38 once, with the law behind it', () => {
    expect([...explained.keys()].sort()).toEqual(RULES);
    expect([...explained].filter(([, section]) => basisOf(section).length < 4)).toEqual([]);
  });

  it('explains every rule that the code cites', () => {
    const cited = [...readSources().values()].flatMap(({ text }) => text.match(/\bR-\d\d\b/g) ?? []);
    expect([...new Set(cited)].filter((rule) => !explained.has(rule))).toEqual([]);
  });
});

describe('docs/law.md', () => {
  it('says of each rule R-01 to R-38 once how it is held, or why not yet', () => {
    expect([...held, ...notYet].map(([rule]) => rule).sort()).toEqual(RULES);
    expect(held.length).toBeGreaterThanOrEqual(30);
  });

  it.each(held.map((cells) => [cells[0]!, cells] as const))(
    'says of %s what is held, in which file, and by which test that carries its number',
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

  it.each(notYet.map((cells) => [cells[0]!, cells] as const))(
    'says of %s why it is not held yet',
    (_rule, cells) => {
      expect(cells).toHaveLength(4);
      expect(cells.every((cell) => cell.length > 3)).toBe(true);
    },
  );

  it.each([...held, ...notYet].map((cells) => [cells[0]!, cells[2]!] as const))(
    'names for %s no article that docs/rules.md does not name',
    (rule, articles) => {
      const known = articlesIn(basisOf(explained.get(rule)!));
      expect(articlesIn(articles).filter((article) => !known.includes(article))).toEqual([]);
    },
  );
});
