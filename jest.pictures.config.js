import ordinary from './jest.config.js';

/** Takes the pictures of docs/portal.md anew from the running product; no test of the ordinary run. */
export default {
  ...ordinary,
  roots: ['<rootDir>/dist/test/pictures'],
  testMatch: ['**/take-pictures.js'],
  maxWorkers: 1,
};
