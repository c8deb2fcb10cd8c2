import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { projectRoot } from '../support/project.js';

export const AREAS = ['api', 'datacenter', 'consent', 'schema', 'migrations', 'examples', 'test'] as const;
export type Area = (typeof AREAS)[number];

/** One TypeScript file, by its path in the project. */
export interface Source {
  readonly path: string;
  readonly area: Area;
  readonly text: string;
  /** Files of ours that it imports, types included. */
  readonly imports: readonly string[];
  /** Packages that it imports, types included. */
  readonly packages: readonly string[];
  /** Those of them that are imported for more than their types. */
  readonly runtimePackages: readonly string[];
}

/**
 * Every form in which one module names another: import, export from, import for its effect, import(), types included; and
 * the file of a thread.
 */
const SPECIFIER =
  /^\s*(?:import|export)\b[^;'"`]*?\bfrom\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'|\bnew Worker\(\s*new URL\(\s*'([^']+)'/gm;

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

const specifiersOf = (text: string) =>
  [...withoutComments(text).matchAll(SPECIFIER)].map((match) => match.slice(1).find(Boolean)!);

export const importsOf = (path: string, text: string): string[] =>
  specifiersOf(text)
    .filter((specifier) => specifier.startsWith('.') && specifier.endsWith('.js'))
    .map((specifier) => join(dirname(path), specifier).replace(/\.js$/, '.ts'));

/** `pg`, `@apollo/server`: what is written in package.json. */
const packagesOf = (text: string): string[] =>
  specifiersOf(text)
    .filter((specifier) => !specifier.startsWith('.'))
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    );

/** `import type` is gone when the program runs. */
const withoutTypeImports = (text: string) =>
  text.replace(/^\s*(?:import|export) type\b[^;]*?\bfrom\s*'[^']+';/gm, '');

export function readSources(): Map<string, Source> {
  const files = AREAS.flatMap((area) =>
    readdirSync(join(projectRoot, area), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => ({ area, path: relative(projectRoot, join(entry.parentPath, entry.name)) })),
  );
  return new Map(
    files.map(({ area, path }) => {
      const text = readFileSync(join(projectRoot, path), 'utf8');
      const runtimePackages = packagesOf(withoutTypeImports(text));
      return [
        path,
        { path, area, text, imports: importsOf(path, text), packages: packagesOf(text), runtimePackages },
      ];
    }),
  );
}

/** Everything that some files lead to, themselves included. */
export function reachable(sources: ReadonlyMap<string, Source>, roots: readonly string[]): Set<string> {
  const found = new Set(roots.filter((root) => sources.has(root)));
  for (const path of found) for (const next of sources.get(path)?.imports ?? []) found.add(next);
  return found;
}

/** One way round for each cycle met: a -> b -> a. */
export function cycles(sources: ReadonlyMap<string, Source>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(' -> '));
    if (at >= 0 || done.has(path)) return;
    for (const next of sources.get(path)?.imports ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of sources.keys()) visit(path, []);
  return found;
}
