import ordinary from './jest.config.js';
import { MORE_WITH_TEST_LONG, ONLY_LONG } from './jest.tiers.js';

const { testMatch: _, ...settings } = ordinary;

/** What takes hours, one file after the other. */
export default {
  ...settings,
  testPathIgnorePatterns: ['/node_modules/'],
  testRegex: [...ONLY_LONG, ...MORE_WITH_TEST_LONG].map((path) => `/dist/${path}.*\\.test\\.js$`),
  testTimeout: 36_000_000,
  maxWorkers: 1,
};
