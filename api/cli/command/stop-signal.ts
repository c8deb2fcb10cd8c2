import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** npm passes on what the terminal has sent to us already: so soon a second signal is the same Ctrl-C. */
const SAME_MS = 500;

const exitAtOnce = (signal: NodeJS.Signals) => process.exit(128 + constants.signals[signal]);

/** Signals end the process, and not without its exit handlers: the embedded PostgreSQL goes too. */
export function exitOnSignal(): void {
  for (const signal of SIGNALS) process.on(signal, exitAtOnce);
}

/** From now on resolves at the first signal, for an orderly end. A second one ends the process at once. */
export const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    let first: number | null = null;
    for (const signal of SIGNALS) {
      process.off(signal, exitAtOnce);
      process.on(signal, () => {
        if (first === null) {
          first = performance.now();
          resolve();
        } else if (performance.now() - first > SAME_MS) exitAtOnce(signal);
      });
    }
  });
