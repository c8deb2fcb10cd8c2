/** First and last day of the records that may be read; null is open. */
export interface Period {
  readonly recordsFrom: string | null;
  readonly recordsTo: string | null;
}

/** Later of two first days, earlier of two last days; null is open. */
export const laterOf = (a: string | null, b: string | null) => (a === null || (b !== null && b > a) ? b : a);

export const earlierOf = (a: string | null, b: string | null) =>
  a === null || (b !== null && b < a) ? b : a;

export const periodWithin = (a: Period, b: Period): Period => ({
  recordsFrom: laterOf(a.recordsFrom, b.recordsFrom),
  recordsTo: earlierOf(a.recordsTo, b.recordsTo),
});
