import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { personItems } from '../../schema/catalogue.js';
import { projectRoot } from '../support/project.js';
import { documentAt } from './documents.js';

const [, ...sections] = documentAt('docs/trust.md').text.split(/^## /m);
const titled = sections.map((text) => ({ title: text.slice(0, text.indexOf('\n')), text }));

describe('docs/trust.md', () => {
  it('says of each thing that may be stolen what its holder may and may not do, and how it shows', () => {
    expect(titled.map(({ title }) => title)).toEqual([
      "A recipient's key",
      "A person's session",
      "A clerk's or officer's card",
      'A dump of the database',
      'The password of a role that serves',
      'The process of the API',
      'The owner of the database',
      'Nothing: a stranger',
      'A careless operator',
    ]);
    for (const { title, text } of titled.slice(0, -1))
      expect([title, ...text.matchAll(/^\*\*(May not|May|Shows)\*\*/gm)].map(String)).toEqual([
        title,
        '**May**,May',
        '**May not**,May not',
        '**Shows**,Shows',
      ]);
  });

  it('lists every item of people that a dump shows in clear, and no encrypted one', () => {
    const { text } = titled.find(({ title }) => title === 'A dump of the database')!;
    const told = [...text.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, code]) => code!);
    const clear = personItems.filter(({ sealed }) => !sealed).map(({ code }) => code);
    expect(told.sort()).toEqual(clear.sort());
  });

  it.each(titled)('names tests that show it: $title', ({ text }) => {
    const tests = [...text.matchAll(/^- (`test\/.*)$/gm)].flatMap(([, line]) =>
      [...line!.matchAll(/`([^`]+)`/g)].map(([, path]) => path!),
    );
    expect(tests.length).toBeGreaterThan(0);
    expect(tests.filter((path) => !/^test\/.*\.test\.ts$/.test(path))).toEqual([]);
    expect(tests.filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
  });
});
