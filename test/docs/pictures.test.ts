import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { NOT_PICTURED, PICTURES } from '../pictures/pictures.js';
import { projectFile, projectRoot } from '../support/project.js';
import { documentAt } from './documents.js';

const KILOBYTE = 1000;
const PHONE = 390;
const DESK = 1366;

const names = Object.keys(PICTURES).sort();
const shownBy = (path: string) =>
  [...documentAt(path).text.matchAll(/pictures\/([\w-]+)\.png/g)].map(([, name]) => name!);
const fileOf = (name: string) => readFileSync(join(projectRoot, 'docs/pictures', `${name}.png`));

describe('the pictures of the portal', () => {
  it('are those that `npm run pictures` takes, and docs/portal.md shows each of them once', () => {
    expect(readdirSync(join(projectRoot, 'docs/pictures')).sort()).toEqual(
      names.map((name) => `${name}.png`).sort(),
    );
    expect(shownBy('docs/portal.md').sort()).toEqual(names);
    const [one, ...others] = shownBy('README.md');
    expect(names).toContain(one);
    expect(others).toEqual([]);
  });

  it('say in words what they show', () => {
    for (const path of ['docs/portal.md', 'README.md'])
      for (const [tag] of documentAt(path).text.matchAll(/<img [^>]*>/g)) expect(tag).toMatch(/ alt="[^"]+"/);
  });

  it.each(names)('%s is as wide as a phone or a desk, and small', (name) => {
    const file = fileOf(name);
    // PNG: the width is the first field of the header chunk.
    expect(file.subarray(1, 4).toString()).toBe('PNG');
    expect(file.readUInt32BE(16)).toBe(name.startsWith('desk') ? DESK : PHONE);
    expect(file.length).toBeLessThanOrEqual(60 * KILOBYTE);
  });

  it('are small together', () => {
    const total = names.reduce((sum, name) => sum + fileOf(name).length, 0);
    expect(total).toBeLessThanOrEqual(900 * KILOBYTE);
  });

  it('show every page, or it is said why not', () => {
    const pages = ['web/pages.json', 'web/desk/pages.json'].flatMap((path) =>
      Object.keys(JSON.parse(projectFile(path))),
    );
    const pictured = [...new Set<string>(Object.values(PICTURES))];
    expect([...pictured, ...Object.keys(NOT_PICTURED)].sort()).toEqual(pages.sort());
  });
});
