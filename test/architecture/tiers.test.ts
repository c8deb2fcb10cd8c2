import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectFile, projectRoot } from '../support/project.js';
import { readSources } from './sources.js';

const { scripts } = JSON.parse(projectFile('package.json')) as { scripts: Record<string, string> };
const settings = (name: string) => import(join(projectRoot, name));
const { ONLY_LONG, MORE_WITH_TEST_LONG, leftOut } = (await settings('jest.tiers.js')) as {
  ONLY_LONG: readonly string[];
  MORE_WITH_TEST_LONG: readonly string[];
  leftOut: (commandLine: readonly string[]) => readonly string[];
};
const { default: ordinary } = await settings('jest.config.js');
const { default: long } = await settings('jest.long.config.js');
const files = [...readSources().values()].filter(({ path }) => path.startsWith('test/'));
const tests = files.filter(({ path }) => path.endsWith('.test.ts'));
const inTiming = (path: string) => path.startsWith('test/timing/');

/** Files outside test/timing that read a clock that never goes back, and why that can not make a test fail. */
const READS_A_CLOCK: Record<string, string> = {
  'test/gate/batcher.test.ts': 'gives deadlines to what it tests',
  'test/gate/group-commit.test.ts': 'gives deadlines to what it tests',
  'test/gate/model.test.ts': 'prints how long it took',
  'test/support/platform/in-process.ts': 'says when a request arrived',
  'test/support/processes/callers.ts': 'is the clients of test/timing/pool-exhausted.test.ts',
};

describe('the tiers of the tests', () => {
  it('leave what measures time to test/timing, which npm test leaves out', () => {
    const others = files.filter(({ path }) => !inTiming(path) && path !== 'test/architecture/tiers.test.ts');
    const clocks = others.filter(({ text }) => /\b(performance\.now|hrtime)\b/.test(text));
    expect(clocks.map(({ path }) => path).sort()).toEqual(Object.keys(READS_A_CLOCK));
    const elapsed = /Date\.now\(\) - (started|start|begun|before|since)\b/;
    expect(others.filter(({ text }) => elapsed.test(text)).map(({ path }) => path)).toEqual([]);
    expect(ordinary.testPathIgnorePatterns).toContain('<rootDir>/dist/test/timing/');
    expect(scripts['test:timing']).toContain('--config jest.timing.config.js --runInBand');
  });

  it('run in npm run test:long whatever has more to it there, and each of its paths leads to a test', () => {
    const leadsNowhere = (path: string) => !tests.some((test) => test.path.startsWith(path));
    expect([...ONLY_LONG, ...MORE_WITH_TEST_LONG].filter(leadsNowhere)).toEqual([]);
    const patterns: readonly string[] = long.testRegex;
    const runsLong = tests.filter(({ path }) =>
      patterns.some((one) => new RegExp(one).test(`/dist/${path.replace(/ts$/, 'js')}`)),
    );
    expect(scripts['test:long']).toContain('TEST_LONG=1');
    expect(scripts['test:long']).toContain('--config jest.long.config.js');
    const longer = tests.filter(({ text }) => /\bscale\(|process\.env\.TEST_SEQUENCES/.test(text));
    expect(longer.length).toBeGreaterThan(5);
    const missing = longer.filter((test) => !runsLong.includes(test) && !inTiming(test.path));
    expect(missing.map(({ path }) => path)).toEqual([]);
  });

  it('leave to npm run test:long alone what is downloaded and the stories of the portal, of which every run has the smoke test', () => {
    expect(leftOut([])).toEqual(ONLY_LONG);
    expect(leftOut(['test/web/me.test'])).toEqual(ONLY_LONG.filter((path) => path !== 'test/web/me'));
    expect(ONLY_LONG.filter((path) => !path.startsWith('test/web/'))).toEqual(['test/database/pgbouncer']);
    const browsers = tests.filter(
      ({ path, text }) => path.startsWith('test/web/') && text.includes('PortalBrowser'),
    );
    const inEveryRun = browsers.filter(({ path }) => !ONLY_LONG.some((one) => path.startsWith(one)));
    expect(inEveryRun.map(({ path }) => path)).toEqual(['test/web/smoke.test.ts']);
  });
});
