import { leftOut } from './jest.tiers.js';

/**
 * Tests run on what `npm run build` compiled: the same JavaScript that production runs. What measures time runs apart,
 * alone on the machine (jest.timing.config.js): here nothing may fail because the machine is busy, so a test that hangs
 * is ended late, and a request waits long for a connection or a lock (test/support/long-waits.ts),
 * and what runs every few seconds runs more often (test/support/short-periods.ts).
 */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/dist/test'],
  testMatch: ['**/*.test.js'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/dist/test/timing/',
    ...leftOut(process.argv).map((path) => `<rootDir>/dist/${path}`),
  ],
  transform: {},
  globalSetup: '<rootDir>/dist/test/support/global-setup.js',
  globalTeardown: '<rootDir>/dist/test/support/global-teardown.js',
  setupFiles: ['long-waits', 'short-periods'].map((name) => `<rootDir>/dist/test/support/${name}.js`),
  testTimeout: 300_000,
  maxWorkers: 2,
  // Jest keeps the ES modules of every test file that a worker has run, 15 to 60 MB of heap each: a worker that has grown
  // is replaced between two files.
  workerIdleMemoryLimit: '400MB',
};
