import { type Period, periodWithin } from '../kernel/record-period.js';
import { badInput } from '../kernel/refusal.js';
import { earliestRecord } from '../purposes/lookback.js';
import type { Purpose } from '../purposes/purpose.js';
import { refuseWider } from './item-refusals.js';

/** A record period as somebody states it; unchecked. */
interface StatedPeriod {
  readonly recordsFrom?: string | null;
  readonly recordsTo?: string | null;
}

/** The period that a recipient asks for. @throws Refusal if it is reversed or reaches beyond the look-back of the purpose */
export function requestedPeriod(asked: StatedPeriod, purpose: Purpose, now: Date): Period {
  const recordsFrom = asked.recordsFrom ?? null;
  const recordsTo = asked.recordsTo ?? null;
  if (recordsFrom && recordsTo && recordsFrom > recordsTo)
    throw badInput('recordsFrom', {
      en: 'The record period ends before it begins. Give recordsFrom before recordsTo.',
      zh: '记录期间的结束早于开始。请使 recordsFrom 不晚于 recordsTo。',
    });
  const earliest = earliestRecord(purpose, now);
  if (earliest && recordsFrom && recordsFrom < earliest)
    refuseWider('recordsFrom', earliest, {
      en: `The purpose looks back to ${earliest} at most.`,
      zh: `该用途至多追溯到 ${earliest}。`,
    });
  assertReached(recordsTo, purpose, now);
  return { recordsFrom, recordsTo };
}

/** A period that is over before the look-back begins holds no record that could be read: its uses would be for nothing. */
function assertReached(recordsTo: string | null, purpose: Purpose, now: Date): void {
  const earliest = earliestRecord(purpose, now);
  if (earliest && recordsTo && recordsTo < earliest)
    refuseWider('recordsTo', earliest, {
      en: `The purpose looks back to ${earliest} at most, and the period is over before. Give a later recordsTo.`,
      zh: `该用途至多追溯到 ${earliest}，而期间在此之前已结束。请给出更晚的 recordsTo。`,
    });
}

/** The first day from which the person may grant records: the request's, or as far back as the purpose looks; null means any. */
export const earliestGrantable = (request: Period, purpose: Purpose, now: Date): string | null =>
  request.recordsFrom ?? earliestRecord(purpose, now);

/** The period that the person grants: that of the request or a narrower one. @throws Refusal */
export function narrowPeriod(request: Period, narrowed: StatedPeriod, purpose: Purpose, now: Date): Period {
  const { recordsFrom, recordsTo } = narrowed;
  const earliest = earliestGrantable(request, purpose, now);
  if (recordsFrom && earliest && recordsFrom < earliest)
    refuseWider('recordsFrom', earliest, {
      en: `Records may be given from ${earliest} on.`,
      zh: `可授权的记录自 ${earliest} 起。`,
    });
  if (recordsTo && request.recordsTo && recordsTo > request.recordsTo)
    refuseWider('recordsTo', request.recordsTo, {
      en: `The request asked for records up to ${request.recordsTo}.`,
      zh: `申请的记录至 ${request.recordsTo} 止。`,
    });
  const period = periodWithin(request, { recordsFrom: recordsFrom ?? null, recordsTo: recordsTo ?? null });
  if (period.recordsFrom && period.recordsTo && period.recordsFrom > period.recordsTo)
    throw badInput('recordsFrom', {
      en: 'The record period ends before it begins. Give recordsFrom before recordsTo.',
      zh: '记录期间的结束早于开始。请使 recordsFrom 不晚于 recordsTo。',
    });
  assertReached(period.recordsTo, purpose, now);
  return period;
}
