import ordinary from './jest.config.js';

/** What measures time or memory: one file after the other, with the limits of production. */
export default {
  ...ordinary,
  roots: ['<rootDir>/dist/test/timing'],
  testPathIgnorePatterns: ['/node_modules/'],
  setupFiles: [],
  maxWorkers: 1,
};
