import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFile, projectRoot } from '../support/project.js';

const built = join(projectRoot, 'dist/web');
const FIRST_LOAD_MAX = 200_000;
const CHUNK_MAX = 60_000;

const DESK_LOAD_MAX = 350_000;

const gzipped = (path: string) => readFileSync(join(built, `${path}.gz`)).length;
const assets = globSync('assets/*.{js,css}', { cwd: built });
const loadedBy = (entry: string) =>
  [...readFileSync(join(built, entry), 'utf8').matchAll(/\/(assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, path]) => path!,
  );
const first = loadedBy('index.html');
const ofDesk = loadedBy('desk.html');

describe('the portal’s first page', () => {
  it(`loads at most ${FIRST_LOAD_MAX / 1000} kB, compressed`, () => {
    expect(first.length).toBeGreaterThan(1);
    expect(first.map(gzipped).reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_LOAD_MAX);
  });

  it('loads nothing of the desk', () => {
    expect(ofDesk.filter((path) => !first.includes(path)).length).toBeGreaterThan(0);
    for (const path of first) expect(readFileSync(join(built, path), 'utf8')).not.toContain('/ukey/sign');
  });

  it('has words before any script has run', () => {
    expect(readFileSync(join(built, 'index.html'), 'utf8')).toContain('谁想看您的医保数据，由您决定。');
  });
});

it(`the desk’s first page loads at most ${DESK_LOAD_MAX / 1000} kB, compressed`, () => {
  expect(ofDesk.length).toBeGreaterThan(1);
  expect(ofDesk.map(gzipped).reduce((sum, size) => sum + size, 0)).toBeLessThan(DESK_LOAD_MAX);
});

it(`any further part is at most ${CHUNK_MAX / 1000} kB, compressed`, () => {
  const further = assets.filter((path) => !first.includes(path) && !ofDesk.includes(path));
  for (const path of further)
    expect({ path, small: gzipped(path) <= CHUNK_MAX }).toEqual({ path, small: true });
});

it('every asset is there in both compressed forms', () => {
  const compressed = globSync('assets/*.{br,gz}', { cwd: built });
  for (const path of assets) expect(compressed).toEqual(expect.arrayContaining([`${path}.br`, `${path}.gz`]));
});

/** A method that happens to be named eval, as polynomials have one, evaluates no code. */
const EVALUATES = /(?<!\.)\beval\((?![^()]*\)\{)|new Function\(|importScripts\(|https?:\/\/(?:cdn|unpkg)/;

it('no part evaluates text as code or loads from elsewhere', () => {
  for (const path of assets) {
    const text = readFileSync(join(built, path), 'utf8');
    expect({
      path,
      found: EVALUATES.exec(text)?.[0],
    }).toEqual({
      path,
      found: undefined,
    });
  }
});

it('there is one React', () => {
  const lock = JSON.parse(projectFile('package-lock.json')) as { packages: Record<string, unknown> };
  const copies = Object.keys(lock.packages).filter((path) => /(^|\/)node_modules\/react(-dom)?$/.test(path));
  expect(copies.sort()).toEqual(['node_modules/react', 'node_modules/react-dom']);
});
