import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** A terminal sends Ctrl-C to npm and to this process, and npm forwards it. A signal this soon is that same Ctrl-C. */
const SAME_MS = 500;

const exitAtOnce = (signal: NodeJS.Signals) => process.exit(128 + constants.signals[signal]);

/** Lets signals end the process through its exit handlers, which stop the embedded PostgreSQL. */
export function exitOnSignal(): void {
  for (const signal of SIGNALS) process.on(signal, exitAtOnce);
}

/**
 * Resolves at the first signal, for an orderly stop. A second signal ends the process at once. The new listener is added
 * before the old one is removed: without any listener Node would lose a signal that has come and was not yet delivered.
 */
export const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    let first: number | null = null;
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (first === null) {
          first = performance.now();
          resolve();
        } else if (performance.now() - first > SAME_MS) exitAtOnce(signal);
      });
      process.off(signal, exitAtOnce);
    }
  });
