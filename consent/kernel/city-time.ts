/** The day in the city, YYYY-MM-DD: daily caps and agreements count in it. */
export const cityDay = (time: Date): string =>
  new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
