import { globSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { projectFile, projectRoot } from '../support/project.js';
import { readSources } from './sources.js';

const files = globSync('web/**/*.{ts,tsx,mjs}', {
  cwd: projectRoot,
  exclude: (name) => /(^|\/)(node_modules|gql|generated)$/.test(String(name)),
});
const importsOf = (path: string) =>
  [...projectFile(path).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name]) => name!);
const { devDependencies, dependencies } = JSON.parse(projectFile('web/package.json')) as Record<
  'devDependencies' | 'dependencies',
  Record<string, string> | undefined
>;

describe('the portal', () => {
  it('imports nothing of the platform: it speaks HTTP, and its types are made from schema.graphql', () => {
    expect(files.length).toBeGreaterThan(30);
    for (const path of files) {
      const depth = path.split('/').length - 2;
      const outside = importsOf(path).filter((name) => name.startsWith('../'.repeat(depth + 1)));
      expect({ path, outside }).toEqual({ path, outside: [] });
    }
  });

  it('is imported by nothing', () => {
    for (const { path, text } of readSources().values())
      expect({ path, found: /from '[./]*\/web\//.test(text) }).toEqual({ path, found: false });
  });

  it('uses packages of its own only, which a server does not need', () => {
    expect(dependencies).toBeUndefined();
    const own = new Set(Object.keys(devDependencies!));
    const shared = /^(graphql|node:.*|@graphiql\/toolkit|@lingui\/react\/macro|@lingui\/core\/macro)$/;
    for (const path of files) {
      const foreign = importsOf(path)
        .filter((name) => !name.startsWith('.') && !shared.test(name))
        .map((name) =>
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
        )
        .filter((name) => !own.has(name));
      expect({ path, foreign }).toEqual({ path, foreign: [] });
    }
  });

  it('renders no HTML that comes from elsewhere', () => {
    for (const path of files)
      expect(projectFile(path)).not.toMatch(/dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML/);
  });
});
