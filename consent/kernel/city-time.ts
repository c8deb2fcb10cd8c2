/** The calendar day in the city (UTC+8) as YYYY-MM-DD. Daily caps and agreements count in these days. */
export const cityDay = (time: Date): string =>
  new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
