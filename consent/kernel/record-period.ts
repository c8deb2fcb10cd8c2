/** First and last day of the records that may be read; null means no limit. */
export interface Period {
  readonly recordsFrom: string | null;
  readonly recordsTo: string | null;
}

/** The later of two first days; null means no limit. */
export const laterOf = (a: string | null, b: string | null) => (a === null || (b !== null && b > a) ? b : a);

/** The earlier of two last days; null means no limit. */
export const earlierOf = (a: string | null, b: string | null) =>
  a === null || (b !== null && b < a) ? b : a;

/** The days that both periods contain. */
export const periodWithin = (a: Period, b: Period): Period => ({
  recordsFrom: laterOf(a.recordsFrom, b.recordsFrom),
  recordsTo: earlierOf(a.recordsTo, b.recordsTo),
});
