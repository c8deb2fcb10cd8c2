import { PERIODS_MS, type TaskName } from '../../api/background/periods.js';

/** What tests wait for runs twice in a second, and not every few seconds. Nothing depends on how often it runs. */
const SHORT_MS = 500;
const AWAITED: readonly TaskName[] = [
  'apply pending freezes',
  'tell of raised items',
  'deliver messages',
  'queue use notices',
];

Object.assign(PERIODS_MS, Object.fromEntries(AWAITED.map((name) => [name, SHORT_MS])));
