/** The extent of a test: a part in every run, or all of it with `npm run test:long` (TEST_LONG=1). */
export const scale = <T>(ordinary: T, long: T): T => (process.env.TEST_LONG ? long : ordinary);

/** Prints the figures of a long run, which are reported. */
export const report = (figure: string): void => {
  if (process.env.TEST_LONG) process.stdout.write(`${figure}\n`);
};
