import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { projectFile, projectRoot } from '../support/project.js';

/**
 * A client's first step is to make types of schema.graphql. It runs as they run it: graphql-codegen from the command line, with
 * the strictest options, so that a scalar without a type, or a name that a generator can't write, is found here.
 */
const SCALARS = { Date: 'string', DateTime: 'string', Decimal: 'string' };
const OPERATIONS = `
query Mine { recipient { name notices(first: 5) { nodes { id sequence kind receivedAt grant { id } } pageInfo { endCursor } } } }
mutation Ask($input: RequestConsentInput!) { requestConsent(input: $input) { id status items { item { code } required } } }
mutation Redeem($input: RedeemGrantInput!) { redeemGrant(input: $input) {
  id useNumber person { settlements(first: 10) { nodes { settlementId totalFee settlementTime } } } verify(assertions: []) { item match } } }
`;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'assent-codegen-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const node = (script: string, ...args: string[]): string =>
  execFileSync(process.execPath, [script, ...args], { cwd: projectRoot, encoding: 'utf8', stdio: 'pipe' });

it('graphql-codegen makes types of the whole schema with the strictest options, and TypeScript accepts them', () => {
  writeFileSync(join(directory, 'operations.graphql'), OPERATIONS);
  const strict = { strictScalars: true, scalars: SCALARS, immutableTypes: true, useTypeImports: true };
  const made = ['typescript', 'typescript-operations'].map(
    (plugin) => [join(directory, `${plugin}.ts`), plugin] as const,
  );
  const config = {
    schema: join(projectRoot, 'schema.graphql'),
    documents: join(directory, 'operations.graphql'),
    generates: Object.fromEntries(
      made.map(([path, plugin]) => [path, { plugins: [plugin], config: strict }]),
    ),
  };
  writeFileSync(join(directory, 'codegen.json'), JSON.stringify(config));
  const codegen = join(projectRoot, 'node_modules/@graphql-codegen/cli/cjs/bin.js');
  node(codegen, '--config', join(directory, 'codegen.json'));
  const tsc = join(projectRoot, 'node_modules/typescript/bin/tsc');
  node(tsc, '--noEmit', '--strict', '--ignoreConfig', ...made.map(([path]) => path));
  const types = readFileSync(made[0]![0], 'utf8');
  const named = [...projectFile('schema.graphql').matchAll(/^(?:type|input|enum) (\w+)/gm)].map(
    ([, name]) => name,
  );
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((name) => !new RegExp(`^export (type|enum) ${name}\\b`, 'm').test(types))).toEqual([]);
});
