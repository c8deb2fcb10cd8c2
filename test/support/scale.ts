/** How much of a test there is: enough for every run, or all of it with `npm run test:long` (TEST_LONG=1). */
export const scale = <T>(ordinary: T, long: T): T => (process.env.TEST_LONG ? long : ordinary);

/** Figures of the long run are printed, for they are to be reported. */
export const report = (figure: string): void => {
  if (process.env.TEST_LONG) process.stdout.write(`${figure}\n`);
};
