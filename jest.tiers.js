/**
 * Which tests run when. `npm test` leaves out what is only long, unless it is named: `npm test -- test/web/me`.
 * `npm run test:long` runs that, and the tests that have more to them with TEST_LONG (test/support/scale.ts).
 */
export const ONLY_LONG = [
  // A real PgBouncer, which is downloaded. test/database/poolers has a pooler of our own in every run.
  'test/database/pgbouncer',
  'test/web/desk-families',
  'test/web/after',
  // Every page and state of the portal, measured.
  'test/web/figures/',
  // Stories of the portal in a browser. test/web/smoke walks through its pages in every run.
  'test/web/after',
  'test/web/bureau',
  'test/web/counter',
  'test/web/desk-families',
  'test/web/family',
  'test/web/institutions',
  'test/web/join',
  'test/web/me',
  'test/web/preview',
  'test/web/proof-sheet',
  'test/web/redirect',
  'test/web/relatives',
  'test/web/timeline',
];

export const MORE_WITH_TEST_LONG = [
  'test/api/http/document-fuzz',
  'test/crypto/dump',
  'test/authorization/codes',
  'test/authorization/details',
  'test/datacenter/exchanged-numbers',
  'test/docs/commands',
  'test/gate/model',
  'test/grants/revoke-grant',
  'test/ledger/',
  'test/subject-access/timeline',
  'test/system/',
  'test/trust/ledger-entries',
  'test/trust/serving-roles',
  'test/web/bureau',
  'test/operations/exact',
];

/** What a run with these arguments leaves out. */
export const leftOut = (commandLine) =>
  ONLY_LONG.filter((path) => !commandLine.some((argument) => argument.includes(path.replace(/\/$/, ''))));
