import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile, projectRoot } from '../support/project.js';

export interface Document {
  readonly path: string;
  readonly text: string;
}

const markdownIn = (directory: string): string[] =>
  readdirSync(join(projectRoot, directory))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => join(directory, name));

const paths = ['.', 'docs', 'docs/decisions'].flatMap(markdownIn);

export const documents: readonly Document[] = paths.map((path) => ({ path, text: projectFile(path) }));

/** The commands of a document's `sh` blocks, in order. */
export const commandsOf = ({ text }: Document): string[] =>
  [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block]) =>
    block!.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#')),
  );

/** What stands in `code` style. */
export const termsOf = ({ text }: Document): string[] =>
  [...text.replace(/^```.*?^```$/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, term]) => term!);

/** Rows of tables whose first cell is in `code` style: that cell and the row. */
export const rowsOf = ({ text }: Document): Map<string, string> =>
  new Map([...text.matchAll(/^\| `([^`]+)`.*$/gm)].map(([row, name]) => [name!, row]));

export function documentAt(path: string): Document {
  const document = documents.find((one) => one.path === path);
  if (!document) throw new Error(`There is no ${path}.`);
  return document;
}
