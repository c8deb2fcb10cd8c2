import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readConfig, SETTINGS } from '../../api/config.js';
import { REFUSALS } from '../../consent/kernel/refusal.js';
import { checkAgreement } from '../../consent/recipients/agreement-file.js';
import { SETTLEMENT_IDENTITIES } from '../../datacenter/csv/accounting-identities.js';
import { readSources } from '../architecture/sources.js';
import { projectFile, projectRoot } from '../support/project.js';
import { documentAt, documents, rowsOf, termsOf } from './documents.js';

/** A path of the project, as opposed to one of HTTP or of a machine. */
const PROJECT_PATH =
  /^(\.ci|\.github|api|bench|consent|datacenter|deploy|docs|examples|migrations|schema|test|web)\/[\w./-]*$/;

describe('the documents are true', () => {
  it.each(documents)('$path names and links only files that exist', (document) => {
    const paths = termsOf(document).filter((term) => PROJECT_PATH.test(term));
    expect(paths.filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
    const links = [...document.text.matchAll(/\]\((?!http)([^)#]+)/g)].map(([, to]) => to!);
    expect(links.filter((to) => !existsSync(join(projectRoot, dirname(document.path), to)))).toEqual([]);
  });

  it('are what comments cite: every document that one names is in the project', () => {
    const cited = [...readSources().values()].flatMap(({ text }) =>
      [...text.matchAll(/(?:\/\/|\*).*?([\w./-]+\.md)\b/g)].map(([, path]) => path!),
    );
    expect(cited).toContain('docs/rules.md');
    expect([...new Set(cited)].filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
  });

  it('README lists every setting that api/config.ts reads', () => {
    expect([...rowsOf(documentAt('README.md')).keys()].sort()).toEqual([...SETTINGS].sort());
  });

  it('README gives the defaults that are taken where nothing is set', () => {
    const cells = [...rowsOf(documentAt('README.md'))].map(([name, row]) => [
      name,
      /^`(.+)`$/.exec(row.split('|')[2]!.trim())?.[1],
    ]);
    // The address of the platform follows from two others.
    const defaults = cells.filter(([name, value]) => value !== undefined && name !== 'PUBLIC_URL');
    expect(defaults.length).toBeGreaterThan(10);
    const values = (env: NodeJS.ProcessEnv) => ({ ...readConfig(env), unset: null });
    expect(values(Object.fromEntries(defaults))).toEqual(values({}));
  });

  it('docs/api.md lists every error code with what comes with it, and no other code', () => {
    const [, errors] = documentAt('docs/api.md').text.split('\n## Errors\n');
    const rows = rowsOf({ path: 'docs/api.md', text: errors! });
    expect([...rows.keys()].sort()).toEqual(Object.keys(REFUSALS).sort());
    for (const [code, { extensions }] of Object.entries(REFUSALS)) {
      const told = [...(rows.get(code) ?? '').matchAll(/`([a-z]\w*)`/g)].map(([, name]) => name);
      expect({ code, told }).toEqual({ code, told: extensions });
    }
  });

  it('docs/dependencies.md says of each dependency why it is there', () => {
    const { dependencies, devDependencies } = JSON.parse(projectFile('package.json'));
    const portal = JSON.parse(projectFile('web/package.json')).devDependencies;
    expect([...rowsOf(documentAt('docs/dependencies.md')).keys()]).toEqual([
      ...Object.keys(dependencies),
      ...Object.keys(devDependencies),
      ...Object.keys(portal),
    ]);
  });

  it('docs/data-center.md lists the accounting identities that the importer holds', () => {
    const rows = rowsOf(documentAt('docs/data-center.md'));
    for (const { name, total, parts } of SETTLEMENT_IDENTITIES) {
      const told = [...(rows.get(name) ?? '').matchAll(/`([a-z_]+)`/g)].map(([, column]) => column);
      expect(told).toEqual([name, total, ...parts]);
    }
  });

  it('docs/examples/agreement.json is an agreement', () => {
    expect(checkAgreement(JSON.parse(projectFile('docs/examples/agreement.json'))).purposes).toHaveLength(2);
  });
});
