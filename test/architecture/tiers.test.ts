import { describe, expect, it } from '@jest/globals';
import { projectFile } from '../support/project.js';
import { readSources } from './sources.js';

const { scripts } = JSON.parse(projectFile('package.json')) as { scripts: Record<string, string> };
const files = [...readSources().values()].filter(({ path }) => path.startsWith('test/'));
const tests = files.filter(({ path }) => path.endsWith('.test.ts'));
const inTiming = (path: string) => path.startsWith('test/timing/');

/** Files outside test/timing that read a clock that never goes back, and why that can not make a test fail. */
const READS_A_CLOCK: Record<string, string> = {
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
    expect(projectFile('jest.config.js')).toContain(
      "testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/test/timing/']",
    );
    expect(scripts['test:timing']).toContain('--config jest.timing.config.js --runInBand');
  });

  it('run in npm run test:long whatever has more to it there, and each of its paths leads to a test', () => {
    const named = [...scripts['test:long']!.matchAll(/ (test\/[\w/-]+)/g)].map(([, path]) => path!);
    expect(named.filter((path) => !tests.some((test) => test.path.startsWith(path)))).toEqual([]);
    const longer = tests.filter(({ text }) => /\bscale\(|process\.env\.TEST_SEQUENCES/.test(text));
    expect(longer.length).toBeGreaterThan(5);
    expect(
      longer.filter(({ path }) => !named.some((one) => path.startsWith(one))).map(({ path }) => path),
    ).toEqual([]);
  });
});
