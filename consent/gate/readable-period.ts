import type { Period } from '../kernel/record-period.js';
import { periodWithin } from '../kernel/record-period.js';
import { earliestRecord } from '../purposes/lookback.js';
import { databaseNow, type TimedFacts } from './grant-facts.js';

/** The days that may be read now: the granted period, limited by how far back the purpose may look. */
export const readablePeriod = (facts: TimedFacts): Period =>
  periodWithin(facts.grant, {
    recordsFrom: earliestRecord(facts.purpose, databaseNow(facts)),
    recordsTo: null,
  });
